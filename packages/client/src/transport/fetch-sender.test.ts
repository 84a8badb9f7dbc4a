import { afterEach, describe, expect, it } from 'vitest'
import { startTestServer, type ScriptedAnswer, type TestServer } from '../test-server.ts'
import { createSender as createAxiosSender } from './axios-sender.ts'
import { createSender as createFetchSender } from './fetch-sender.ts'
import type { SendRequest } from './sender.ts'

const servers: TestServer[] = []
const NEVER = new AbortController().signal

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

async function start(answer: ScriptedAnswer): Promise<TestServer> {
  const server = await startTestServer(() => answer)
  servers.push(server)
  return server
}

describe.each([
  ['axios', createAxiosSender()],
  ['fetch', createFetchSender()],
])('the sender over %s', (_name, send) => {
  it('sends JSON as it is given and answers text, status and headers in small letters', async () => {
    const server = await start({ status: 201, headers: { 'X-One': '1' }, json: { ok: true } })
    const request: SendRequest = {
      method: 'POST',
      url: `${server.url}/a?b=1`,
      body: { json: { c: 2 } },
      answer: 'text',
    }

    const answer = await send(request, { 'Content-Type': 'application/json', 'X-Two': '2' }, NEVER)

    expect(answer).toMatchObject({ status: 201, body: '{"ok":true}' })
    expect(answer.headers['x-one']).toBe('1')
    expect(server.seen[0]).toMatchObject({ method: 'POST', url: '/a?b=1', body: '{"c":2}' })
    expect(server.seen[0]?.headers).toMatchObject({ 'content-type': 'application/json', 'x-two': '2' })
  })

  it('sends a POST without a body as no form, and bytes as they are', async () => {
    const server = await start({ json: {} })

    await send({ method: 'POST', url: `${server.url}/a`, answer: 'text' }, {}, NEVER)
    const raw = new TextEncoder().encode('bytes')
    await send({ method: 'PUT', url: `${server.url}/b`, body: { raw, type: 'x/y' }, answer: 'text' }, {}, NEVER)

    expect(server.seen[0]?.headers['content-type']).toBeUndefined()
    expect(server.seen[1]?.body).toBe('bytes')
  })

  it('answers a status of failure as any other, and a stream as a stream', async () => {
    const server = await start({ status: 503, text: 'busy' })

    const answer = await send({ method: 'GET', url: `${server.url}/a`, answer: 'stream' }, {}, NEVER)

    expect(answer.status).toBe(503)
    expect(answer.body).toBeInstanceOf(ReadableStream)
    expect(await new Response(answer.body as ReadableStream).text()).toBe('busy')
  })

  it('stops when its signal says so', async () => {
    const server = await start({ hang: true })
    const controller = new AbortController()
    const sent = send({ method: 'GET', url: `${server.url}/a`, answer: 'text' }, {}, controller.signal)
    controller.abort()

    await expect(sent).rejects.toThrow(/abort|cancel/i)
  })
})
