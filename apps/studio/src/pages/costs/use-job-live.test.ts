import type { JobEvent, JobItem, JobProgress } from '@evalflow/contract'
import { expect, it } from 'vitest'
import { withEvent } from './use-job-live.ts'

const score = {
  task: 'qa',
  metric: 'em',
  score: 'em',
  value: 0.5,
  n: 2,
  unscored: 0,
  failed: 0,
  stderr: null,
  ci: null,
  range: null,
}
const progress: JobProgress = {
  total: 10,
  done: 2,
  failed: 0,
  unscored: 0,
  cached: 0,
  retried: 0,
  rate_limited: 0,
  in_flight: 0,
  concurrency: 8,
  rate: null,
  eta_seconds: null,
  elapsed_seconds: 1,
  scores: [{ ...score, floor: { model: 'baseline-echo', value: 0.1 } }],
  latency: { target: null, ttft: null, judge: null },
  tokens: { prompt: 0, completion: 0, unknown: 0 },
  cost: null,
  partial: false,
  warnings: [],
}
const job: JobItem = {
  id: 'job-1',
  status: 'running',
  message: null,
  config: 'default/a',
  config_type: 'custom',
  target: 'default/t',
  dataset: null,
  created_at: '2026-11-21T10:00:00Z',
  updated_at: '2026-11-21T10:00:00Z',
  progress,
}
const at = '2026-11-21T10:00:01Z'
const alert = { share: 0.5, amount: 1, limit: 2, currency: 'EUR', scope: 'job' as const, at }

it('takes over figures, and keeps the floor that events do not tell', () => {
  const event: JobEvent = {
    type: 'progress',
    seq: 1,
    at,
    status: 'running',
    message: 'm',
    paused: false,
    progress: { ...progress, done: 4, scores: [{ ...score, value: 0.75, n: 4 }] },
  }

  expect(withEvent(job, event)).toMatchObject({
    message: 'm',
    progress: { done: 4, scores: [{ value: 0.75, n: 4, floor: { value: 0.1 } }] },
  })
})

it('keeps the figures while an event has none', () => {
  const event: JobEvent = {
    type: 'end',
    seq: 2,
    at,
    status: 'failed',
    message: 'no model',
    paused: false,
    progress: null,
  }

  expect(withEvent(job, event)).toMatchObject({ status: 'failed', message: 'no model', progress: { done: 2 } })
})

it('lists an alert once, however often it is told', () => {
  const event: JobEvent = { type: 'alert', seq: 3, at, alert }

  expect(withEvent(withEvent(job, event), event).alerts).toEqual([alert])
})
