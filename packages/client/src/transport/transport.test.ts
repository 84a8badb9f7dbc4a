import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  ApiError,
  ConflictError,
  ConnectionError,
  InternalServerError,
  NotFoundError,
  RateLimitError,
  ResponseInvalidError,
  TimeoutError,
  UnprocessableEntityError,
} from '../errors.ts'
import { startTestServer, type ScriptedAnswer, type SeenRequest, type TestServer } from '../test-server.ts'
import { Transport, type TransportOptions } from './transport.ts'

const okSchema = z.looseObject({ ok: z.boolean() })
const servers: TestServer[] = []

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

async function start(
  answer: (request: SeenRequest, count: number) => ScriptedAnswer,
  options: Partial<TransportOptions> = {},
) {
  const server = await startTestServer(answer)
  servers.push(server)
  const waits: number[] = []
  const transport = new Transport({
    baseURL: server.url,
    random: () => 0.5,
    sleep: async (ms) => void waits.push(ms),
    ...options,
  })
  return { server, transport, waits }
}

const caught = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  )

describe('retry', () => {
  it('retries a 503 with growing delay', async () => {
    const { transport, waits } = await start((_request, count) =>
      count < 3 ? { status: 503, json: { detail: 'busy' } } : { json: { ok: true } },
    )

    const answer = await transport.get('/x', okSchema)

    expect(answer.ok).toBe(true)
    expect(waits).toEqual([250, 500])
  })

  it.each([
    ['retry-after in seconds', { 'retry-after': '7' }, 7000],
    ['retry-after-ms', { 'retry-after-ms': '120', 'retry-after': '7' }, 120],
    ['its own delay when asked for more than a minute', { 'retry-after': '3600' }, 250],
  ])('waits for a 429 by %s', async (_what, headers, waitMs) => {
    const { transport, waits } = await start((_request, count) =>
      count === 1 ? { status: 429, headers, json: { detail: 'slow down' } } : { json: { ok: true } },
    )

    await transport.get('/x', okSchema)

    expect(waits).toEqual([waitMs])
  })

  it('does not retry a 409', async () => {
    const { transport, server } = await start(() => ({ status: 409, json: { detail: 'taken' } }))

    const error = await caught(transport.post('/x', okSchema, {}))

    expect(error).toBeInstanceOf(ConflictError)
    expect(server.seen).toHaveLength(1)
  })

  it.each([
    ['false stops', 503, 'false', 1],
    ['true forces', 400, 'true', 3],
  ])('x-should-retry: %s a retry', async (_what, status, value, requests) => {
    const { transport, server } = await start(() => ({
      status,
      headers: { 'x-should-retry': value },
      json: { detail: 'no' },
    }))

    await caught(transport.get('/x', okSchema))

    expect(server.seen).toHaveLength(requests)
  })

  it.each([
    ['500', { status: 500, json: { detail: 'broken' } }, 1],
    ['a broken connection', { drop: true }, 1],
    ['429', { status: 429, json: { detail: 'later' } }, 3],
    ['503 with a time', { status: 503, headers: { 'retry-after': '1' }, json: { detail: 'later' } }, 3],
  ])('sends a request that starts work again only if it surely did not start: %s', async (_what, answer, requests) => {
    const { transport, server } = await start(() => answer)

    await caught(transport.post('/jobs', okSchema, {}, undefined, 'once'))

    expect(server.seen).toHaveLength(requests)
  })

  it('retries a broken connection, then says so', async () => {
    const { transport, server } = await start(() => ({ drop: true }))

    const error = await caught(transport.get('/x', okSchema))

    expect(error).toBeInstanceOf(ConnectionError)
    expect(server.seen).toHaveLength(3)
  })
})

