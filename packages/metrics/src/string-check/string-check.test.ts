import { expect, it } from 'vitest'
import { parseStringOperator, stringCheck } from './string-check.ts'

it.each([
  ['Paris', 'equals', 'Paris', 1],
  ['Paris', '==', 'paris', 0],
  ['Paris', '!=', 'paris', 1],
  ['The capital is Paris', 'contains', 'Paris', 1],
  ['42.', 'endswith', '42', 0],
  ['42.', 'starts_with', '42', 1],
  ['x', 'not contains', '', 0],
])('%j %s %j is %i', (left, operator, right, expected) => {
  expect(stringCheck(left, parseStringOperator(operator), right)).toBe(expected)
})

it('names the operators it knows', () => {
  expect(() => parseStringOperator('resembles')).toThrow(/Unknown operator "resembles".*contains/)
})
