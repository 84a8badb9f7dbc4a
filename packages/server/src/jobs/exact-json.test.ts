import { expect, it } from 'vitest'
import { parseExactJson } from './exact-json.ts'

it('keeps every digit of a whole number', () => {
  const text =
    '{"id": 12345678901234567890, "list": [-9007199254740993, 9007199254740991], "code": "12345678901234567890"}'

  expect(parseExactJson(text)).toEqual({
    id: '12345678901234567890',
    list: ['-9007199254740993', 9007199254740991],
    code: '12345678901234567890',
  })
})

it('leaves fractions and exponents as they are', () => {
  expect(parseExactJson('[0.12345678901234567890, 1e30, 3]')).toEqual([0.12345678901234568, 1e30, 3])
  expect(() => parseExactJson('{"a": 1234567890123456789')).toThrow(SyntaxError)
})
