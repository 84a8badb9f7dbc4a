import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import './messages.ts'
import {
  chooseLanguage,
  getLanguage,
  LANGUAGES,
  provideLanguage,
  registeredMessages,
  registerMessages,
  registerWordings,
  setLanguage,
} from './i18n.ts'

afterEach(() => {
  cleanup()
  setLanguage('en')
})

const { t, useT } = registerMessages('test', {
  en: { nodes: '{count} {count:node|nodes}', hello: 'Hello {name}' },
  de: { nodes: '{count} {count:Knoten|Knoten}', hello: 'Hallo {name}' },
})

test('fills parameters, plurals and numbers', () => {
  expect(t('nodes', { count: 1 })).toBe('1 node')
  expect(t('nodes', { count: 1204 })).toBe('1,204 nodes')
  expect(t('hello', {})).toBe('Hello {name}')
})

test('a shown text follows the language', () => {
  function Greeting() {
    return <p>{useT()('hello', { name: 'Ada' })}</p>
  }
  render(<Greeting />)
  act(() => setLanguage('de'))
  expect(screen.getByText('Hallo Ada')).toBeTruthy()
  expect(document.documentElement.lang).toBe('de')
})

test('a language that a build left out is fetched before it is shown, and only once', async () => {
  const late = registerMessages<string>('late', { en: { hello: 'Hello' }, de: {} })
  const say = registerWordings('late', { de: {} })
  let fetched = 0
  provideLanguage('de', async () => {
    fetched += 1
    registerMessages<string>('late', { en: {}, de: { hello: 'Hallo' } })
    registerWordings('late', { de: { Rows: 'Zeilen' } })
  })

  await chooseLanguage('de')
  expect([late.t('hello'), say('Rows', 'de'), say('Of others', 'de')]).toEqual(['Hallo', 'Zeilen', 'Of others'])
  await chooseLanguage('en')
  expect(late.t('hello')).toBe('Hello')
  await chooseLanguage('de')
  expect(fetched).toBe(1)
})

test('a language that cannot be fetched leaves the one before, and may be tried again', async () => {
  let away = true
  provideLanguage('de', async () => {
    if (away) throw new Error('offline')
  })

  await expect(chooseLanguage('de')).rejects.toThrow('offline')
  expect(getLanguage()).toBe('en')
  away = false
  await chooseLanguage('de')
  expect(getLanguage()).toBe('de')
})

test('every language has the same keys and placeholders, and no empty text', () => {
  for (const [scope, dictionaries] of registeredMessages()) {
    for (const language of LANGUAGES) {
      expect(Object.keys(dictionaries[language]).toSorted(), scope).toEqual(Object.keys(dictionaries.en).toSorted())
      for (const [key, text] of Object.entries(dictionaries[language])) {
        expect(text, `${scope}.${key}`).not.toBe('')
        expect(names(text), `${scope}.${key} in ${language}`).toEqual(names(dictionaries.en[key] ?? ''))
      }
    }
  }
})

function names(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)/g)].map((match) => match[1] ?? ''))].toSorted()
}
