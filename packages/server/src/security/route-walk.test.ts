/** Walks every mounted route without credentials (Langflow CVE-2025-3248, -2026-21445; Flowise CVE-2024-31621). */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { listRoutes } from '../ops/openapi.ts'
import { createTestServer, type TestServer } from '../testing/test-server.ts'
import { OPEN_PATHS } from './auth.ts'

let server: TestServer
beforeAll(async () => {
  server = await createTestServer({ token: 'a-token-of-some-length', host: '0.0.0.0' })
})
afterAll(() => server.stop())

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']

function variants(path: string): string[] {
  const plain = path.replace(/\{\w+\}/g, 'x')
  const last = plain.at(-1) ?? ''
  return [
    plain,
    plain.toUpperCase(),
    `${plain}/`,
    `/${plain}`,
    `${plain}%20`,
    plain.replace('/', '/./'),
    plain.slice(0, -1) + encodeByte(last),
  ]
}

const encodeByte = (character: string) => `%${character.charCodeAt(0).toString(16)}`

it('answers 401 on every route, method and spelling that is not on the list', async () => {
  const routes = listRoutes(server.app)
  const passed: string[] = []
  let walked = 0

  for (const path of new Set(routes.map((route) => route.path))) {
    for (const method of METHODS) {
      for (const spelling of variants(path)) {
        const answer = await server.app.fetch(new Request(`http://10.0.0.5${spelling}`, { method }))
        walked += 1
        // `URL` itself resolves "/./" and the router decodes, so such a spelling is the open path
        const isOpen = OPEN_PATHS.has(decodeURI(new URL(`http://x${spelling}`).pathname))
        if (answer.status !== 401 && !isOpen) passed.push(`${method} ${spelling} ${answer.status}`)
      }
    }
  }

  expect(passed).toEqual([])
  expect(routes.length).toBeGreaterThan(40)
  expect(walked).toBeGreaterThan(2000)
})

it('takes the token on the same routes', async () => {
  const answer = await server.app.fetch(
    new Request('http://10.0.0.5/api/system', { headers: { authorization: 'Bearer a-token-of-some-length' } }),
  )

  expect(answer.status).toBe(200)
})

it('refuses forms on every route that changes something but the two of the NeMo API', async () => {
  const taken: string[] = []
  for (const { method, path } of listRoutes(server.app)) {
    if (method === 'GET' || method === 'HEAD') continue
    for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=b', 'text/plain']) {
      const headers = { authorization: 'Bearer a-token-of-some-length', 'content-type': type, 'content-length': '3' }
      const answer = await server.app.fetch(
        new Request(`http://10.0.0.5${path.replace(/\{\w+\}/g, 'x')}`, { method, headers, body: 'a=b' }),
      )
      if (answer.status !== 415) taken.push(`${method} ${path}`)
    }
  }

  expect([...new Set(taken)].filter((route) => !/paths-info|^POST \/v1\/datastore\/namespaces$/.test(route))).toEqual(
    [],
  )
})
