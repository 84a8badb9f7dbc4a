import { type Script, startScriptedEndpoint } from '@evalflow/testkit'
import { expect, it, onTestFinished } from 'vitest'
import type { Pipeline } from '../types.ts'
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

it('[M1] measures every gap of a stream, not their mean alone, and tells how many tokens a chunk holds', async () => {
  // ten words: nine gaps, each of at least 5 ms
  const words = 'one two three four five six seven eight nine ten'
  const server = await startScriptedEndpoint({ script: () => ({ text: words, chunkDelayMs: 5 }) })
  onTestFinished(() => server.close())
  const journal = createJournal()

  await runJob(askOnce(toEndpoint(server)), 4, { journal, policy: { stream: true } })

  const target = readInstruments(journal)?.target
  expect(target?.itl?.n).toBe(4 * 9)
  expect(target?.itl?.p50_ms).toBeGreaterThanOrEqual(4)
  expect(target).toMatchObject({ chunks: 40, tokens_per_chunk: 1, ttft_unavailable: [] })
})

it('[M1] measures gaps within each choice, however the choices are interleaved', async () => {
  const server = await startScriptedEndpoint({ script: () => ({ text: ['a b c', 'd e'] }) })
  onTestFinished(() => server.close())
  const journal = createJournal()

  await runJob(askOnce(toEndpoint(server), { n: 2 }), 1, { journal, policy: { stream: true } })

  expect(readInstruments(journal)?.target?.itl?.n).toBe(2 + 1)
})

it('[M3] says why the first token was not timed', async () => {
  const reasonsOf = async (policy: Parameters<typeof runJob>[2]['policy'], body: object, script?: Script) => {
    const server = await startScriptedEndpoint({ script: script ?? (() => 'yes') })
    onTestFinished(() => server.close())
    const journal = createJournal()
    await runJob(askOnce(toEndpoint(server), { ...body }), 3, { journal, policy: { parallelism: 1, ...policy } })
    return readInstruments(journal)?.target?.ttft_unavailable
  }
  const tools = [{ type: 'function', function: { name: 'f' } }]
  const refusing: Script = ({ body }) =>
    body['stream'] === true ? { fault: { kind: 'status', status: 400, message: 'no stream here' } } : 'yes'
  const whole = JSON.stringify({ choices: [{ index: 0, message: { role: 'assistant', content: 'yes' } }] })
  const ignoring: Script = () => ({ fault: { kind: 'raw', status: 200, body: whole } })

  expect(await reasonsOf({ stream: false }, {})).toEqual([{ reason: 'streaming is switched off', requests: 3 }])
  expect(await reasonsOf({ stream: 'auto' }, { tools })).toEqual([
    { reason: 'requests with tools are not streamed unless asked for', requests: 3 },
  ])
  expect(await reasonsOf({ stream: 'auto' }, { logprobs: true, max_tokens: 1 })).toEqual([
    { reason: 'a single token does not stream', requests: 3 },
  ])
  expect(await reasonsOf({ stream: 'auto' }, {}, refusing)).toEqual([
    { reason: 'endpoint "target" refuses streams', requests: 3 },
  ])
  expect(await reasonsOf({ stream: 'auto' }, {}, ignoring)).toEqual([
    { reason: 'endpoint "target" answers whole where a stream is asked for', requests: 3 },
  ])
  expect(await reasonsOf({ stream: 'auto' }, {})).toEqual([])
})

it('[M7] tells the process: memory, processor, and each second’s longest delay of the event loop', async () => {
  const server = await startEndpoint()
  const journal = createJournal()

  await runJob(askOnce(toEndpoint(server)), 10, { journal })

  const found = readInstruments(journal)?.process
  expect(found?.rss_max_bytes).toBeGreaterThan(1e7)
  expect(found?.cpu_seconds).toBeGreaterThan(0)
  expect(found?.loop_delay?.n).toBeGreaterThanOrEqual(1)
})

it('[M4] keeps target, judge, simulated user and encoder apart', async () => {
  const server = await startEndpoint()
  const journal = createJournal()
  const pipeline: Pipeline = {
    async runSample(_sample, { call }) {
      const body = { messages: [{ role: 'user', content: 'hello' }] }
      for (const role of ['target', 'user', 'user', 'judge', 'judge', 'judge', 'encoder'] as const)
        await call(`${role}:${Math.random()}`, toEndpoint(server, { id: role }), { kind: 'chat', role, body })
      return { prompt: null, answer: null, reference: null, scores: {}, unscored: {} }
    },
  }

  await runJob(pipeline, 2, { journal })

  const { target, user, judge, encoder } = readInstruments(journal) ?? {}
  expect([target, user, judge, encoder].map((role) => role?.requests)).toEqual([2, 4, 6, 2])
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
