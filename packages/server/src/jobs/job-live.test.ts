import type { JobEvent, JobItem } from '@evalflow/contract'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createJobLive } from './job-live.ts'

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }))
afterEach(() => void vi.useRealTimers())

const item: JobItem = {
  id: 'eval-1',
  status: 'running',
  message: null,
  config: 'default/qa',
  config_type: 'custom',
  target: 'm',
  dataset: null,
  created_at: new Date(900_000).toISOString(),
  updated_at: new Date(950_000).toISOString(),
  progress: null,
}
const alert = (share: number, atMs: number) =>
  ({ share, amount: 1, limit: 2, currency: 'EUR', scope: 'job', at: new Date(atMs).toISOString() }) as const
const createReader = (live: ReturnType<typeof createJobLive>, { after = 0, from = item } = {}) => {
  const seen: JobEvent[] = []
  const stop = new AbortController()
  const done = (async () => {
    for await (const event of live.follow(from, { after, gapMs: 250, signal: stop.signal })) seen.push(event)
  })()
  return { seen, stop: () => stop.abort(), done }
}

it('[E1] sends the newest picture when one is due, whatever came between', async () => {
  const live = createJobLive({ now: () => new Date() })
  const { seen, done } = createReader(live)

  for (let step = 0; step < 100; step++) {
    live.publish('eval-1', 'running', { message: `${step}` })
    await vi.advanceTimersByTimeAsync(10)
  }
  live.publish('eval-1', 'completed', { message: 'last' })
  await vi.advanceTimersByTimeAsync(250)
  await done

  expect(seen.length).toBeLessThanOrEqual(6)
  expect(seen.at(-1)).toMatchObject({ type: 'end', status: 'completed', message: 'last' })
  expect(seen.at(-2)).toMatchObject({ type: 'progress', message: expect.stringMatching(/^[789]\d$/) })
})

it('[E3] sends stored alerts again, and only to a reader that has not seen them', async () => {
  const live = createJobLive({ now: () => new Date() })
  const from = { ...item, alerts: [alert(0.5, 960_000), alert(0.8, 970_000)] }

  const [fresh, returned] = [createReader(live, { from }), createReader(live, { from, after: 965_000 })]
  await vi.advanceTimersByTimeAsync(0)
  live.alert('eval-1', alert(1, 1_000_000))
  await vi.advanceTimersByTimeAsync(250)

  const shares = ({ seen }: typeof fresh) =>
    seen.flatMap((event) => (event.type === 'alert' ? [event.alert.share] : []))
  expect(shares(fresh)).toEqual([0.5, 0.8, 1])
  expect(shares(returned)).toEqual([0.8, 1])
  fresh.stop()
  returned.stop()
  await Promise.all([fresh.done, returned.done])
})

it('closes its readers without an end when the server stops', async () => {
  const live = createJobLive({ now: () => new Date() })
  const { seen, done } = createReader(live)
  await vi.advanceTimersByTimeAsync(0)

  live.close()
  await done

  expect(seen.map(({ type }) => type)).toEqual(['progress'])
})
