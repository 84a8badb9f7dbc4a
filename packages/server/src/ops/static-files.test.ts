import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Hono } from 'hono'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { serveStudio } from './static-files.ts'

const directory = mkdtempSync(join(tmpdir(), 'studio-files-'))
const app = new Hono().all('*', serveStudio(directory))

beforeAll(() => {
  mkdirSync(join(directory, 'assets'))
  writeFileSync(join(directory, 'assets/a.js'), 'plain')
  writeFileSync(join(directory, 'assets/a.js.br'), 'brotli')
  writeFileSync(join(directory, 'assets/a.js.gz'), 'gzip')
  writeFileSync(join(directory, 'assets/b.js'), 'alone')
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

test.each([
  ['a.js', 'gzip, deflate, br, zstd', 'br', 'brotli'],
  ['a.js', 'gzip', 'gzip', 'gzip'],
  ['a.js', 'identity', null, 'plain'],
  ['b.js', 'gzip, br', null, 'alone'],
])('%s for a client that takes %s', async (name, accepted, encoding, content) => {
  const answer = await app.request(`/assets/${name}`, { headers: { 'accept-encoding': accepted } })

  expect(answer.headers.get('content-encoding')).toBe(encoding)
  expect(answer.headers.get('content-type')).toContain('text/javascript')
  expect(answer.headers.get('vary')).toBe('accept-encoding')
  expect(await answer.text()).toBe(content)
})
