import { describe, expect, it } from 'vitest'
import { toRegExp } from './python-regexp.ts'

describe('toRegExp', () => {
  it.each([
    ['(?s)a.b', 'a\nb', true],
    ['a.b', 'a\nb', false],
    ['a.b', 'a\rb', true],
    ['end$', 'end\n', true],
    ['(?i)YES', 'yes', true],
    ['(?P<x>\\d+)', '٣', true],
    ['\\bthe\\b', 'thé the', true],
    ['^\\w+$', 'naïve', true],
    ['a{,2}b', 'aab', true],
    ['{"a": 1}', '{"a": 1}', true],
    ['[\\w\\-.]+@', 'é-x@', true],
    ['\\#\\-\\"', '#-"', true],
    ['[]x]', ']', true],
    ['x\\Z', 'x\n', false],
  ])('%s on %j matches: %s', (pattern, text, expected) => {
    expect(toRegExp(pattern).test(text)).toBe(expected)
  })

  it.each([
    ['(-?\\d+)', 'it is -7', '-7'],
    ['[*+]+', 'a+*b', '+*'],
  ])('takes %s, whose plus is no possessive quantifier', (pattern, text, expected) => {
    expect(toRegExp(pattern).exec(text)?.[0]).toBe(expected)
  })

  it.each(['(', '(?>a)', 'a++', '(?x)a b', '\\p'])('refuses %s', (pattern) => {
    expect(() => toRegExp(pattern)).toThrow('cannot be used')
  })
})