describe('errors', () => {
  it.each([
    [404, NotFoundError],
    [422, UnprocessableEntityError],
    [500, InternalServerError],
    [418, ApiError],
  ])('%i has its class', async (status, expected) => {
    const { transport } = await start(() => ({ status, json: { detail: 'why' } }), { maxRetries: 0 })

    const error = await caught(transport.get('/v1/x?secret=1', okSchema))

    expect(error).toBeInstanceOf(expected)
    expect(error).toMatchObject({ status, detail: 'why', request: 'GET /v1/x' })
  })

  it('gives the fields of a 422', async () => {
    const detail = [{ loc: ['body', 'type'], msg: 'Field required', type: 'missing' }]
    const { transport } = await start(() => ({ status: 422, json: { detail } }))

    const error = await caught(transport.post('/x', okSchema, {}))

    expect(error).toMatchObject({ issues: detail, detail: 'body.type: Field required' })
  })

  it('keeps how long a rate limit asks to wait', async () => {
    const { transport } = await start(() => ({ status: 429, headers: { 'retry-after': '90' }, json: {} }), {
      maxRetries: 0,
    })

    const error = await caught(transport.get('/x', okSchema))

    expect(error).toBeInstanceOf(RateLimitError)
    expect(error).toMatchObject({ retryAfterMs: 90_000 })
  })

  it.each([
    ['HTML', '<html>'],
    ['another shape', '{"ok": "yes"}'],
  ])('refuses %s as an answer', async (_what, text) => {
    const { transport } = await start(() => ({ text }))

    expect(await caught(transport.get('/x', okSchema))).toBeInstanceOf(ResponseInvalidError)
  })

  it('ends a request that hangs', async () => {
    const { transport } = await start(() => ({ hang: true }), { timeoutMs: 50, maxRetries: 1 })

    const error = await caught(transport.get('/x', okSchema))

    expect(error).toBeInstanceOf(TimeoutError)
  })

  it('passes an abort through untouched', async () => {
    const controller = new AbortController()
    const { transport } = await start(() => {
      controller.abort()
      return { hang: true }
    })

    const error = await caught(transport.get('/x', okSchema, { signal: controller.signal }))

    expect(error).toBe(controller.signal.reason)
  })

  it('leaves no timer behind when it is aborted before it begins', async () => {
    const { transport } = await start(() => ({ json: { ok: true } }))
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length
    const before = timers()

    await caught(transport.get('/x', okSchema, { signal: AbortSignal.abort() }))

    expect(timers()).toBe(before)
  })

  it('names no type for a POST without a body', async () => {
    const { server, transport } = await start(() => ({ json: { ok: true } }))

    await transport.send({ method: 'POST', url: '/cancel', answer: 'text' })

    expect(server.seen[0]).toMatchObject({ method: 'POST', body: '' })
    expect(server.seen[0]?.headers['content-type']).toBeUndefined()
  })

  it('says that nothing listens', async () => {
    const { server, transport } = await start(() => ({ json: {} }), { maxRetries: 0 })
    await server.close()

    const error = await caught(transport.get('/x', okSchema))

    expect(error).toBeInstanceOf(ConnectionError)
    expect(String(error)).toContain('ECONNREFUSED')
  })
})

describe('secrets', () => {
  it('never stand in an error', async () => {
    const { transport } = await start(
      ({ headers, body }) => ({
        status: 400,
        json: { detail: `${headers.authorization} ${headers['x-api-key']} ${body}`, api_key: 'sk-other' },
      }),
      { token: 'tok-12345', headers: { 'X-Api-Key': 'key-67890' } },
    )

    const error = await caught(transport.post('/x', okSchema, { model: { api_key: 'sk-abcdef' } }))

    const everything = JSON.stringify([String(error), error, error instanceof Error ? error.stack : ''])
    for (const secret of ['tok-12345', 'key-67890', 'sk-abcdef', 'sk-other']) expect(everything).not.toContain(secret)
  })

  it('do not follow a redirect to another origin', async () => {
    const other = await startTestServer(() => ({ json: { ok: true } }))
    servers.push(other)
    const { transport } = await start(() => ({ status: 302, headers: { location: `${other.url}/elsewhere` } }), {
      token: 'tok-12345',
      headers: { 'X-Api-Key': 'key-67890' },
    })

    await transport.get('/x', okSchema)

    expect(other.seen[0]?.url).toBe('/elsewhere')
    expect(JSON.stringify(other.seen[0]?.headers)).not.toMatch(/tok-12345|key-67890/)
  })

  it('follow one within the origin, with method and body kept for 307', async () => {
    const { transport, server } = await start(
      ({ url }) => (url === '/x' ? { status: 307, headers: { location: '/y' } } : { json: { ok: true } }),
      { token: 'tok-12345' },
    )

    await transport.post('/x', okSchema, { a: 1 })

    expect(server.seen[1]).toMatchObject({ method: 'POST', url: '/y', body: '{"a":1}' })
    expect(server.seen[1]?.headers.authorization).toBe('Bearer tok-12345')
  })
})
