/**
 * Light, dark or the system's choice, as `data-theme` on `<html>`.
 *
 * Call `applyTheme()` before anything is drawn; for no flash at all also load `theme-boot.js` as a blocking script.
 */
import { useSyncExternalStore } from 'react'

export const THEME_CHOICES = ['system', 'light', 'dark'] as const
export type ThemeChoice = (typeof THEME_CHOICES)[number]
export type Theme = 'light' | 'dark'

/** As `--font` in `styles/tokens.css`. */
const FONT = "13px 'Inter Variable'"
const STORAGE_KEY = 'evalflow.theme'
const listeners = new Set<() => void>()

export function getThemeChoice(): ThemeChoice {
  const stored = globalThis.localStorage?.getItem(STORAGE_KEY)
  return THEME_CHOICES.find((choice) => choice === stored) ?? 'system'
}

export function getTheme(): Theme {
  const choice = getThemeChoice()
  if (choice !== 'system') return choice
  return globalThis.matchMedia?.('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}

export function setThemeChoice(choice: ThemeChoice): void {
  globalThis.localStorage?.setItem(STORAGE_KEY, choice)
  applyTheme()
}

/** Writes `data-theme` and follows the system from now on. Returns how to stop following. */
export function applyTheme(): () => void {
  // asked for before the first text is laid out, which else is laid out twice
  void document.fonts?.load(FONT)
  document.documentElement.dataset['theme'] = getTheme()
  for (const listener of listeners) listener()
  const system = globalThis.matchMedia?.('(prefers-color-scheme: dark)')
  if (!system || following) return stopFollowing
  following = () => applyTheme()
  system.addEventListener('change', following)
  return stopFollowing
}

export function useTheme(): { choice: ThemeChoice; theme: Theme; setChoice: (choice: ThemeChoice) => void } {
  const choice = useSyncExternalStore(subscribe, getThemeChoice, getThemeChoice)
  const theme = useSyncExternalStore(subscribe, getTheme, getTheme)
  return { choice, theme, setChoice: setThemeChoice }
}

let following: (() => void) | undefined

function stopFollowing(): void {
  if (following) globalThis.matchMedia?.('(prefers-color-scheme: dark)').removeEventListener('change', following)
  following = undefined
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
