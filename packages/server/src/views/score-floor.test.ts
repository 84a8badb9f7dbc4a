import type { JobItem, JobProgress } from '@evalflow/contract'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { EvaluationPort } from '../jobs/evaluation-port.ts'
import { createTestServer, type TestServer } from '../testing/test-server.ts'

let server: TestServer
/** By model id. */
const values: Record<string, number> = { 'baseline-echo': 0.1, 'baseline-ngram': 0.2, better: 0.9 }

beforeEach(async () => {
  server = await createTestServer({ parts: { evaluation: port } })
})
afterEach(() => server.stop())

const port: EvaluationPort = {
  plan: async ({ target }) => ({
    run: async () => {
      const model = (target as { model: string | { api_endpoint: { model_id: string } } }).model
      const id = typeof model === 'string' ? model : model.api_endpoint.model_id
      const progress = toProgress(values[id] ?? 0)
      return { state: 'completed', message: 'Done.', tasks: {}, groups: {}, taskStatus: {}, progress }
    },
  }),
  live: () => Promise.reject(new Error('not in this test')),
}
const toProgress = (value: number): JobProgress => ({
  total: 1,
  done: 1,
  failed: 0,
  unscored: 0,
  cached: 0,
  retried: 0,
  rate_limited: 0,
  in_flight: 0,
  concurrency: 1,
  rate: null,
  eta_seconds: null,
  elapsed_seconds: 1,
  scores: [
    { task: 'qa', metric: 'em', score: 'em', value, n: 1, unscored: 0, failed: 0, stderr: null, ci: null, range: null },
  ],
  latency: { target: null, ttft: null, judge: null },
  tokens: { prompt: 0, completion: 0, unknown: 0 },
  cost: null,
  partial: false,
  warnings: [],
})

async function run(model: unknown, name: string, more: { params?: object; dataset?: object } = {}): Promise<string> {
  const config = `default/${name}`
  const { params, dataset } = more
  const body = {
    type: 'custom',
    ...(params ? { params } : {}),
    tasks: { qa: { type: 'data', ...(dataset ? { dataset } : {}) } },
  }
  await server.request(`/v1/evaluation/configs/${config}`, { method: 'DELETE' })
  await server.request('/v1/evaluation/configs', { json: { namespace: 'default', name, ...body } })
  const answer = await server.request('/v1/evaluation/jobs', { json: { config, target: { type: 'model', model } } })
  const { id } = (await answer.json()) as { id: string }
  await expect.poll(async () => (await read(id)).status).toBe('completed')
  return id
}
const read = async (id: string) => (await (await server.request(`/api/jobs/${id}`)).json()) as JobItem
const floorOf = ({ progress }: JobItem) => progress?.scores[0]?.floor
const better = { api_endpoint: { url: 'http://h.example/v1', model_id: 'better' } }

it('is the newest baseline on the same config', async () => {
  const id = await run(better, 'one')
  expect(floorOf(await read(id)) ?? null).toBeNull()

  await run('baseline-ngram', 'other')
  expect(floorOf(await read(id)) ?? null).toBeNull()

  const baseline = await run('baseline-ngram', 'one')
  expect(floorOf(await read(id))).toEqual({ model: 'baseline-ngram', value: 0.2 })
  expect(floorOf(await read(baseline)) ?? null).toBeNull()

  await run({ api_endpoint: { url: 'http://127.0.0.1:1/nim/v1', model_id: 'baseline-echo' } }, 'one')
  expect(floorOf(await read(id))).toEqual({ model: 'baseline-echo', value: 0.1 })
  const list = (await (await server.request('/api/jobs')).json()) as { data: JobItem[] }
  expect(floorOf(list.data.find((item) => item.id === id) ?? (await read(id)))?.model).toBe('baseline-echo')
})

it.each([
  ['another temperature', { params: { temperature: 0.7 } }, { params: { temperature: 0 } }],
  ['other rows of the set', { params: { limit_samples: 10 } }, { params: { limit_samples: 20 } }],
  ['another dataset', { dataset: { files_url: 'hf://datasets/a/b' } }, { dataset: { files_url: 'hf://datasets/a/c' } }],
  [
    'another split',
    { dataset: { files_url: 'hf://datasets/a/b', split: 'test' } },
    { dataset: { files_url: 'hf://datasets/a/b', split: 'train' } },
  ],
  ['another seed', { params: { extra: { seed: 1 } } }, { params: { extra: { seed: 2 } } }],
])('is not that of a run under the same name with %s', async (_what, mine, other) => {
  const id = await run(better, 'one', mine)
  await run('baseline-ngram', 'one', other)
  expect(floorOf(await read(id)) ?? null).toBeNull()

  // an older run with the same parameters counts, though a newer one has others
  await run('baseline-ngram', 'one', mine)
  await run('baseline-echo', 'one', other)

  expect(floorOf(await read(id))).toEqual({ model: 'baseline-ngram', value: 0.2 })
})

it('is that of a run at another pace, with another budget and key', async () => {
  const params = (parallelism: number, extra: object) => ({
    params: { parallelism, temperature: 0, extra: { seed: 1, ...extra } },
    dataset: { files_url: 'hf://datasets/a/b' },
  })
  const id = await run(better, 'one', params(2, { budget: 5, hf_token: 'a' }))
  await run('baseline-ngram', 'one', params(8, { cache: true, stream: true, hf_token: 'b' }))

  expect(floorOf(await read(id))).toEqual({ model: 'baseline-ngram', value: 0.2 })
})
