import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import './messages.ts'
import { LANGUAGES, registeredMessages, registerMessages, setLanguage } from './i18n.ts'

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
