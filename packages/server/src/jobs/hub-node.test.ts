import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { emptyFlow } from '@evalflow/graph'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startServer, type RunningServer } from '../start-server.ts'

const TOKEN = 'token-of-the-hub-in-this-test'
let folder: string
let hub: RunningServer
let server: RunningServer

const start = (name: string, token?: string) =>
  startServer({
    port: 0,
    dataDir: join(folder, name),
    modelsDir: join(folder, 'models'),
    logLevel: 'silent',
    firstRun: false,
    ...(token ? { token } : {}),
  })
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'evalflow-hub-'))
  hub = await start('hub', TOKEN)
  server = await start('data')
})
afterEach(async () => {
  await server.close()
  await hub.close()
  rmSync(folder, { recursive: true, force: true })
})

async function send(at: RunningServer, path: string, body: unknown, headers: Record<string, string> = {}) {
  const answer = await fetch(`${at.url}${path}`, {
    method: path.startsWith('/api/secrets') ? 'PUT' : 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  expect(answer.status, path).toBeLessThan(300)
  return answer
}

it('a node reads a private dataset of a hub, and stores its rows with where they came from', async () => {
  const authorization = `Bearer ${TOKEN}`
  await send(hub, '/v1/hf/api/repos/create', { name: 'qa', organization: 'team', type: 'dataset' }, { authorization })
  const content = Buffer.from('{"question":"1+1?","answer":"2"}\n{"question":"2+2?","answer":"4"}\n').toString('base64')
  const lines = [
    { key: 'header', value: { summary: 'add', description: '' } },
    { key: 'file', value: { path: 'test.jsonl', encoding: 'base64', content } },
  ]
  const made = await send(
    hub,
    '/v1/hf/api/datasets/team/qa/commit/main',
    lines.map((line) => JSON.stringify(line)).join('\n'),
    { authorization, 'content-type': 'application/x-ndjson' },
  )
  const { commitOid: commit } = (await made.json()) as { commitOid: string }
  await send(server, '/api/secrets/hub', { value: TOKEN })

  const source = { hub: { repo: 'team/qa', split: 'test', token: 'hub', endpoint: `${hub.url}/v1/hf` } }
  const node = { id: 'a', type: 'dataset-creator', version: 1, values: { name: 'sums', version: 'v1', source } }
  const flow = { ...emptyFlow({ id: 'x', name: 'hub' }), nodes: { a: node } }
  const { id } = (await (await send(server, '/api/flows', { flow })).json()) as { id: string }
  const run = (await (await send(server, '/api/runs', { flow_id: id })).json()) as { id: string }
  const events = await (await fetch(`${server.url}/api/runs/${run.id}/events`)).text()

  expect(events).toMatch(/"type":"run","state":"done"/)
  const stored = await (await fetch(`${server.url}/v1/datasets/default/sums`)).json()
  expect(stored).toMatchObject({
    custom_fields: {
      evalflow: {
        records: 2,
        source: { hub: `${hub.url}/v1/hf`, repo: 'team/qa', revision: 'main', commit, config: null, split: 'test' },
      },
    },
  })
  expect(events + JSON.stringify(stored)).not.toContain(TOKEN)
})
