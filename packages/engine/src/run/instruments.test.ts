import { startScriptedEndpoint } from '@evalflow/testkit'
import { expect, it, onTestFinished } from 'vitest'
import { readInstruments } from './instruments.ts'
import { askOnce, createJournal, runJob, toEndpoint } from './test-job.ts'
import { Timeline } from './timeline.ts'

async function startEndpoint(delayMs = 0) {
  const server = await startScriptedEndpoint({ script: ({ prompt }) => ({ text: prompt, delayMs }) })
  onTestFinished(() => server.close())
  return server
}

it('[M4] goes on counting in a resumed run', async () => {
  const server = await startEndpoint(5)
  const journal = createJournal()
  const pipeline = askOnce(toEndpoint(server))

  await runJob(pipeline, 20, { journal })
  const summary = await runJob(pipeline, 50, { journal })

  expect(summary.requests).toBe(30)
  const found = readInstruments(journal)
  expect(found?.target).toMatchObject({ requests: 50, e2e: { n: 50 }, queue: { n: 50 }, ttft: null })
  expect(found?.target?.ttft_source).toBe('unavailable')
  expect(found?.target?.e2e?.p50_ms).toBeGreaterThanOrEqual(4)
  expect(found?.target?.e2e?.max_ms).toBeGreaterThanOrEqual(found?.target?.e2e?.p99_ms ?? Infinity)
  expect(found?.judge).toBeNull()
  expect(found?.timeline).toHaveLength(2)
  expect(found?.timeline[1]).toMatchObject({ done: 50, failed: 0 })
  expect(found?.timeline[1]?.rss_bytes).toBeGreaterThan(1e7)
})

it('[M1] measures time to first token, per token and between chunks of streams', async () => {
  const server = await startEndpoint()
  const journal = createJournal()

  await runJob(askOnce(toEndpoint(server)), 10, { journal, policy: { stream: true } })

  const target = readInstruments(journal)?.target
  expect(target?.ttft_source).toBe('measured')
  expect(target?.ttft?.n).toBe(10)
})

it('[M5] counts what kept the objective, and apart what was not measured', async () => {
  const server = await startEndpoint()
  const pipeline = askOnce(toEndpoint(server))
  const goodputOf = async (slo: Parameters<typeof runJob>[2]['policy']) => {
    const journal = createJournal()
    await runJob(pipeline, 10, { journal, policy: slo ?? {} })
    return readInstruments(journal)?.goodput
  }

  expect(await goodputOf({ slo: { e2e_ms: 10_000 } })).toMatchObject({ met: 10, missed: 0, unmeasured: 0 })
  expect(await goodputOf({ slo: { e2e_ms: 0.000_1 } })).toMatchObject({ met: 0, missed: 10 })
  expect(await goodputOf({ slo: { ttft_ms: 10 } })).toMatchObject({ met: 0, unmeasured: 10, per_second: 0 })
  expect(await goodputOf({})).toBeNull()
})

it('[M6] keeps a timeline of at most 300 points that still covers the whole run', () => {
  const timeline = new Timeline()
  onTestFinished(() => timeline.stop())

  for (let second = 0; second < 5_000; second++)
    timeline.tick({ done: second, failed: 0, in_flight: 1, concurrency: 1 }, new Date(second * 1000))

  const { points } = timeline.toState()
  expect(points.length).toBeGreaterThan(150)
  expect(points.length).toBeLessThanOrEqual(300)
  expect(points.at(-1)?.done).toBe(4_999)
  const gaps = points.slice(1, -1).map((point, index) => point.done - (points[index]?.done ?? 0))
  expect(new Set(gaps).size).toBe(1)
})
