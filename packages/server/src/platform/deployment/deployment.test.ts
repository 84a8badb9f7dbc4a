import { startScriptedEndpoint, type ScriptedEndpoint } from '@evalflow/testkit'
import { probeSchema } from '@evalflow/contract'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestServer, type TestServer } from '../../testing/test-server.ts'

let server: TestServer
let endpoint: ScriptedEndpoint
beforeAll(async () => {
  ;[server, endpoint] = await Promise.all([createTestServer(), startScriptedEndpoint()])
})
afterAll(() => Promise.all([server.stop(), endpoint.close()]))

const post = async (path: string, json: unknown) => {
  const answer = await server.request(`/v1/deployment/${path}`, { json })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}
const host = () => endpoint.url.replace(/\/v1$/, '')
const external = (models: readonly string[], url = host()) => ({
  external_endpoint: { host_url: url, api_key: 'very-secret-key', enabled_models: models },
})
const probe = async (target: string) => {
  const answer = await server.request('/api/targets/probe', { json: { target } })
  return { status: answer.status, text: await answer.text() }
}

it('deploys a model that runs elsewhere, whose key is in no answer and is sent when it is asked', async () => {
  await post('configs', { namespace: 'meta', name: 'llama-config', ...external(['meta/llama-8b']) })

  const made = await post('model-deployments', { namespace: 'meta', name: 'llama-8b', config: 'meta/llama-config' })

  expect(made).toMatchObject({
    status: 200,
    body: { deployed: true, models: ['meta/llama-8b'], status_details: { status: 'ready' }, url: host() },
  })
  const read = await server.request('/v1/deployment/configs/meta/llama-config')
  expect(await read.json()).toMatchObject({ external_endpoint: { api_key: '******' } })
  const { status, text } = await probe('meta/llama-8b')
  expect(status).toBe(200)
  expect(probeSchema.parse(JSON.parse(text)).model).toBe('meta/llama-8b')
  expect(text).not.toContain('very-secret-key')
  expect(endpoint.stats.recent.at(-1)?.headers['authorization']).toBe('Bearer very-secret-key')
})

it('asks for the model of a deployment that serves several', async () => {
  await post('model-deployments', { name: 'both', config: external(['org/a', 'org/b'], endpoint.url) })

  expect((await probe('default/both/org/b')).text).toContain('"model":"org/b"')
  expect(await probe('default/both')).toMatchObject({ status: 422, text: expect.stringMatching(/org\/a, org\/b/) })
  expect(await probe('default/both/org/c')).toMatchObject({ status: 422 })
})

it('keeps the config of a container, and says that it cannot start one', async () => {
  const nim = { nim_deployment: { image_name: 'nvcr.io/nim/meta/llama', image_tag: '1.8.3', gpu: 1 } }
  expect((await post('configs', { name: 'nim', ...nim })).status).toBe(200)

  const refused = await post('model-deployments', { name: 'nim', config: 'default/nim' })

  expect(refused).toMatchObject({ status: 422 })
  expect(JSON.stringify(refused.body)).toContain('starts no containers')
})

const ELSEWHERE = 'http://elsewhere.example'
it.each([
  ['a config that is not stored', { name: 'x', config: 'default/none' }],
  ['no model', { name: 'x', config: external([], ELSEWHERE) }],
  ['a name too long for its object in a cluster', { name: 'n'.repeat(50), config: external(['a'], ELSEWHERE) }],
])('refuses %s', async (_case, body) => {
  expect((await post('model-deployments', body)).status).toBe(422)
})

it('does not send a stored key to another host', async () => {
  await post('configs', { name: 'moved', ...external(['a']) })

  const answer = await server.request('/v1/deployment/configs/default/moved', {
    method: 'PATCH',
    json: { external_endpoint: { host_url: 'http://elsewhere.example', api_key: '******' } },
  })

  expect(answer.status).toBe(422)
})
