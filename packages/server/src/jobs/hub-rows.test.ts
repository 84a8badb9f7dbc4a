import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { getRequestListener } from '@hono/node-server'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestServer, type TestServer } from '../testing/test-server.ts'

/** Another server of this kind, whose Data Store is the hub. It asks for a token. */
let hub: TestServer
let server: TestServer
let listening: Server
let endpoint: string
const TOKEN = 'hub-token-of-the-test'
const authorization = `Bearer ${TOKEN}`

beforeEach(async () => {
  hub = await createTestServer({ token: TOKEN })
  listening = createServer(getRequestListener((request) => hub.app.fetch(request)))
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
  endpoint = `http://127.0.0.1:${(listening.address() as AddressInfo).port}/v1/hf`
  server = await createTestServer({ hub: { retryMs: 1, maxBytes: 4_000 } })
  await server.request('/api/secrets/hub', { method: 'PUT', json: { value: TOKEN } })
  const made = await hub.request('/v1/hf/api/repos/create', {
    json: { name: 'qa', organization: 'team', type: 'dataset' },
    headers: { authorization },
  })
  expect(made.status).toBe(200)
})
afterEach(async () => {
  listening.closeAllConnections()
  await new Promise((resolve) => listening.close(resolve))
  await hub.stop()
  await server.stop()
})

async function commit(files: Record<string, string | Uint8Array>): Promise<void> {
  const lines = [
    { key: 'header', value: { summary: 'add', description: '' } },
    ...Object.entries(files).map(([path, content]) => ({
      key: 'file',
      value: { path, encoding: 'base64', content: Buffer.from(content).toString('base64') },
    })),
  ]
  const answer = await hub.request('/v1/hf/api/datasets/team/qa/commit/main', {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson', authorization },
    body: lines.map((line) => JSON.stringify(line)).join('\n'),
  })
  expect(answer.status).toBe(200)
}

async function preview(fields: Record<string, string> = {}) {
  const source = { hub: { repo: 'team/qa', token: 'hub', endpoint, ...fields } }
  const answer = await server.request('/api/preview', { json: { source } })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> & { detail?: string } }
}

const jsonl = (numbers: readonly number[]) =>
  numbers.map((number) => `${JSON.stringify({ question: `${number}?`, answer: String(number) })}\n`).join('')

describe('rows of a hub', () => {
  it('are previewed as they would be read, with the token of a stored secret', async () => {
    await commit({ 'test.jsonl': jsonl([1, 2, 3]), 'train.jsonl': jsonl([4]) })

    const { status, body } = await preview({ split: 'test', revision: '' })

    expect(status).toBe(200)
    expect(body).toMatchObject({
      format: 'hub',
      total: 3,
      style: 'completion',
      mapping: { prompt: 'question', ideal_response: 'answer' },
    })
    expect((body['rows'] as unknown[])[0]).toMatchObject({ question: '1?', answer: '1' })
  })

  it('are taken from Parquet, of a config, and in part', async () => {
    const numbers = [1, 2, 3]
    const data = parquetWriteBuffer({
      columnData: [
        { name: 'question', data: numbers.map((number) => `${number}?`), type: 'STRING' },
        { name: 'answer', data: numbers.map(BigInt), type: 'INT64' },
      ],
    })
    await commit({ 'easy/test-00000-of-00001.parquet': new Uint8Array(data), 'hard/test.jsonl': jsonl([9]) })

    const { body } = await preview({ config: 'easy', split: 'test[1:]' })

    expect(body).toMatchObject({ total: 2, rows: [{ answer: 2 }, { answer: 3 }] })
  })

  it.each([
    ['a name that is none', { repo: 'a/b/c' }, 422, /"a\/b\/c" is not available.*Expected organisation\/name/],
    ['an unknown repository', { repo: 'team/none' }, 422, /team\/none.*nothing at .*Correct its name/],
    ['a revision that is not there', { revision: 'gone' }, 422, /nothing at .*revision/],
    ['no token for what is private', { token: '' }, 422, /answers 401.*no token was given.*give a token/],
    ['a secret that is not stored', { token: 'absent' }, 404, /absent/],
    ['a split that is not there, with those that are', { split: 'dev' }, 422, /dev.*test\.jsonl.*train\.jsonl/],
    ['no split where there are several', {}, 422, /several splits.*test\.jsonl, train\.jsonl/],
    ['a split that is no split', { split: 'a+b' }, 422, /split is "a\+b".*train\[:100\]/],
    ['a metadata service as hub', { endpoint: 'http://169.254.169.254' }, 422, /169\.254\.169\.254/],
  ])('are refused for %s', async (_what, fields: Record<string, string>, status, message) => {
    await commit({ 'test.jsonl': jsonl([1]), 'train.jsonl': jsonl([2]) })

    const found = await preview(fields)

    expect(found.body.detail).toMatch(message)
    expect(found.status).toBe(status)
  })

  it('do not show a key that stands where its name belongs', async () => {
    const { status, body } = await preview({ token: 'hf_abcdefghijklmnopqrstuvwxyz' })

    expect(status).toBe(422)
    expect(body.detail).toMatch(/no name of a stored secret/)
    expect(JSON.stringify(body)).not.toContain('hf_abc')
  })

  it('are not loaded beyond the size allowed', async () => {
    await commit({ 'test.jsonl': jsonl(Array.from({ length: 200 }, (_, index) => index)) })

    expect((await preview()).body.detail).toMatch(/4000 are allowed.*Choose a smaller config or split/)
  })

  it('are not unpacked beyond that either, but can be taken in part', async () => {
    await commit({ 'test.jsonl.gz': gzipSync(jsonl(Array.from({ length: 200 }, () => 1))) })

    expect((await preview()).body.detail).toMatch(/over 4000 characters.*train\[:1000\]/)
    expect((await preview({ split: 'test[:10]' })).body).toMatchObject({ total: 10 })
  })
})
