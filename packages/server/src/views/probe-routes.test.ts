import { probeSchema } from '@evalflow/contract'
import { startScriptedEndpoint, type ScriptedEndpoint } from '@evalflow/testkit'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestServer, type TestServer } from '../testing/test-server.ts'

let server: TestServer
let endpoint: ScriptedEndpoint
beforeAll(async () => {
  ;[server, endpoint] = await Promise.all([createTestServer(), startScriptedEndpoint()])
})
afterAll(() => Promise.all([server.stop(), endpoint.close()]))

const probe = (target: unknown) => server.request('/api/targets/probe', { json: { target } })

it('asks an endpoint what it can do, and tells time and price', async () => {
  const table = {
    currency: 'EUR',
    as_of: null,
    prices: [{ model: 'm-*', input_per_million: 2, output_per_million: 8 }],
  }
  await server.request('/api/prices', { method: 'PUT', json: table })

  const answer = await probe({ url: endpoint.url, model_id: 'm-1', format: 'openai' })

  expect(answer.status).toBe(200)
  const result = probeSchema.parse(await answer.json())
  expect(result).toMatchObject({ model: 'm-1', price: { input: 2, output: 8, currency: 'EUR' } })
  expect(result.found.find(({ name }) => name === 'chat')?.state).toBe('yes')
  expect(result.requests).toBeGreaterThan(3)
})

it.each([
  ['an address of cloud metadata', { url: 'http://169.254.169.254/v1', model_id: 'm' }],
  ['what is no address', { url: 'file:///etc/passwd', model_id: 'm' }],
  ['a model that is not there', 'no-such-model'],
  ['a secret that is not stored', { url: 'http://h.example/v1', model_id: 'm', api_key_secret: 'NONE' }],
])('refuses %s', async (_case, target) => {
  expect((await probe(target)).status).toBeGreaterThanOrEqual(400)
})
