import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { createApp } from '../app.ts'
import { createMetrics } from '../ops/metrics.ts'
import { createLog } from '../process/log.ts'
import { createAuth } from './auth.ts'
import { checkOutgoing } from './outgoing.ts'

const OWN = 'http://127.0.0.1:8377'

function createTestApp(options: { token?: string; bound?: string } = {}) {
  const router = new Hono()
  router.get('/api/things', (context) => context.json({ ok: true }))
  router.post('/api/things', async (context) => context.json({ got: await context.req.text() }))
  router.post('/v1/datastore/namespaces', (context) => context.json({ ok: true }, 201))
  router.get('/health', (context) => context.json({ status: 'healthy' }))
  return createApp({
    auth: createAuth({ token: options.token, ownToken: 'own-token', now: Date.now }),
    metrics: createMetrics(Date.now),
    log: createLog('silent'),
    bound: options.bound ?? '127.0.0.1',
    studioDir: undefined,
    routers: [['/', router]],
  })
}

const post = (app: Hono, path: string, headers: Record<string, string>) =>
  app.request(OWN + path, {
    method: 'POST',
    body: '{}',
    headers: { host: '127.0.0.1:8377', 'content-length': '2', ...headers },
  })

describe('host', () => {
  it.each(['evil.example', 'evil.example:8377', '127.0.0.1.evil.example', 'localhost.evil.example'])(
    'refuses %s, to which a foreign name may have been pointed here',
    async (host) => {
      const answer = await createTestApp().request(`${OWN}/api/things`, { headers: { host } })

      expect(answer.status).toBe(403)
      expect(await answer.json()).toMatchObject({ code: 'foreign_host' })
    },
  )

  it.each(['127.0.0.1:8377', 'localhost:1', '[::1]:8377'])('takes %s', async (host) => {
    expect((await createTestApp().request(`${OWN}/api/things`, { headers: { host } })).status).toBe(200)
  })
})

describe('origin', () => {
  const json = { 'content-type': 'application/json' }

  it.each(['https://evil.example', 'http://127.0.0.1:9999', 'null', 'http://localhost:8377.evil.example'])(
    'refuses a change asked for by a page of %s',
    async (origin) => {
      expect((await post(createTestApp(), '/api/things', { ...json, origin })).status).toBe(403)
    },
  )

  it('takes a change from the own page and from programs', async () => {
    expect((await post(createTestApp(), '/api/things', { ...json, origin: OWN })).status).toBe(200)
    expect((await post(createTestApp(), '/api/things', json)).status).toBe(200)
  })

  it('answers no cross-origin header, so other pages cannot read', async () => {
    const answer = await createTestApp().request(`${OWN}/api/things`, { headers: { origin: 'https://evil.example' } })

    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
  })
})

describe('content type', () => {
  it.each([
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/plain',
    'TEXT/PLAIN;charset=utf-8',
  ])('refuses %s, which a form of any page can send', async (type) => {
    expect((await post(createTestApp(), '/api/things', { 'content-type': type })).status).toBe(415)
  })

  it('takes the form that NeMo clients send to the Data Store', async () => {
    const type = { 'content-type': 'application/x-www-form-urlencoded' }

    expect((await post(createTestApp(), '/v1/datastore/namespaces', type)).status).toBe(201)
  })
})

describe('token', () => {
  const app = createTestApp({ token: 'a-token-of-some-length', bound: '0.0.0.0' })

  it.each([
    '/api/things',
    '/API/things',
    '/api/%74hings',
    '//api/things',
    '/api/things/',
    '/HEALTH',
    '/health/',
    '/',
    '/metrics',
    '/x',
  ])('is needed for %s', async (path) => {
    const answer = await app.fetch(new Request(`http://10.0.0.5:8377${path}`))

    expect(answer.status).toBe(401)
  })

  it('opens with the right one, and with the session cookie that login gives', async () => {
    const bearer = await app.request('http://h/api/things', {
      headers: { authorization: 'Bearer a-token-of-some-length' },
    })
    const login = await app.request('http://h/login?token=a-token-of-some-length')
    const cookie = login.headers.get('set-cookie') ?? ''

    expect(bearer.status).toBe(200)
    expect(cookie).toMatch(/HttpOnly/i)
    expect(cookie).toMatch(/SameSite=Strict/i)
    const session = cookie.split(';')[0] ?? ''
    expect((await app.request('http://h/api/things', { headers: { cookie: session } })).status).toBe(200)

    await app.request('http://h/logout', { method: 'POST', headers: { cookie: session } })

    expect((await app.request('http://h/api/things', { headers: { cookie: session } })).status).toBe(401)
  })

  it.each(['', ' ', 'null', 'undefined', 'a-token-of-some-lengt'])('refuses %j', async (token) => {
    const fresh = createTestApp({ token: 'a-token-of-some-length', bound: '0.0.0.0' })

    expect((await fresh.request('http://h/api/things', { headers: { authorization: `Bearer ${token}` } })).status).toBe(
      401,
    )
    expect((await fresh.request(`http://h/login?token=${token}`)).status).toBe(401)
  })

  it('slows down guessing', async () => {
    const fresh = createTestApp({ token: 'a-token-of-some-length', bound: '0.0.0.0' })
    const guess = () => fresh.request('http://h/api/things', { headers: { authorization: 'Bearer wrong' } })

    for (let tries = 0; tries < 10; tries++) await guess()

    expect((await guess()).status).toBe(429)
  })
})

describe('headers', () => {
  it('stand on answers and errors alike', async () => {
    for (const path of ['/api/things', '/api/none']) {
      const { headers } = await createTestApp().request(`${OWN}${path}`)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('content-security-policy')).toMatch(/frame-ancestors 'none'/)
      expect(headers.get('content-security-policy')).not.toMatch(/unsafe/)
      expect(headers.get('x-request-id')).toBeTruthy()
    }
  })
})

describe('checkOutgoing', () => {
  it.each([
    'http://169.254.169.254/latest/meta-data',
    'http://[fe80::1]/',
    'http://[::ffff:169.254.169.254]/',
    'http://2852039166/', // 169.254.169.254 as one number
    'http://0xa9fe a9fe/'.replace(' ', ''),
    'http://metadata.google.internal/',
    'http://METADATA.google.internal./',
    'http://100.100.100.200/',
    'file:///etc/passwd',
    'gopher://x/',
    'http://user:pass@host/',
  ])('refuses %s', async (url) => {
    await expect(checkOutgoing(url)).rejects.toThrow()
  })

  it.each(['http://127.0.0.1:8000/v1', 'http://10.1.2.3/v1', 'https://203.0.113.4/v1'])('allows %s', async (url) => {
    await expect(checkOutgoing(url)).resolves.toBeUndefined()
  })
})
