import { LANGUAGES, registeredMessages } from '@evalflow/ui'
import { expect, test } from 'vitest'
import './messages.ts'
import './reason-messages.ts'

test.each([
  ['editor', 50],
  ['reasons', 15],
  ['port-types', 5],
])('every text of %s has the same placeholders in every language', (scope, atLeast) => {
  const dictionaries = registeredMessages().get(scope)
  const names = (text: string) => [...new Set([...text.matchAll(/\{(\w+)/g)].map((match) => match[1]))].toSorted()
  for (const [key, text] of Object.entries(dictionaries?.en ?? {})) {
    for (const language of LANGUAGES) expect(names(dictionaries?.[language][key] ?? ''), key).toEqual(names(text))
  }
  expect(Object.keys(dictionaries?.en ?? {}).length).toBeGreaterThan(atLeast)
})
