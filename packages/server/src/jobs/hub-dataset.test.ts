import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getRequestListener } from '@hono/node-server'
import type { EvaluationServices } from '@evalflow/evaluations'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestServer, type TestServer } from '../testing/test-server.ts'
import type { EvaluationPort } from './evaluation-port.ts'
import { createHubPins } from './hub-files.ts'

/** Another server of this kind, whose Data Store is the hub. */
let hub: TestServer
let server: TestServer
let hubUrl: string
let asked: { url: string; token: string | undefined }[]
/** Answers before the hub does, if it returns true. */
let before: (...args: Parameters<RequestListener>) => boolean
const listening: Server[] = []

const listen = async (listener: RequestListener) => {
  const listened = createServer(listener)
  listening.push(listened)
  await new Promise<void>((resolve) => listened.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(listened.address() as AddressInfo).port}`
}

beforeEach(async () => {
  hub = await createTestServer()
  asked = []
  before = () => false
  const answer = getRequestListener((request) => hub.app.fetch(request))
  const origin = await listen((request, response) => {
    asked.push({ url: request.url ?? '', token: request.headers.authorization })
    if (!before(request, response)) void answer(request, response)
  })
  hubUrl = `${origin}/v1/hf`
  await createRepo(hub)
})
afterEach(async () => {
  for (const listened of listening.splice(0)) {
    listened.closeAllConnections()
    await new Promise((resolve) => listened.close(resolve))
  }
  await hub.stop()
  await server?.stop()
})

const createRepo = (at: TestServer) =>
  at.request('/v1/hf/api/repos/create', { json: { name: 'qa', organization: 'team', type: 'dataset' } })
const commit = async (files: Record<string, string | Uint8Array>, at = hub) => {
  const lines = [
    { key: 'header', value: { summary: 'add', description: '' } },
    ...Object.entries(files).map(([path, content]) => ({
      key: 'file',
      value: { path, encoding: 'base64', content: Buffer.from(content).toString('base64') },
    })),
  ]
  const answer = await at.request('/v1/hf/api/datasets/team/qa/commit/main', {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: lines.map((line) => JSON.stringify(line)).join('\n'),
  })
  expect(answer.status).toBe(200)
}

type Ref = Parameters<EvaluationServices['openDataset']>[0]

/** Reads the rows in a job that does nothing else. */
const evaluation = (ref: Ref, seen: Opened[]): EvaluationPort => ({
  plan: async ({ services }) => {
    const data = await services.openDataset(ref)
    const rows: Opened['rows'] = []
    for await (const row of data.rows()) rows.push(row)
    seen.push({ count: data.count, hash: data.hash, rows })
    throw new Error('Read.')
  },
  live: async () => {
    throw new Error('Not asked for.')
  },
})
interface Opened {
  count: number | null
  hash: string
  rows: Record<string, unknown>[]
}

async function open(fields: Record<string, unknown> = {}, extra: Record<string, unknown> = {}) {
  const ref = { files_url: 'hf://datasets/team/qa', hf_endpoint: hubUrl, ...fields }
  const seen: Opened[] = []
  await server?.stop()
  server = await createTestServer({ parts: { evaluation: evaluation(ref, seen) }, hub: { retryMs: 1, ...limits } })
  const { id, message } = await launch(extra)
  return { id, message, opened: seen[0], seen, ref }
}
let limits: { maxBytes?: number; deadlineMs?: number } = {}
beforeEach(() => {
  limits = {}
})

async function launch(extra: Record<string, unknown>) {
  const config = { type: 'custom', tasks: { qa: { type: 'data' } }, params: { extra } }
  const made = await server.request('/v1/evaluation/jobs', { json: { config, target: { type: 'rows', rows: [] } } })
  const { id } = (await made.json()) as { id: string }
  return { id, message: await ended(id) }
}
async function ended(id: string): Promise<string> {
  const job = async () =>
    (await (await server.request(`/v1/evaluation/jobs/${id}`)).json()) as {
      status: string
      status_details: { message: string }
    }
  await expect.poll(async () => (await job()).status, { timeout: 8_000, interval: 10 }).toBe('failed')
  return (await job()).status_details.message
}

const parquet = (numbers: readonly number[]) =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: 'question', data: numbers.map((number) => `What is ${number}?`), type: 'STRING' },
        { name: 'answer', data: numbers.map(BigInt), type: 'INT64' },
      ],
      rowGroupSize: 2,
    }),
  )

describe('a data set on a hub', () => {
  it.each([
    ['JSON Lines', 'test.jsonl', '{"a":"1"}\n{"a":"2"}\n'],
    ['CSV', 'test.csv', 'a\n1\n2\n'],
    ['JSON', 'test.json', '[{"a":"1"},{"a":"2"}]'],
  ])('is read as %s', async (_what, name, text) => {
    await commit({ [name]: text, 'README.md': '# QA' })

    const { opened } = await open({ split: 'test' })

    expect(opened).toMatchObject({ count: 2, rows: [{ a: '1' }, { a: '2' }] })
  })

  it('is read as Parquet, over several row groups and files', async () => {
    await commit({
      'data/test-00000-of-00002.parquet': parquet([1, 2, 3, 4, 5]),
      'data/test-00001-of-00002.parquet': parquet([6]),
      'data/train-00000-of-00001.parquet': parquet([7]),
    })

    const { opened } = await open({ split: 'test' })

    expect(opened?.count).toBe(6)
    expect(opened?.rows.map((row) => row['answer'])).toEqual([1, 2, 3, 4, 5, 6])
    expect(opened?.rows[5]).toEqual({ question: 'What is 6?', answer: 6 })
  })

  it('has its subset chosen, and says what there is if none is', async () => {
    await commit({
      'main/test-00000-of-00001.parquet': parquet([1]),
      'socratic/test-00000-of-00001.parquet': parquet([2]),
    })

    expect((await open({ split: 'test', subset: 'socratic' })).opened?.rows[0]?.['answer']).toBe(2)
    const { opened, message } = await open({ split: 'test' })
    expect(opened).toBeUndefined()
    expect(message).toMatch(/hf:\/\/datasets\/team\/qa .*main\/test-.*, socratic\/test-.*Set `subset`/)
  })

  it('has its files chosen by the configs of its README, and a part of their rows by the split', async () => {
    const readme = '---\nconfigs:\n- config_name: main\n  data_files:\n  - {split: gold, path: "g/*.jsonl"}\n---\n'
    await commit({ 'README.md': readme, 'g/one.jsonl': '{"n":1}\n{"n":2}\n', 'other.jsonl': '{"n":3}\n' })

    const { opened } = await open({ split: 'gold[1:]' })

    expect(opened).toMatchObject({ count: 1, rows: [{ n: 2 }] })
  })

  it('is read at the same revision by a job that goes on, although main moved and the hub is gone', async () => {
    await commit({ 'test.jsonl': '{"a":1}\n' })
    const first = await open()
    await commit({ 'test.jsonl': '{"a":2}\n' })
    asked.length = 0

    await server.request(`/api/jobs/${first.id}/resume`, { json: {} })
    await expect.poll(() => first.seen.length, { timeout: 5_000 }).toBe(2)

    expect(first.seen[1]).toEqual(first.opened)
    expect(asked).toEqual([])
    await ended(first.id)
    // a new job reads what main is now
    await launch({})
    expect(first.seen[2]?.rows).toEqual([{ a: 2 }])
    expect(first.seen[2]?.hash).not.toBe(first.opened?.hash)
  })

  it('is loaded again at that revision if its files were cleared away', async () => {
    await commit({ 'test.jsonl': '{"a":1}\n' })
    const first = await open()
    await commit({ 'test.jsonl': '{"a":2}\n' })
    await rm(
      join(server.dataDir, 'blobs', createHash('sha256').update('{"a":1}\n').digest('hex').replace(/^../, '$&/')),
    )

    await server.request(`/api/jobs/${first.id}/resume`, { json: {} })
    await expect.poll(() => first.seen.length, { timeout: 5_000 }).toBe(2)

    expect(first.seen[1]).toEqual(first.opened)
  })

  it('keeps what several tasks chose at the same time', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'evalflow-pins-'))
    const pins = createHubPins(join(folder, 'hub.json'))

    await Promise.all(['a', 'b', 'c'].map((key) => pins.write(key, { commit: key, files: [] })))

    expect(await Promise.all(['a', 'b', 'c'].map((key) => pins.read(key)))).toMatchObject([
      { commit: 'a' },
      { commit: 'b' },
      { commit: 'c' },
    ])
    await rm(folder, { recursive: true })
  })

  it('loads a file once for all jobs', async () => {
    await commit({ 'test.jsonl': '{"a":1}\n' })
    await open()
    await launch({})

    expect(asked.filter(({ url }) => url.includes('/resolve/'))).toHaveLength(1)
  })

  it.each([
    [
      'repository',
      'hf://datasets/team/none',
      /team\/none is not available.*has nothing at .*team\/none.*Correct its name/,
    ],
    ['revision', 'hf://datasets/team/qa@v9', /has nothing at .*revision\/v9/],
    ['file', 'hf://datasets/team/qa/none.jsonl', /no file of rows; found test\.jsonl/],
  ])('that lacks the %s says so', async (_what, files_url, message) => {
    await commit({ 'test.jsonl': '{"a":1}\n' })

    expect((await open({ files_url })).message).toMatch(message)
  })

  it('that is gated is read with a token, and only its own origin sees that', async () => {
    await commit({ 'test.jsonl': '{"a":1}\n' })
    const elsewhere: (string | undefined)[] = []
    const content = await listen((request, response) => {
      elsewhere.push(request.headers.authorization)
      response.end('{"a":1}\n')
    })
    before = (request, response) => {
      if (request.headers.authorization !== 'Bearer hf_key') response.writeHead(401).end()
      else if (request.url?.includes('/resolve/')) response.writeHead(302, { location: `${content}/file` }).end()
      else return false
      return true
    }

    expect((await open()).message).toMatch(/answers 401: it is private or gated.*no token was given.*hf_token/)
    expect((await open({}, { hf_token: 'hf_key' })).opened?.rows).toEqual([{ a: 1 }])
    expect(elsewhere).toEqual([undefined])
  })

  it('is asked again after 429 and 5xx, and given up after five tries', async () => {
    await commit({ 'test.jsonl': '{"a":1}\n' })
    const statuses = [429, 503]
    before = (_request, response) => {
      const status = statuses.shift()
      if (status !== undefined) response.writeHead(status, { 'retry-after': '0' }).end()
      return status !== undefined
    }
    expect((await open()).opened?.rows).toEqual([{ a: 1 }])

    statuses.push(500, 500, 500, 500, 500)
    expect((await open()).message).toMatch(/did not give it in 5 tries \(status 500\)/)
  })

  it('whose bytes are not those listed is refused', async () => {
    await commit({ 'test.jsonl': '{"a":1}\n' })
    before = (request, response) => {
      const isFile = request.url?.includes('/resolve/') === true
      if (isFile) response.end('{"a":9}\n')
      return isFile
    }

    expect((await open()).message).toMatch(/other bytes for test\.jsonl than it lists/)
  })

  it('that is larger than allowed is not loaded', async () => {
    await commit({ 'test.jsonl': '{"a":1}\n' })
    limits = { maxBytes: 3 }

    expect((await open()).message).toMatch(/8 bytes, and 3 are allowed.*EVALFLOW_HUB_MAX_BYTES/)
    expect(asked.some(({ url }) => url.includes('/resolve/'))).toBe(false)
  })

  it('that falls silent is given up', async () => {
    limits = { deadlineMs: 20 }
    before = () => true

    expect((await open()).message).toMatch(/no byte came for 0.02 s/)
  })

  it('is not looked for where nothing of the kind answers, or at addresses never asked', async () => {
    const page = await listen((_request, response) => void response.end('<html>'))
    const closed = await listen(() => {})
    await new Promise((resolve) => listening.pop()?.close(resolve))

    expect((await open({ hf_endpoint: page })).message).toMatch(/does not answer as a Hugging Face hub/)
    expect((await open({ hf_endpoint: closed })).message).toMatch(/in 5 tries .*ECONNREFUSED/)
    expect((await open({ hf_endpoint: 'http://169.254.169.254' })).message).toMatch(/link-local/)
  })

  it('does not follow a hub to an address never asked', async () => {
    let asked = 0
    const away = await listen((_request, response) => {
      asked++
      response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data/' }).end()
    })

    expect((await open({ hf_endpoint: away })).message).toMatch(/169\.254\.169\.254 is link-local/)
    expect(asked).toBe(1)
  })
})

describe('a data set of the own Data Store', () => {
  it.each([undefined, 'http://localhost:1/v1/hf'])('is read as Parquet, with %s as endpoint', async (hf_endpoint) => {
    const seen: Opened[] = []
    const ref = { files_url: 'hf://datasets/team/qa', hf_endpoint }
    server = await createTestServer({ parts: { evaluation: evaluation(ref, seen) } })
    await createRepo(server)
    await commit({ 'rows.parquet': parquet([1, 2, 3]) }, server)

    await launch({})

    expect(seen[0]).toMatchObject({ count: 3, rows: [{ answer: 1 }, { answer: 2 }, { answer: 3 }] })
  })

  it('that only looks like Parquet is refused with its name', async () => {
    server = await createTestServer({ parts: { evaluation: evaluation('hf://datasets/team/qa', []) } })
    await createRepo(server)
    await commit({ 'rows.parquet': 'PAR1 and no more PAR1' }, server)

    expect((await launch({})).message).toMatch(/File rows\.parquet cannot be read as rows/)
  })

  it('that is registered with an endpoint is read there', async () => {
    await commit({ 'test.jsonl': '{"a":1}\n' })
    const seen: Opened[] = []
    server = await createTestServer({ parts: { evaluation: evaluation('default/far', seen) } })
    const body = { name: 'far', files_url: 'hf://datasets/team/qa', hf_endpoint: hubUrl, split: 'test' }
    expect((await server.request('/v1/datasets', { json: body })).ok).toBe(true)

    await launch({})

    expect(seen[0]?.rows).toEqual([{ a: 1 }])
  })
})
