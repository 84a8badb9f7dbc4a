import { LANGUAGES, registeredMessages } from '@evalflow/ui'
import { expect, test } from 'vitest'
import './messages.ts'

test('every text has the same placeholders in every language', () => {
  const dictionaries = registeredMessages().get('editor')
  const names = (text: string) => [...new Set([...text.matchAll(/\{(\w+)/g)].map((match) => match[1]))].toSorted()
  for (const [key, text] of Object.entries(dictionaries?.en ?? {})) {
    for (const language of LANGUAGES) expect(names(dictionaries?.[language][key] ?? ''), key).toEqual(names(text))
  }
  expect(Object.keys(dictionaries?.en ?? {}).length).toBeGreaterThan(50)
})
