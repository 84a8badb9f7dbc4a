import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CostPage, type JobItem, type JobTimeline, priceTableSchema } from '@evalflow/contract'
import { type Endpoint, runSamples, type RunSummary } from '@evalflow/engine'
import type { EvaluationOutcome } from '@evalflow/evaluations'
import { type ScriptedEndpoint, startScriptedEndpoint } from '@evalflow/testkit'
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest'
import { createTestServer, type TestServer } from '../testing/test-server.ts'
import type { EvaluationPort } from './evaluation-port.ts'
import { findPrice } from './price-store.ts'
import shippedPrices from './shipped-prices.json' with { type: 'json' }

let server: TestServer
let model: ScriptedEndpoint
beforeEach(async () => {
  model = await startScriptedEndpoint({ script: ({ prompt }) => ({ text: prompt }) })
  server = await createTestServer({ parts: { evaluation: port } })
})
afterEach(async () => {
  await server.stop()
  await model.close()
})

const ROWS = 20
/** Asks the target once per row, under the policy given. */
const port: EvaluationPort = {
  async plan({ target, services }) {
    const endpoint = await services.resolveModel((target as { model: unknown }).model)
    return {
      run: async ({ journal, signal, policy }) =>
        toOutcome(
          await runSamples({
            journal,
            signal,
            policy: { parallelism: 1, ...policy },
            tasks: [{ name: 'qa', total: ROWS, samples: toSamples(), pipeline: toPipeline(endpoint) }],
          }),
        ),
    }
  },
  live: () => Promise.reject(new Error('not in this test')),
}
const toSamples = () => Array.from({ length: ROWS }, (_, index) => ({ task: 'qa', index, id: `${index}`, item: {} }))
const toPipeline = (endpoint: Endpoint) => ({
  async runSample({ index }: { index: number }, context: { call: Parameters<Pipelike>[1]['call'] }) {
    const body = { messages: [{ role: 'user', content: `say ${index}` }], max_tokens: 400 }
    const reply = await context.call('answer', endpoint, { kind: 'chat', role: 'target', body })
    return { prompt: body, answer: reply.text, reference: '', scores: { 'em.em': 1 }, unscored: {} }
  },
})
type Pipelike = Parameters<typeof runSamples>[0]['tasks'][number]['pipeline']['runSample']
const toOutcome = (summary: RunSummary): EvaluationOutcome => ({
  state: summary.state === 'budget' ? 'cancelled' : summary.state,
  message: summary.message || 'Job completed successfully.',
  tasks: { qa: { metrics: { em: { scores: { em: { value: 1 } } } } } },
  groups: {},
  taskStatus: {},
  progress: { ...summary, scores: [] },
})

async function run(
  extra: Record<string, unknown>,
  own: Record<string, unknown> = {},
  project?: string,
): Promise<string> {
  const config = { type: 'custom', tasks: { qa: { type: 'data' } }, params: { extra } }
  const target = { type: 'model', model: { api_endpoint: { url: `${model.url}`, model_id: 'vendor/big-1', ...own } } }
  const answer = await server.request('/v1/evaluation/jobs', { json: { config, target, project } })
  return ((await answer.json()) as { id: string }).id
}
const read = async <T>(path: string) => (await (await server.request(path)).json()) as T
const until = (id: string, status: string) =>
  expect.poll(async () => (await read<JobItem>(`/api/jobs/${id}`)).status, { timeout: 5_000 }).toBe(status)
const setPrice = (each: number) =>
  server.request('/api/prices', {
    method: 'PUT',
    json: {
      currency: 'EUR',
      as_of: '2026-11-21',
      prices: [{ model: 'vendor/*', input_per_million: each, output_per_million: each }],
    },
  })

it('measures the job, over the result and the timeline', async () => {
  const id = await run({ stream: true, slo: { e2e_ms: 60_000 } })
  await until(id, 'completed')

  const timeline = await read<JobTimeline>(`/api/jobs/${id}/timeline`)
  expect(timeline).toMatchObject({
    target: { requests: ROWS, e2e: { n: ROWS }, ttft: { n: ROWS }, ttft_source: 'measured' },
    judge: null,
    goodput: { met: ROWS, missed: 0 },
  })
  expect(timeline.timeline.at(-1)).toMatchObject({ done: ROWS, failed: 0 })
  expect(await read(`/v1/evaluation/jobs/${id}/results`)).toMatchObject({
    custom_fields: { measures: { target: { requests: ROWS } } },
  })
})

it('reads what inference servers tell of themselves, and states why it could not', async () => {
  const metrics = createServer((_request, response) =>
    response.end('# TYPE up gauge\nup 1\n# TYPE tokens_total counter\ntokens_total 5\n'),
  )
  await new Promise<void>((resolve) => metrics.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void metrics.close())
  const url = `http://127.0.0.1:${(metrics.address() as AddressInfo).port}/figures`

  const given = await run({ server_metrics: url })
  await until(given, 'completed')
  expect((await read<JobTimeline>(`/api/jobs/${given}/timeline`)).servers).toMatchObject([
    { url, failure: null, gauges: { up: { before: 1, after: 1 } }, counters: {} },
  ])

  // the scripted model knows no such address: that is told, and the job is none the worse
  const derived = await run({ server_metrics: true })
  await until(derived, 'completed')
  const [server] = (await read<JobTimeline>(`/api/jobs/${derived}/timeline`)).servers ?? []
  expect(server).toMatchObject({ url: `${new URL(model.url).origin}/metrics`, failure: expect.stringMatching(/.+/) })
  expect(await read(`/v1/evaluation/jobs/${given}/results`)).toMatchObject({
    custom_fields: { measures: { servers: [{ scrapes: 2 }], process: { cpu_seconds: expect.any(Number) } } },
  })
})

