import { toRegExp } from '@evalflow/metrics'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { boundOf, boundRegExp } from './bounded-regexp.ts'

const bounded = (pattern: string, flags = 'g') => boundRegExp(toRegExp(pattern, flags))
const all = (pattern: RegExp, text: string) =>
  [...text.matchAll(pattern)].map((match) => ({ index: match.index, groups: [...match], named: { ...match.groups } }))

describe('boundRegExp', () => {
  it.each([
    ['#### (\\-?[0-9\\.\\,]+)', 'x #### 1,234 y'],
    ['(-?[$0-9.,]{2,})|(-?[0-9]+)', 'I have 3 and 14.'],
    ['(?i)\\b(the|an?)\\b', 'The cat, a dog, theatre'],
    ['(?P<number>\\d+)', 'no 12, ٣ 4'],
    ['(?s)a.*?e', 'a\nbe aXe'],
    ['(?m)^(\\w+)$', 'one\ntwo three\nfour'],
    ['(\\w+)\\s*$', 'the end'],
    ['\\Aone|two\\Z', 'one two'],
    ['a*', 'baac'],
    ['[^\\d]+', 'ab1é2'],
    ['x{2,3}?', 'xxxxx'],
    ['😀+', 'a😀😀b'],
  ])('finds by RE2 what V8 finds: %s', (pattern, text) => {
    expect(boundOf(bounded(pattern), text)).toBe('linear')
    expect(all(bounded(pattern), text)).toEqual(all(toRegExp(pattern, 'g'), text))
    expect(text.replace(bounded(pattern), '_')).toBe(text.replace(toRegExp(pattern, 'g'), '_'))
  })

  it('finds the same as V8 for invented patterns and texts', () => {
    const atom = fc.constantFrom(
      'a',
      'b',
      '.',
      '\\d',
      '\\w',
      '\\s',
      '[ab1]',
      '[^a]',
      'é',
      '\\b',
      '$',
      '^',
      '(a|b)',
      '(?:b1|a)',
    )
    const part = fc
      .tuple(atom, fc.constantFrom('', '', '', '*', '+', '?', '*?', '{1,2}'))
      .map(([a, quantifier]) => (/^(?:\\b|\$|\^)$/.test(a) ? a : a + quantifier))
    const pattern = fc.array(fc.array(part, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 2 })
    const text = fc.array(fc.constantFrom('a', 'b', '1', ' ', 'é', '\n', 'c'), { maxLength: 12 })
    fc.assert(
      fc.property(pattern, text, (branches, letters) => {
        const source = branches.map((parts) => parts.join('')).join('|')
        const joined = letters.join('')

        expect(all(bounded(source), joined)).toEqual(all(toRegExp(source, 'g'), joined))
      }),
      { numRuns: 400 },
    )
  })

  it('gives indices of groups, and starts anew without the g flag', () => {
    const pattern = boundRegExp(toRegExp('(a)|(b)', 'd'))

    expect(pattern.exec('xb')?.indices?.map((span) => span ?? null)).toEqual([[1, 2], null, [1, 2]])
    expect([pattern.test('a'), pattern.test('a')]).toEqual([true, true])
  })

  it.each(['(a+)+$', '^(([a-z])+.)+[A-Z]([a-z])+$', '(a|aa)+$', '(.*a){20}$'])(
    'ends at once where V8 would run for years: %s',
    (pattern) => {
      const text = `${'a'.repeat(5000)}!`
      const started = performance.now()

      expect(bounded(pattern).test(text)).toBe(false)
      expect(boundOf(bounded(pattern), text)).toBe('linear')
      // a bound of seconds against one of years
      expect(performance.now() - started).toBeLessThan(5000)
    },
  )

  it.each([
    ['a look-ahead', '(?=(a+)+$)b|^(a+)+$', `${'a'.repeat(40)}!`],
    ['a back reference', '^(a+)+\\1$', `${'a'.repeat(40)}!`],
  ])('stops %s by the deadline, with the reason', (_what, pattern, text) => {
    expect(boundOf(bounded(pattern), text)).toBe('deadline')
    expect(() => bounded(pattern).test(text)).toThrow('took more than 250 ms')
  })

  it.each([
    ['(?<=a)b', 'ab b', ['b']],
    ['(a)\\1', 'aab', ['aa']],
    ['\\bé\\b', 'é é', ['é', 'é']],
    ['a$', 'ba\n', ['a']],
  ])('runs by the deadline what RE2 cannot say: %s', (pattern, text, expected) => {
    expect(boundOf(bounded(pattern), text)).toBe('deadline')
    expect(all(bounded(pattern), text).map(({ groups }) => groups[0])).toEqual(expected)
  })
})
