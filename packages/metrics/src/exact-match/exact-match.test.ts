import { describe, expect, it } from 'vitest'
import { golden } from '../fixtures/golden.ts'
import { toRegExp } from '../text/python-regexp.ts'
import { exactMatch } from './exact-match.ts'

describe('exactMatch', () => {
  it.each(golden.squad)('normalises as SQuAD: "$pred" against "$gold"', ({ pred, gold, em }) => {
    expect(exactMatch(pred, gold)).toBe(em)
  })

  it.each([
    ['the cat', 'cat!', 1],
    // a combining mark is no word character in Python, so the article before it goes
    ['a\u0301 x', '\u0301 x', 1],
    ['ａ x', 'x', 0],
    ['théa', 'thé', 0],
    ['x\u001cy', 'x y', 1],
    ['x\ufeff', 'x', 0],
  ])('treats Unicode as Python: %j against %j', (prediction, gold, expected) => {
    expect(exactMatch(prediction, gold)).toBe(expected)
  })

  it.each([
    ['1000', 'so it is\n#### 1,000', 1],
    ['$18.', '#### 18', 1],
    ['18.0', '#### 18', 0],
  ])('removes patterns as lm-eval does for GSM8K: %j against %j', (prediction, gold, expected) => {
    const ignore = [',', '\\$', '(?s).*#### ', '\\.$'].map((pattern) => toRegExp(pattern, 'g'))

    expect(exactMatch(prediction, gold, { ignoreCase: true, ignore })).toBe(expected)
  })

  it('compares as they are with `none`', () => {
    expect(exactMatch('Paris', 'Paris ', 'none')).toBe(0)
    expect(exactMatch('Paris', ['Rome', 'Paris'], 'none')).toBe(1)
  })
})
