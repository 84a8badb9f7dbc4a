import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { testSample } from '../test-samples.ts'
import { summariseSamples, toBins } from './summarise-samples.ts'

const { signal } = new AbortController()
const row = (index: number, value: number | null, item: Record<string, string | boolean | number>) =>
  testSample(index, { scores: { 'f1.f1': value }, item })

describe('summariseSamples', () => {
  it('groups by columns whose texts are few and repeat, with means of what was scored', async () => {
    const samples = [
      row(0, 1, { prompt: 'a', category: 'geo', hard: true, id: 0 }),
      row(1, 0, { prompt: 'b', category: 'geo', hard: false, id: 1 }),
      row(2, null, { prompt: 'c', category: 'art', hard: true, id: 2 }),
    ]

    const { rows, groups } = await summariseSamples(samples, signal)

    expect(rows).toBe(3)
    expect(groups.map(({ by }) => by)).toEqual(['category', 'hard'])
    expect(groups[0]?.values).toEqual([
      { value: 'art', rows: 1, metrics: {} },
      { value: 'geo', rows: 2, metrics: { 'f1.f1': { mean: 0.5, n: 2 } } },
    ])
  })

  it('takes a column of too many texts for no category', async () => {
    const samples = Array.from({ length: 200 }, (_, index) => row(index, 1, { name: `n${index % 90}` }))

    expect((await summariseSamples(samples, signal)).groups).toEqual([])
  })

  it('groups by task where there are several', async () => {
    const samples = [
      testSample(0, { task: 'a', item: {} }),
      testSample(1, { task: 'a', item: {} }),
      testSample(0, { task: 'b', item: {} }),
    ]

    const { groups } = await summariseSamples(samples, signal)

    expect(groups.map(({ by, values }) => [by, values.map(({ value, rows }) => [value, rows])])).toEqual([
      [
        'task',
        [
          ['a', 2],
          ['b', 1],
        ],
      ],
    ])
  })
})

describe('toBins', () => {
  it('counts few values one by one', () => {
    expect(toBins([1, 0, 1])).toEqual([
      { low: 0, high: 0, count: 1 },
      { low: 1, high: 1, count: 2 },
    ])
  })

  it('counts every value once, between the least and the greatest', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 }), (values) => {
        const bins = toBins(values)

        expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(values.length)
        expect(bins[0]?.low).toBe(Math.min(...values) + 0)
        expect(bins.at(-1)?.high).toBe(Math.max(...values) + 0)
      }),
    )
  })
})
