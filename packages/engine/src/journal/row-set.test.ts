import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RowSet } from './row-set.ts'

describe('RowSet', () => {
  it('[J7] gives the same pages as a sorted set', () => {
    const change = fc.record({ row: fc.nat(100_000), adds: fc.boolean() })
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 300 }),
        fc.nat(320),
        fc.integer({ min: 1, max: 50 }),
        (changes, from, limit) => {
          const set = new RowSet()
          const naive = new Set<number>()

          for (const { row, adds } of changes) {
            if (adds) naive.add(row)
            else naive.delete(row)
            if (adds) set.add(row)
            else set.delete(row)
          }

          const sorted = [...naive].toSorted((a, b) => a - b)
          expect(set.size).toBe(naive.size)
          expect(set.slice(from, limit)).toEqual(sorted.slice(from, from + limit))
          for (const { row } of changes) expect(set.has(row)).toBe(naive.has(row))
        },
      ),
    )
  })

  it('finds a page deep in a million rows without a long scan', () => {
    const set = new RowSet()
    for (let row = 0; row < 1_000_000; row++) set.add(row)

    expect(set.slice(999_990, 20)).toEqual([
      999_990, 999_991, 999_992, 999_993, 999_994, 999_995, 999_996, 999_997, 999_998, 999_999,
    ])
  })
})

describe('addWord', () => {
  it('loads 32 rows at once, the highest bit included', () => {
    const set = new RowSet()

    set.addWord(2000, 0x8000_0001)

    expect(set.size).toBe(2)
    expect(set.slice(0, 5)).toEqual([64_000, 64_031])
  })
})
