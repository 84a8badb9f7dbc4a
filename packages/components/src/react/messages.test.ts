import { registeredMessages } from '@evalflow/ui'
import { expect, it } from 'vitest'
import './messages.ts'

it('has the same placeholders in every language', () => {
  const messages = registeredMessages().get('components')
  const placeholders = (text: string) => new Set(Array.from(text.matchAll(/\{(\w+)/g), (match) => match[1]))

  for (const [key, text] of Object.entries(messages?.en ?? {})) {
    expect([key, placeholders(messages?.de[key] ?? '')]).toEqual([key, placeholders(text)])
  }
  expect(Object.keys(messages?.en ?? {}).length).toBeGreaterThan(100)
})
