import type { JobProgress } from '@evalflow/contract'
import type { EvaluationOutcome } from '@evalflow/evaluations'
import { afterEach, describe, expect, it } from 'vitest'
import { createTestServer, type TestServer } from '../testing/test-server.ts'
import type { EvaluationPort } from './evaluation-port.ts'
import { createJobQueue, type QueuedJob } from './job-queue.ts'

type Run = Awaited<ReturnType<EvaluationPort['plan']>>['run']

let server: TestServer
afterEach(() => server?.stop())

const progress = (done: number, total = 4): JobProgress => ({
  total,
  done,
  failed: 0,
  unscored: 0,
  cached: 0,
  retried: 0,
  rate_limited: 0,
  in_flight: 0,
  concurrency: 1,
  rate: null,
  eta_seconds: null,
  elapsed_seconds: 0,
  scores: [],
  latency: { target: null, ttft: null, judge: null },
  tokens: { prompt: 0, completion: 0, unknown: 0 },
  cost: null,
  partial: false,
  warnings: [],
})
const outcome = (state: EvaluationOutcome['state'], message = 'Job completed successfully.'): EvaluationOutcome => ({
  state,
  message,
  tasks: state === 'completed' ? { qa: { metrics: { em: { scores: { em: { value: 0.5 } } } } } } : {},
  groups: {},
  taskStatus: { qa: state },
  progress: progress(state === 'completed' ? 4 : 1),
})

const port = (run: Run, plan: () => void = () => {}): EvaluationPort => ({
  plan: async () => {
    plan()
    return { run }
  },
  live: async () => outcome('completed'),
})
const start = async (run: Run, plan?: () => void) => {
  server = await createTestServer({ parts: { evaluation: port(run, plan) } })
}
const config = { type: 'custom', tasks: { qa: { type: 'data' } } }
const target = {
  type: 'model',
  model: { api_endpoint: { url: 'http://h.example/v1', model_id: 'm', api_key: 'sk-secret' } },
}
const launch = async () => {
  const answer = await server.request('/v1/evaluation/jobs', { json: { config, target } })
  return ((await answer.json()) as { id: string }).id
}
const read = async (path: string) => (await server.request(path)).json() as Promise<Record<string, unknown>>
const untilStatus = (id: string, status: string) =>
  expect
    .poll(async () => (await read(`/v1/evaluation/jobs/${id}`))['status'], { timeout: 5_000, interval: 10 })
    .toBe(status)
const untilAborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))

describe('jobs', () => {
  it('run to the end, with figures, results and log', async () => {
    await start(async ({ onProgress }) => {
      onProgress(progress(2))
      return outcome('completed')
    })

    const id = await launch()
    await untilStatus(id, 'completed')

    expect(await read(`/v1/evaluation/jobs/${id}/status`)).toMatchObject({
      message: 'Job completed successfully.',
      progress: 100,
      samples_processed: 4,
      task_status: { qa: 'completed' },
      evalflow: { total: 4, done: 4 },
    })
    expect(await read(`/v1/evaluation/jobs/${id}/results`)).toMatchObject({
      job: id,
      tasks: { qa: { metrics: { em: { scores: { em: { value: 0.5 } } } } } },
    })
    expect(await (await server.request(`/v1/evaluation/jobs/${id}/logs`)).text()).toMatch(
      /Job started[\s\S]*Job completed/,
    )
  })

  it('that fail say why, in status and log, without the key', async () => {
    await start(
      async () => outcome('completed'),
      () => {
        throw new Error('Dataset default/x is not available.')
      },
    )

    const id = await launch()
    await untilStatus(id, 'failed')

    expect(await read(`/v1/evaluation/jobs/${id}/status`)).toMatchObject({
      message: 'Dataset default/x is not available.',
    })
    expect(await (await server.request(`/v1/evaluation/jobs/${id}/logs`)).text()).toMatch(
      /Job failed: Dataset default\/x/,
    )
    expect(JSON.stringify(await read(`/v1/evaluation/jobs/${id}`))).not.toContain('sk-secret')
  })

  it('stop when cancelled', async () => {
    await start(async ({ signal }) => {
      await untilAborted(signal)
      return outcome('cancelled', 'Stopped.')
    })
    const id = await launch()
    await untilStatus(id, 'running')

    await server.request(`/v1/evaluation/jobs/${id}/cancel`, { json: {} })

    await untilStatus(id, 'cancelled')
  })

  it('run two at a time; one that waits can be cancelled before it begins', async () => {
    await start(async ({ signal }) => {
      await untilAborted(signal)
      return outcome('cancelled')
    })
    const ids = [await launch(), await launch(), await launch()]
    await untilStatus(ids[1] ?? '', 'running')

    expect((await read(`/v1/evaluation/jobs/${ids[2]}`))['status']).toBe('created')
    await server.request(`/v1/evaluation/jobs/${ids[2]}/cancel`, { json: {} })

    await untilStatus(ids[2] ?? '', 'cancelled')
  })

  it('found running at a start go on, and no cancel of a stopping server is theirs', async () => {
    await start(async ({ signal }) => {
      await untilAborted(signal)
      return outcome('cancelled')
    })
    const id = await launch()
    await untilStatus(id, 'running')
    server = await server.restart({ evaluation: port(async () => outcome('completed')) })
    expect((await read(`/v1/evaluation/jobs/${id}`))['status']).toBe('running')

    await server.jobs.resume()

    await untilStatus(id, 'completed')
    expect(await (await server.request(`/v1/evaluation/jobs/${id}/logs`)).text()).toMatch(/Job goes on/)
  })

  it('are downloaded as ZIP without secrets', async () => {
    await start(async () => outcome('completed'))
    const id = await launch()
    await untilStatus(id, 'completed')

    const answer = await server.request(`/v1/evaluation/jobs/${id}/download-results`)
    const bytes = Buffer.from(await answer.arrayBuffer())

    expect(answer.headers.get('content-disposition')).toMatch(/^attachment/)
    expect(bytes.subarray(0, 2).toString()).toBe('PK')
    for (const name of ['config.json', 'target.json', 'results.json', 'log.txt'])
      expect(bytes.includes(name)).toBe(true)
    expect(bytes.includes('sk-secret')).toBe(false)
  })

  it('deleted while running leave nothing behind', async () => {
    await start(async ({ signal }) => {
      await untilAborted(signal)
      return outcome('cancelled')
    })
    const id = await launch()
    await untilStatus(id, 'running')

    await server.request(`/v1/evaluation/jobs/${id}`, { method: 'DELETE' })

    expect((await server.request(`/v1/evaluation/jobs/${id}`)).status).toBe(404)
    expect((await server.request(`/v1/evaluation/jobs/${id}/results`)).status).toBe(404)
  })
})

describe('job queue', () => {
  it('lets a second namespace in before the hundredth job of the first', () => {
    const started: string[] = []
    const ends = new Map<string, () => void>()
    const queue = createJobQueue(2, ({ id }: QueuedJob) => {
      started.push(id)
      return new Promise((resolve) => ends.set(id, resolve))
    })

    for (let index = 0; index < 100; index++) queue.add({ id: `a${index}`, namespace: 'a' })
    queue.add({ id: 'b0', namespace: 'b' })
    ends.get('a0')?.()

    return expect.poll(() => started.slice(0, 3)).toEqual(['a0', 'a1', 'b0'])
  })
})
