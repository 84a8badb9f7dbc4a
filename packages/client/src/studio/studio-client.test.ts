import { afterEach, expect, it } from 'vitest'
import { StudioClient } from '../index.ts'
import { startTestServer, type TestServer } from '../test-server.ts'

const servers: TestServer[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

it('takes a broken event stream up where it broke, each event once', async () => {
  const event = (seq: number, state: string) =>
    `id: ${seq}\ndata: ${JSON.stringify({ seq, type: 'run', state, at: '2026-11-21T10:00:00Z' })}\n\n`
  const server = await startTestServer(({ url }) => {
    if (url === '/api/runs/r1')
      return { json: { id: 'r1', flowId: 'f', state: 'running', startedAt: '', nodes: {}, seq: 3 } }
    if (url.endsWith('after=0')) return { text: event(1, 'running') + event(2, 'running') }
    return { text: event(2, 'running') + event(3, 'done') }
  })
  servers.push(server)
  const seen: number[] = []

  for await (const { seq } of new StudioClient({ baseURL: server.url }).runs.events('r1')) seen.push(seq)

  expect(seen).toEqual([1, 2, 3])
  expect(server.seen.map(({ url }) => url)).toEqual([
    '/api/runs/r1/events?after=0',
    '/api/runs/r1',
    '/api/runs/r1/events?after=2',
  ])
})

it('uploads a file and tells its progress', async () => {
  const server = await startTestServer(({ body }) => ({
    json: { id: 'a', name: 'rows.jsonl', size_bytes: body.length },
  }))
  servers.push(server)
  const sent: number[] = []
  const content = new Blob(['x'.repeat(100_000)])

  const file = await new StudioClient({ baseURL: server.url }).uploadFile('rows.jsonl', content, {
    onProgress: (bytes) => sent.push(bytes),
  })

  expect(file.size_bytes).toBe(100_000)
  expect(sent.at(-1)).toBe(100_000)
  expect(server.seen[0]?.url).toBe('/api/files?name=rows.jsonl')
})
