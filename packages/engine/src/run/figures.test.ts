import { expect, it } from 'vitest'
import { Figures } from './figures.ts'

const latency = { target: null, ttft: null, itl: null, judge: null, queue: null }
const live = { retried: 0, rate_limited: 0, in_flight: 0, concurrency: 1, cost: null, latency }
const row = {
  task: 't',
  status: 'ok',
  scores: {},
  cached: false,
  promptTokens: null,
  completionTokens: null,
  servedBy: null,
} as const

it('tells the moving rate while rows are left, and that of the whole run at its end', () => {
  const figures = new Figures(30, 0)
  for (let n = 0; n < 20; n++) figures.addRow(row)
  figures.measure(1000)
  expect(figures.toProgress(1000, live).rate).toBeCloseTo(20)
  for (let n = 0; n < 10; n++) figures.addRow(row)
  figures.measure(10_000)

  expect(figures.toProgress(10_000, live).rate).toBeCloseTo(3)
})

it('does not count rows that were done before the run into its rate', () => {
  const figures = new Figures(10, 0)
  for (let n = 0; n < 10; n++) figures.addRow(row)
  figures.resumed = 10

  expect(figures.toProgress(2000, live).rate).toBeNull()
})