it('takes answers of an earlier job from the cache, if asked to', async () => {
  await until(await run({ cache: true }), 'completed')
  const again = await run({ cache: true })
  await until(again, 'completed')
  expect(model.stats.requests).toBe(ROWS)
  expect(await read(`/api/jobs/${again}/samples/qa/3`)).toMatchObject({ cached: true, answer: 'say 3' })

  await until(await run({}), 'completed')

  expect(model.stats.requests).toBe(2 * ROWS)
})

it('stops at the budget with alerts in the log, and goes on with a larger one', async () => {
  await setPrice(1_000)
  model.setScript(() => ({ text: 'word '.repeat(300).trim() })) // 0.30 EUR each, of 0.58 reserved
  const id = await run({ budget: 2 })
  await until(id, 'cancelled')
  const stopped = await read<JobItem>(`/api/jobs/${id}`)
  expect(stopped.message).toMatch(/Budget of 2 EUR reached/)
  const log = await (await server.request(`/v1/evaluation/jobs/${id}/logs`)).text()

  expect(log).toMatch(/50 % of the budget reached/)
  expect(log).not.toMatch(/80 % of the budget/)
  const before = model.stats.requests
  await server.request(`/api/jobs/${id}/resume`, { json: { budget: null } })
  await until(id, 'completed')

  expect(model.stats.requests).toBe(ROWS)
  expect(before).toBe(5)
  expect((await read<{ cost: number }>(`/api/jobs/${id}/samples/qa/0`)).cost).toBeGreaterThan(0)
})

it('refuses a budget where a model has no price', async () => {
  const id = await run({ budget: 1 })
  await until(id, 'failed')

  expect((await read<JobItem>(`/api/jobs/${id}`)).message).toMatch(/has no price/)
})

const at = (modelId: string) => ({ modelId, url: 'https://models.example/v1' })

it('finds the first price whose pattern fits', () => {
  const price = (model: string, each: number) => ({ model, input_per_million: each, output_per_million: each })
  const table = { currency: 'USD', as_of: null, prices: [price('a/b-*', 1), price('a/*', 2)] }

  expect(findPrice(table, at('a/b-7'))?.input_per_million).toBe(1)
  expect(findPrice(table, at('A/c'))?.input_per_million).toBe(2)
  expect(findPrice(table, at('aXb-7'))).toBeUndefined()
})

it('takes a price with a host for that host alone, as each shipped one is', () => {
  const own = { model: 'gpt-5-nano', host: 'API.openai.com', input_per_million: 0.05, output_per_million: 0.4 }
  const table = { currency: 'USD', as_of: null, prices: [own] }

  expect(findPrice(table, { modelId: 'gpt-5-nano', url: 'https://api.openai.com/v1' })).toBe(own)
  expect(findPrice(table, { modelId: 'gpt-5-nano', url: 'http://127.0.0.1:8000/v1' })).toBeUndefined()
  const shipped = priceTableSchema.parse(shippedPrices)
  expect(shipped.prices.filter(({ host, source, as_of }) => !host || !source?.includes('https://') || !as_of)).toEqual(
    [],
  )
})

const OWN_PRICE = { input_per_million: 10, output_per_million: 20, currency: 'USD' }

it('counts by the price of the target before that of the table, in its currency', async () => {
  await setPrice(1_000)
  const id = await run({}, { price: OWN_PRICE })
  await until(id, 'completed')

  const sample = await read<{ cost: number; prompt_tokens: number; completion_tokens: number }>(
    `/api/jobs/${id}/samples/qa/0`,
  )
  expect(sample.cost).toBeCloseTo((10 * sample.prompt_tokens + 20 * sample.completion_tokens) / 1e6, 12)
  expect(sample.cost).toBeGreaterThan(0)
  const { total } = await read<CostPage>('/api/costs?by=job')
  expect(total.money).toEqual([{ currency: 'USD', amount: expect.any(Number) }])
})

it('refuses a project budget that is in another currency than the price of the target', async () => {
  await setPrice(1)
  const settings = await read<Record<string, unknown>>('/api/cost-settings')
  await server.request('/api/cost-settings', { method: 'PUT', json: { ...settings, project_budgets: { team: 5 } } })

  const id = await run({}, { price: OWN_PRICE }, 'team')
  await until(id, 'failed')

  expect((await read<JobItem>(`/api/jobs/${id}`)).message).toMatch(/in USD, the budget of project "team" is in EUR/)
  expect(model.stats.requests).toBe(0)
})

it('opens a secret named in a header when it asks, and shows it nowhere', async () => {
  await server.request('/api/secrets/TEAM_KEY', { method: 'PUT', json: { value: 'very-secret-value' } })
  const id = await run({}, { headers: { 'x-team-auth': 'Token ${secret:TEAM_KEY}' } })
  await until(id, 'completed')

  expect(model.stats.recent[0]?.headers['x-team-auth']).toBe('Token very-secret-value')
  const seen = [`/v1/evaluation/jobs/${id}`, `/api/jobs/${id}`, `/api/jobs/${id}/samples/qa/0`]
  for (const path of seen) expect(await (await server.request(path)).text()).not.toContain('very-secret-value')
})

it('fails before it asks where a header names a secret that is not stored', async () => {
  const id = await run({}, { headers: { 'x-team-auth': '${secret:NONE}' } })
  await until(id, 'failed')

  expect((await read<JobItem>(`/api/jobs/${id}`)).message).toMatch(/NONE/)
  expect(model.stats.requests).toBe(0)
})
