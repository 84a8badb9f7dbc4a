import { afterEach, expect, it } from 'vitest'
import { ConflictError, NotFoundError, StudioClient } from '../index.ts'
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

it('waits for a server that is stopped and started again', async () => {
  const event = { seq: 2, type: 'run', state: 'done', at: '2026-11-21T10:00:00Z' }
  let away = 6
  const server = await startTestServer(() =>
    away-- > 0 ? { drop: true } : { text: `data: ${JSON.stringify(event)}\n\n` },
  )
  servers.push(server)
  const seen: number[] = []
  const client = new StudioClient({ baseURL: server.url, sleep: async () => {} })

  for await (const { seq } of client.runs.events('r1', 1)) seen.push(seq)

  expect(seen).toEqual([2])
  expect(server.seen.length).toBe(7)
})

it('says at once that there is no such run', async () => {
  const server = await startTestServer(() => ({ status: 404, json: { detail: 'none', code: 'not_found' } }))
  servers.push(server)

  const events = new StudioClient({ baseURL: server.url }).runs.events('r1')

  await expect(events.next()).rejects.toBeInstanceOf(NotFoundError)
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

it('pauses, resumes, retries and extends a job, and says why that cannot be', async () => {
  const server = await startTestServer(({ url }) =>
    url.endsWith('/pause')
      ? { status: 409, json: { detail: 'Job "j" is completed.', code: 'job_not_like_that' } }
      : { status: 202, json: { id: 'j', status: 'created', ...(url.endsWith('/retry') ? { rows: 3 } : {}) } },
  )
  servers.push(server)
  const client = new StudioClient({ baseURL: server.url })

  const refused = client.pauseJob('j')
  await expect(refused).rejects.toBeInstanceOf(ConflictError)
  await expect(refused).rejects.toMatchObject({ code: 'job_not_like_that' })
  expect(await client.resumeJob('j', { budget: 2 })).toEqual({ id: 'j', status: 'created' })
  expect((await client.retryJob('j')).rows).toBe(3)
  await client.extendJob('j', { limit_samples: null })

  expect(server.seen.map(({ method, url, body }) => [method, url, JSON.parse(body)])).toEqual([
    ['POST', '/api/jobs/j/pause', {}],
    ['POST', '/api/jobs/j/resume', { budget: 2 }],
    ['POST', '/api/jobs/j/retry', {}],
    ['POST', '/api/jobs/j/extend', { limit_samples: null }],
  ])
})
