import { type ModelReply, type Pipeline, openJournal, runSamples } from '@evalflow/engine'
import type { Script } from '@evalflow/testkit'
import { expect, it } from 'vitest'
import { startEndpoint } from '../dev/test-services.ts'
import { probeEndpoint } from './probe-endpoint.ts'
import { type FixedFields, routeRequest } from './route-request.ts'

async function route(script: Script, fields: FixedFields) {
  const server = await startEndpoint(script)
  const endpoint = { id: 'e', url: server.url, modelId: 'm', format: 'openai' } as const
  const told = { warnings: [] as string[], reasons: [] as string[] }
  const context = {
    name: 'qa',
    probe: probeEndpoint,
    warn: (message: string) => void told.warnings.push(message),
    because: (reason: string) => void told.reasons.push(reason),
  }
  return { ...(await routeRequest(context, endpoint, fields)), server, endpoint, told }
}

const TOOLS = [{ type: 'function', function: { name: 'f', parameters: { type: 'object' } } }]

it('refuses tools before a row is asked, with the server’s own words', async () => {
  const script: Script = ({ body }) =>
    body['tools'] === undefined
      ? 'yes'
      : { fault: { kind: 'status', status: 400, message: 'start with --enable-tools' } }

  await expect(route(script, { tools: TOOLS })).rejects.toThrow(/Task "qa".*--enable-tools/)
})

it('asks nothing where nothing special is wanted', async () => {
  const { server } = await route(() => 'yes', { tools: [], n: 1, seed: 7, temperature: 0 })

  expect(server.stats.requests).toBe(0)
})

it('asks choices one by one where the endpoint gives one, each with a seed of its own', async () => {
  let answers = 0
  const { wrap, endpoint, told, server } = await route(() => ({ text: [`answer ${++answers}`] }), {
    n: 3,
    seed: 5,
    temperature: 1,
  })
  const replies: ModelReply[] = []
  const pipeline: Pipeline = {
    async runSample(_sample, { call }) {
      const body = { messages: [{ role: 'user', content: 'hello' }], n: 3, seed: 5 }
      replies.push(await call('target', endpoint, { kind: 'chat', role: 'target', body }))
      return { prompt: null, answer: null, reference: null, scores: {}, unscored: {} }
    },
  }

  const samples = [{ task: 'qa', index: 0, id: '0', item: {} }]
  const journal = openJournal(':memory:')
  await runSamples({ journal, tasks: [{ name: 'qa', total: 1, samples, pipeline: wrap(pipeline) }] })

  const { choices } = (replies[0]?.body ?? {}) as { choices: { index: number; message: { content: string } }[] }
  expect(choices.map(({ index }) => index)).toEqual([0, 1, 2])
  expect(new Set(choices.map(({ message }) => message.content)).size).toBe(3)
  const sent = server.stats.recent.slice(-3).map(({ body }) => [body['n'], body['seed']])
  expect(sent.toSorted()).toEqual([
    [undefined, 5],
    [undefined, 6],
    [undefined, 7],
  ])
  expect(replies[0]?.usage.completion).toBe(6)
  expect(told.reasons.join()).toContain('each choice is asked by itself')
  expect(told.warnings.join()).toContain('may not keep the seed')
})
