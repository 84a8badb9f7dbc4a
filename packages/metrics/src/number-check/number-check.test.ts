import { describe, expect, it } from 'vitest'
import { numberCheck, parseNumberOperator, readNumber } from './number-check.ts'

describe('numberCheck', () => {
  it.each([
    ['3.0', '==', '3', {}, 1],
    ['1,000', '==', '1000', {}, 0],
    ['1,000', '==', '1000', { read: 'last' }, 1],
    ['costs $1,234.50 now', '==', '1234.5', { read: 'last' }, 1],
    ['3.14', 'absolute difference', '3.1415', { epsilon: 0.01 }, 1],
    ['-0', '==', '0', {}, 1],
    ['from 3 to 7', 'gt', '6', {}, 1],
    ['2', 'less than or equal', '1', {}, 0],
  ] as const)('%j %s %j %j is %i', (left, operator, right, options, expected) => {
    expect(numberCheck(left, parseNumberOperator(operator), right, options)).toEqual({ value: expected, reason: null })
  })

  it.each(['abc', '', '1.2.3'])('leaves %j unscored', (text) => {
    expect(numberCheck(text, '>', '1')).toEqual({ value: null, reason: expect.stringContaining('no number') })
  })

  it('needs an epsilon for a difference', () => {
    expect(() => numberCheck('1', 'absolute difference', '2')).toThrow('needs an epsilon')
  })
})

it('reads the whole text or nothing with `whole`', () => {
  expect(readNumber(' -1.5e3 ', 'whole')).toBe(-1500)
  expect(readNumber('about 3', 'whole')).toBeNull()
})
