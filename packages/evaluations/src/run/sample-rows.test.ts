import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RowSource } from '../types.ts'
import { countSampled, drawIndexes, sampleRows } from './sample-rows.ts'

const toSource = (size: number, count: number | null = size): RowSource => ({
  count,
  hash: 'h',
  async *rows() {
    for (let row = 0; row < size; row++) yield { row }
  },
})

async function collect(source: RowSource, sample?: { rows: number; seed: number }) {
  const found: (readonly [number, unknown])[] = []
  for await (const [index, { row }] of sampleRows(source, sample)) found.push([index, row])
  return found
}

describe('sampleRows', () => {
  it('draws the same rows of one seed, others of another, each under its own index', async () => {
    const first = await collect(toSource(100), { rows: 10, seed: 7 })

    expect(first).toHaveLength(10)
    expect(first.every(([index, row]) => index === row)).toBe(true)
    expect(await collect(toSource(100), { rows: 10, seed: 7 })).toEqual(first)
    expect(await collect(toSource(100), { rows: 10, seed: 8 })).not.toEqual(first)
  })

  it('gives all rows without a sample or of too few, and the first where the count is unknown', async () => {
    expect(await collect(toSource(3))).toHaveLength(3)
    expect((await collect(toSource(3), { rows: 9, seed: 1 })).map(([index]) => index)).toEqual([0, 1, 2])
    expect((await collect(toSource(9, null), { rows: 2, seed: 1 })).map(([index]) => index)).toEqual([0, 1])
    expect([countSampled(toSource(3), { rows: 9, seed: 1 }), countSampled(toSource(9, null), undefined)]).toEqual([
      3,
      null,
    ])
  })
})

describe('drawIndexes', () => {
  it('draws so many different rows, and a larger sample holds the smaller', () => {
    const given = [fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 60 }), fc.integer()] as const
    fc.assert(
      fc.property(...given, (count, size, seed) => {
        const drawn = drawIndexes(count, size, seed)
        const more = drawIndexes(count, size + 5, seed)

        expect(drawn.size).toBe(Math.min(size, count))
        expect([...drawn].every((index) => index >= 0 && index < count && more.has(index))).toBe(true)
      }),
    )
  })

  it('draws every row about as often', () => {
    const hits = Array.from({ length: 20 }, () => 0)
    for (let seed = 0; seed < 4000; seed++)
      for (const index of drawIndexes(20, 5, seed)) hits[index] = (hits[index] ?? 0) + 1

    // 1,000 expected, standard deviation 27
    for (const count of hits) expect(Math.abs(count - 1000)).toBeLessThan(140)
  })
})
