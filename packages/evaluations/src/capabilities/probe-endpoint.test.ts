import type { CapabilityName } from '@evalflow/contract'
import type { Script, ScriptedRequest } from '@evalflow/testkit'
import { expect, it } from 'vitest'
import { startEndpoint } from '../dev/test-services.ts'
import { probeEndpoint } from './probe-endpoint.ts'

const refuse = (message: string) => ({ fault: { kind: 'status', status: 400, message } }) as const

async function probe(script: Script, needs: readonly CapabilityName[]) {
  const server = await startEndpoint(script)
  const endpoint = { id: 'e', url: server.url, modelId: 'm', format: 'openai' } as const
  return { record: await probeEndpoint(endpoint, needs), server, endpoint }
}

const statesOf = ({ found }: Awaited<ReturnType<typeof probe>>['record']) =>
  Object.fromEntries(Object.entries(found).map(([name, { state }]) => [name, state]))

it('finds what a full server can do', async () => {
  const script: Script = ({ body }) => {
    if (body['response_format'] !== undefined) return '{"ok": true}'
    return body['seed'] === undefined ? 'blue today' : `seed ${String(body['seed'])}`
  }

  const { record } = await probe(script, [
    'chat',
    'completions',
    'token_prompts',
    'streaming',
    'stream_usage',
    'tools',
    'json_schema',
    'n',
    'seed',
  ])

  expect(new Set(Object.values(statesOf(record)))).toEqual(new Set(['yes']))
  // streaming and its usage are read from one reply; a seed takes three
  expect(record.requests).toBe(10)
  expect(record.completion_tokens).toBeGreaterThan(0)
})

it('tells what is refused from what is ignored', async () => {
  let answers = 0
  const script: Script = ({ body }: ScriptedRequest) => {
    if (body['tools'] !== undefined) return refuse('this model has no tools')
    if (body['stream'] === true) return refuse('stream is not supported')
    return { text: [`answer ${++answers}`] }
  }

  const { record } = await probe(script, ['tools', 'n', 'seed', 'json_schema', 'streaming'])

  expect(statesOf(record)).toEqual({
    tools: 'no',
    n: 'ignored',
    seed: 'ignored',
    json_schema: 'ignored',
    streaming: 'ignored',
  })
  expect(record.found.tools?.reason).toContain('this model has no tools')
})

it('asks only what the plan needs, once, and tells its cost to the first plan alone', async () => {
  const { record, server, endpoint } = await probe(() => 'blue', ['chat'])
  const again = await probeEndpoint(endpoint, ['chat', 'n'])

  expect(server.stats.requests).toBe(2)
  expect([record.requests, again.requests]).toEqual([1, 1])
  expect((await probeEndpoint(endpoint, ['chat', 'n'])).requests).toBe(0)
  // another key may be allowed other things
  await probeEndpoint({ ...endpoint, apiKey: 'other' }, ['chat'])
  expect(server.stats.requests).toBe(3)
  // and after a while a server may have been started with other options
  await probeEndpoint(endpoint, ['chat'], Date.now() + 6 * 60_000)
  expect(server.stats.requests).toBe(4)
})

it('knows nothing of an endpoint that does not answer, and asks it again next time', async () => {
  const { server, endpoint } = await probe(() => 'blue', [])
  await server.close()

  const { found } = await probeEndpoint(endpoint, ['tools', 'n', 'seed'])

  expect(Object.values(found).map(({ state }) => state)).toEqual(['unknown', 'unknown', 'unknown'])
})
