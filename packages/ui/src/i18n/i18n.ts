/**
 * Texts in the reader's language.
 *
 * Each package registers its dictionaries once: `const { t, useT } = registerMessages('editor', { en, de })`. A key that
 * English has and another language lacks does not compile; `test` walks `registeredMessages()` and compares placeholders.
 *
 * `{name}` is replaced by a parameter (numbers in the reader's format); `{count:node|nodes}` picks by plural rule
 * (one | other, which is enough for English and German).
 */
import { useCallback, useSyncExternalStore } from 'react'

export const LANGUAGES = ['en', 'de'] as const
export type Language = (typeof LANGUAGES)[number]
export const LANGUAGE_NAMES: Record<Language, string> = { en: 'English', de: 'Deutsch' }

export type MessageParams = Readonly<Record<string, string | number>>
export type Translate<Key extends string> = (key: Key, params?: MessageParams) => string
type Dictionaries<Key extends string> = Record<Language, Readonly<Record<Key, string>>>

const STORAGE_KEY = 'evalflow.language'
const registry = new Map<string, Dictionaries<string>>()
const listeners = new Set<() => void>()
let current: Language = startLanguage()

/** Registers a package's texts; `scope` is the package's name. Registering a scope again replaces it (hot reload). */
export function registerMessages<Key extends string>(
  scope: string,
  messages: Dictionaries<Key>,
): { t: Translate<Key>; useT: () => Translate<Key> } {
  registry.set(scope, messages)
  const t: Translate<Key> = (key, params) => fill(messages[current][key], params, current)
  const useT = (): Translate<Key> => {
    const language = useLanguage()
    return useCallback<Translate<Key>>((key, params) => fill(messages[language][key], params, language), [language])
  }
  return { t, useT }
}

export function registeredMessages(): ReadonlyMap<string, Dictionaries<string>> {
  return registry
}

export function getLanguage(): Language {
  return current
}

/** Switches all texts and formats, remembers the choice, and sets `<html lang>`. */
export function setLanguage(language: Language): void {
  if (language === current) return
  current = language
  globalThis.localStorage?.setItem(STORAGE_KEY, language)
  if (typeof document !== 'undefined') document.documentElement.lang = language
  for (const listener of listeners) listener()
}

export function useLanguage(): Language {
  return useSyncExternalStore(subscribe, getLanguage, getLanguage)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function startLanguage(): Language {
  if (typeof document === 'undefined') return 'en'
  const wanted = [globalThis.localStorage?.getItem(STORAGE_KEY), ...(globalThis.navigator?.languages ?? [])]
  const found = wanted.map((tag) => LANGUAGES.find((language) => tag?.toLowerCase().startsWith(language))).find(Boolean)
  const language = found ?? 'en'
  document.documentElement.lang = language
  return language
}

function fill(text: string, params: MessageParams | undefined, language: Language): string {
  if (!params) return text
  return text.replaceAll(/\{(\w+)(?::([^|}]*)\|([^}]*))?\}/g, (whole, name: string, one?: string, other?: string) => {
    const value = params[name]
    if (value === undefined) return whole
    if (one !== undefined && other !== undefined) {
      return new Intl.PluralRules(language).select(Number(value)) === 'one' ? one : other
    }
    return typeof value === 'number' ? new Intl.NumberFormat(language).format(value) : value
  })
}
