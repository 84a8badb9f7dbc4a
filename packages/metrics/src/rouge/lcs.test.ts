import fc from 'fast-check'
import { expect, it } from 'vitest'
import { lcsLength } from './lcs.ts'

/** The table of the textbook. */
function naive(a: readonly number[], b: readonly number[]): number {
  let row = Array.from({ length: b.length + 1 }, () => 0)
  for (const token of a) {
    const next = [0]
    for (const [j, other] of b.entries())
      next.push(token === other ? (row[j] ?? 0) + 1 : Math.max(row[j + 1] ?? 0, next[j] ?? 0))
    row = next
  }
  return row[b.length] ?? 0
}

it('gives the length the table gives, over borders of words too', () => {
  const tokens = (most: number) =>
    fc.integer({ min: 0, max: most }).chain((kinds) => fc.array(fc.integer({ min: 0, max: kinds }), { maxLength: 150 }))
  fc.assert(
    fc.property(tokens(6), tokens(6), (a, b) => {
      expect(lcsLength(a, b)).toBe(naive(a, b))
    }),
    { numRuns: 500 },
  )
  const same = Array.from({ length: 97 }, () => 1)
  expect(lcsLength(same, same)).toBe(97)
  expect([lcsLength([], same), lcsLength(same, [])]).toEqual([0, 0])
})
