import type { JobItem, Sample } from '@evalflow/contract'
import { startScriptedEndpoint } from '@evalflow/testkit'
import { expect, it, onTestFinished } from 'vitest'
import { FILES_URL, startJobServer } from '../testing/test-job-server.ts'
import { createTestServer } from '../testing/test-server.ts'
import { withFallbacks } from './fallback-chain.ts'
import type { PricedEndpoint } from './priced-endpoint.ts'

const named = (id: string, more: Partial<PricedEndpoint> = {}): PricedEndpoint => ({
  id,
  url: `http://${id}.test/v1`,
  modelId: id,
  format: 'openai',
  ...more,
})

it('keeps an endpoint without fallbacks as it is', async () => {
  const only = named('a')
  expect(await withFallbacks(only, null, () => Promise.reject(new Error('asked for nothing')))).toBe(only)
})

it('tells two routes of one host apart by their id', async () => {
  const first = named('m@host', { url: 'http://host/one/v1' })
  const chain = await withFallbacks(first, ['m'], async () => named('m@host', { url: 'http://host/two/v1' }))
  expect(chain.fallbacks?.map(({ id }) => id)).toEqual(['m@host/two/v1'])
})

it.each([
  ['no list', 'big', named('b'), /not a list of at most 4 models.*names of models/],
  ['too many', ['b', 'c', 'd', 'e', 'f'], named('b'), /at most 4/],
  ['the endpoint itself', ['a'], named('a'), /stands twice/],
])('refuses %s', async (_name, given, found, message) => {
  await expect(withFallbacks(named('a'), given, async () => found)).rejects.toThrow(message)
})

it('refuses two models that are each other’s fallback, and one that is its own', async () => {
  const server = await createTestServer()
  onTestFinished(() => server.stop())
  const endpoint = (name: string, fallback: string) => ({
    type: 'model',
    namespace: 'default',
    name,
    model: { api_endpoint: { url: `http://${name}.test/v1`, model_id: name, fallbacks: [`default/${fallback}`] } },
  })
  for (const [name, fallback] of [
    ['one', 'two'],
    ['two', 'one'],
    ['own', 'own'],
  ] as const)
    expect((await server.request('/v1/evaluation/targets', { json: endpoint(name, fallback) })).status).toBeLessThan(
      300,
    )
  const message = async (target: string) => {
    const metrics = { em: { type: 'em', params: { ground_truth: 'x' } } }
    const params = { template: { prompt: 'x' } }
    const config = { type: 'custom', tasks: { qa: { type: 'completion', dataset: 'default/none', params, metrics } } }
    const { id } = (await (await server.request('/v1/evaluation/jobs', { json: { config, target } })).json()) as {
      id: string
    }
    const read = async () => (await (await server.request(`/api/jobs/${id}`)).json()) as JobItem
    await expect.poll(async () => (await read()).status).toBe('failed')
    return (await read()).message
  }

  expect(await message('default/one')).toMatch(
    /Model two cannot be used: it is a fallback and has fallbacks of its own/,
  )
  expect(await message('default/own')).toMatch(
    /Model own cannot be used: it is a fallback and has fallbacks of its own/,
  )
})

it('goes on with the fallback of a target that is down, and every row says so', async () => {
  const spare = await startScriptedEndpoint({ script: ({ headers }) => `from ${headers.authorization}` })
  const { server, close } = await startJobServer(3, spare)
  onTestFinished(close)
  const read = async <T>(path: string) => (await (await fetch(`${server.url}${path}`)).json()) as T
  const config = {
    type: 'custom',
    tasks: {
      qa: {
        type: 'chat-completion',
        dataset: { files_url: FILES_URL },
        params: { template: { messages: [{ role: 'user', content: '{{ item.question }}' }] } },
        metrics: { em: { type: 'em', params: { ground_truth: '{{ item.answer }}' } } },
      },
    },
  }
  const fallbacks = [{ api_endpoint: { url: spare.url, model_id: 'small', api_key: 'key-of-spare' } }]
  const target = {
    type: 'model',
    model: { api_endpoint: { url: 'http://127.0.0.1:9/v1', model_id: 'big', fallbacks } },
  }
  const answer = await fetch(`${server.url}/v1/evaluation/jobs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ config, target }),
  })
  const text = await answer.text()
  expect(text).toContain('"fallbacks"')
  expect(text).not.toContain('key-of-spare')
  const { id } = JSON.parse(text) as { id: string }
  await expect
    .poll(async () => (await read<JobItem>(`/api/jobs/${id}`)).status, { timeout: 20_000 })
    .toMatch(/completed|failed/)

  const { data } = await read<{ data: Sample[] }>(`/api/jobs/${id}/samples`)
  const all = (value: string) => Array.from({ length: 3 }, () => value)
  expect(data.map(({ served_by: by }) => by)).toEqual(all(`small@${new URL(spare.url).host}`))
  expect(data.map((sample) => sample.answer)).toEqual(all('from Bearer key-of-spare'))
  expect((await read<JobItem>(`/api/jobs/${id}`)).progress?.warnings).toEqual([expect.stringContaining('3 by "small@')])
}, 30_000)
