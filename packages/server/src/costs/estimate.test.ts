import { expect, it } from 'vitest'
import { estimateSeconds, estimateTotal, relativeError, scaled } from './estimate.ts'

it('estimates a total as Cochran does', () => {
  // n = 4 of N = 100: mean 5, s² = 20/3, se = 100 · sqrt(0.96 · (20/3) / 4) = 126.49, t(0.975; 3) = 3.182446
  const found = estimateTotal([{ values: [2, 4, 6, 8], rows: 100 }])

  expect(found?.value).toBe(500)
  expect(found?.high).toBeCloseTo(500 + 3.182446 * 126.4911, 3)
  expect(found?.low).toBeCloseTo(500 - 3.182446 * 126.4911, 3)
})

it('adds tasks, each with its own rows', () => {
  const found = estimateTotal([
    { values: [1, 1, 1], rows: 10 },
    { values: [5, 5, 5], rows: 20 },
  ])

  expect(found).toMatchObject({ value: 110, low: 110, high: 110 })
})

it('never says less than the pilot has used, and is exact when it had every row', () => {
  expect(estimateTotal([{ values: [0, 0, 90], rows: 4 }])?.low).toBe(90)
  expect(estimateTotal([{ values: [3, 9], rows: 2 }])).toMatchObject({ value: 12, low: 12, high: 12 })
})

it('gives no interval for one row, and nothing without one', () => {
  expect(estimateTotal([{ values: [7], rows: 10 }])).toMatchObject({ value: 70, low: null, high: null })
  expect(estimateTotal([{ values: [], rows: 10 }])).toBeNull()
  expect(
    estimateTotal([
      { values: [1], rows: 5 },
      { values: [], rows: 5 },
    ]),
  ).toBeNull()
})

it('takes the pilot pace as the slow end, and the wider job as the fast one', () => {
  expect(estimateSeconds(100, { rows: 10, seconds: 5, parallelism: 10 }, 0)).toMatchObject({
    value: 50,
    low: 50,
    high: 50,
  })
  expect(estimateSeconds(100, { rows: 10, seconds: 5, parallelism: 40 }, 0.1)).toMatchObject({
    value: 31.25,
    low: 12.5 * 0.9,
    high: expect.closeTo(55, 9),
  })
  expect(estimateSeconds(100, { rows: 0, seconds: 0, parallelism: 4 }, null)).toBeNull()
})

it('carries an interval over to another unit', () => {
  const estimate = { value: 10, low: 8, high: 15, method: 'm' }

  expect(relativeError(estimate)).toBe(0.5)
  expect(scaled(estimate, 2, 'n')).toEqual({ value: 20, low: 16, high: 30, method: 'n' })
})
