/**
 * Texts in the reader's language.
 *
 * Each package registers its dictionaries: `const { t, useT } = registerMessages('editor', { en, de })`. A key that
 * English has and another language lacks does not compile; `test` walks `registeredMessages()` and compares placeholders.
 * A build may leave a language out and say by `provideLanguage` where it lies; then `chooseLanguage` fetches it first.
 *
 * `{name}` is replaced by a parameter (numbers in the reader's format); `{count:node|nodes}` picks by plural rule
 * (one | other, which is enough for English and German).
 */
import { useCallback, useSyncExternalStore } from 'react'
import { numberFormat, pluralRules } from './formatters.ts'

export const LANGUAGES = ['en', 'de'] as const
export type Language = (typeof LANGUAGES)[number]
export const LANGUAGE_NAMES: Record<Language, string> = { en: 'English', de: 'Deutsch' }

export type MessageParams = Readonly<Record<string, string | number>>
export type Translate<Key extends string> = (key: Key, params?: MessageParams) => string
type Dictionary<Key extends string> = Readonly<Record<Key, string>>
type Dictionaries<Key extends string> = Record<Language, Dictionary<Key>>
type Wordings = Partial<Record<Language, Readonly<Record<string, string>>>>

const STORAGE_KEY = 'evalflow.language'
const registry = new Map<string, Dictionaries<string>>()
const wordings = new Map<string, Wordings>()
const providers = new Map<Language, () => Promise<unknown>>()
const listeners = new Set<() => void>()
let current: Language = startLanguage()

/**
 * Registers a package's texts; `scope` is the package's name. Registering a scope again replaces it (hot reload), but for a
 * language that comes without texts: those come, or came, by a file of that language.
 */
export function registerMessages<Key extends string>(
  scope: string,
  messages: Dictionaries<Key>,
): { t: Translate<Key>; useT: () => Translate<Key> } {
  const known = registry.get(scope)
  const merged: Dictionaries<string> = { ...messages }
  for (const language of LANGUAGES) {
    if (known && Object.keys(messages[language]).length === 0) merged[language] = known[language]
  }
  registry.set(scope, merged)
  const say = (language: Language, key: Key, params: MessageParams | undefined) =>
    fill(registry.get(scope)?.[language][key] ?? messages.en[key], params, language)
  const t: Translate<Key> = (key, params) => say(current, key, params)
  const useT = (): Translate<Key> => {
    const language = useLanguage()
    return useCallback<Translate<Key>>((key, params) => say(language, key, params), [language])
  }
  return { t, useT }
}

/** Registers texts whose key is their English wording. The function gives a text as it is where there is no translation. */
export function registerWordings(scope: string, texts: Wordings): (text: string, language: Language) => string {
  const known = wordings.get(scope)
  const merged: Wordings = { ...known }
  for (const language of LANGUAGES) {
    const given = texts[language]
    if (given && Object.keys(given).length > 0) merged[language] = given
  }
  wordings.set(scope, merged)
  return (text, language) => wordings.get(scope)?.[language]?.[text] ?? text
}

/** Says how the texts of `language` are fetched, in a build that holds them in a file of their own. */
export function provideLanguage(language: Language, load: () => Promise<unknown>): void {
  providers.set(language, load)
}

/** Fetches the texts of `language` if they are not here. @throws what fetching gave; it may be called again */
export async function fetchLanguage(language: Language): Promise<void> {
  await providers.get(language)?.()
  providers.delete(language)
}

/** `setLanguage` after `fetchLanguage`. @throws what fetching gave; the language is then as before */
export async function chooseLanguage(language: Language): Promise<void> {
  await fetchLanguage(language)
  setLanguage(language)
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
      return pluralRules(language).select(Number(value)) === 'one' ? one : other
    }
    return typeof value === 'number' ? numberFormat(language).format(value) : value
  })
}
