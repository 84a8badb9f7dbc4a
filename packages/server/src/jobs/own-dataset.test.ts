import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { tableFromJSON, tableToIPC } from 'apache-arrow'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openBlobStore } from '../blobs/blob-store.ts'
import { createTestServer, type TestServer } from '../testing/test-server.ts'
import { createOpenDataset } from './open-dataset.ts'

let server: TestServer
let openDataset: ReturnType<typeof createOpenDataset>
beforeEach(async () => {
  server = await createTestServer()
  openDataset = createOpenDataset({
    db: server.db,
    blobs: await openBlobStore(join(server.dataDir, 'blobs')),
    hubDirectory: join(server.dataDir, 'hub'),
    ownUrl: () => 'http://127.0.0.1:1',
    resolveKey: async (key) => key,
  })
  await server.request('/v1/hf/api/repos/create', { json: { name: 'qa', organization: 'team', type: 'dataset' } })
})
afterEach(() => server.stop())

async function commit(files: Record<string, string | Uint8Array>): Promise<void> {
  const lines = [
    { key: 'header', value: { summary: 'add', description: '' } },
    ...Object.entries(files).map(([path, content]) => ({
      key: 'file',
      value: { path, encoding: 'base64', content: Buffer.from(content).toString('base64') },
    })),
  ]
  const headers = { 'content-type': 'application/x-ndjson' }
  const body = lines.map((line) => JSON.stringify(line)).join('\n')
  expect(
    (await server.request('/v1/hf/api/datasets/team/qa/commit/main', { method: 'POST', headers, body })).status,
  ).toBe(200)
}
async function read(fields: Record<string, unknown> = {}) {
  const data = await openDataset({ files_url: 'hf://datasets/team/qa', ...fields })
  const rows: Record<string, unknown>[] = []
  for await (const row of data.rows()) rows.push(row)
  expect(data.count ?? rows.length).toBe(rows.length)
  return rows.map((row) => row['q'])
}
const lines = (...values: unknown[]) => values.map((q) => JSON.stringify({ q })).join('\n')
const refused = (fields: Record<string, unknown>) =>
  read(fields).then(
    () => 'read',
    (error: Error) => error.message,
  )

describe('splits of the own Data Store', () => {
  it('are files by name, as on the hub; without one, all rows', async () => {
    await commit({ 'data/train-00000-of-00001.jsonl': lines('a', 'b'), 'data/test-00000-of-00001.jsonl': lines('c') })

    expect(await read({ split: 'test' })).toEqual(['c'])
    expect(await read({ split: 'train' })).toEqual(['a', 'b'])
    expect(await read()).toEqual(['c', 'a', 'b'])
  })

  it('that are not there name those that are', async () => {
    await commit({ 'train.jsonl': lines('a'), 'dev.jsonl': lines('b') })

    expect(await refused({ split: 'test' })).toMatch(/no file of split "test"; splits found: validation, train/)
    expect(await read({ split: 'validation' })).toEqual(['b'])
    expect(await refused({ split: 'train+dev' })).toMatch(/its split is "train\+dev"/)
  })

  it('of files that name none are train', async () => {
    await commit({ 'rows.jsonl': lines('a') })

    expect(await read({ split: 'train' })).toEqual(['a'])
    expect(await refused({ split: 'test' })).toMatch(/splits found: train \(without a split in the name\)/)
    expect(await read({ files_url: 'hf://datasets/team/qa/rows.jsonl', split: 'test' })).toEqual(['a'])
  })

  it.each([
    ['train[:2]', ['0', '1']],
    ['train[8:]', ['8', '9']],
    ['train[2:4]', ['2', '3']],
    ['train[-2:]', ['8', '9']],
    ['train[:20%]', ['0', '1']],
    ['train[90%:]', ['9']],
    ['train[:25%]', ['0', '1']],
    ['train[:-8]', ['0', '1']],
    ['train[5:2]', []],
    ['train[:99]', ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']],
  ])('%s are those rows', async (split, expected) => {
    await commit({ 'train.jsonl': lines(...Array.from({ length: 10 }, (_, index) => String(index))) })

    expect(await read({ split })).toEqual(expected)
  })

  it('have another hash for another part, so that no job goes on over other rows', async () => {
    await commit({ 'train.jsonl': lines('a', 'b') })
    const hash = async (split: string) => (await openDataset({ files_url: 'hf://datasets/team/qa', split })).hash

    expect(await hash('train[:1]')).not.toBe(await hash('train[1:]'))
  })

  it('follow the configs of the README', async () => {
    const readme = `---
license: mit
configs:
  - config_name: easy
    data_files:
      - split: test
        path: "parts/e*.jsonl"
  - config_name: hard
    data_files:
      - split: test
        path: [parts/h1.jsonl, "parts/h[23].jsonl"]
      - split: extra
        path: more/**/x.jsonl
---
# Questions`
    await commit({
      'README.md': readme,
      'parts/e1.jsonl': lines('e'),
      'parts/h1.jsonl': lines('h1'),
      'parts/h2.jsonl': lines('h2'),
      'more/a/x.jsonl': lines('x'),
    })

    expect(await read({ subset: 'easy' })).toEqual(['e'])
    expect(await read({ subset: 'hard', split: 'test[1:]' })).toEqual(['h2'])
    expect(await read({ subset: 'hard', split: 'extra' })).toEqual(['x'])
    expect(await refused({ subset: 'hard', split: 'train' })).toMatch(/no split "train"; subset "hard" has test, extra/)
    expect(await refused({ split: 'test' })).toMatch(
      /several subsets and none was asked for; its README names easy, hard/,
    )
  })

  it('are by name where the README names no configs, or is damaged', async () => {
    await commit({ 'README.md': '---\nconfigs: {a: [\n---', 'test.jsonl': lines('a') })

    expect(await read({ split: 'test' })).toEqual(['a'])
  })
})

describe('files', () => {
  it('packed by gzip are unpacked, whatever is in them', async () => {
    await commit({
      'a.jsonl.gz': gzipSync(lines('a')),
      'b.json.gz': gzipSync(JSON.stringify([{ q: 'b' }])),
      'c.csv.gz': gzipSync('q\nc\n'),
    })

    expect(await read()).toEqual(['a', 'b', 'c'])
    expect(await read({ files_url: 'hf://datasets/team/qa/c.csv.gz' })).toEqual(['c'])
  })

  it('that are no gzip are named', async () => {
    await commit({ 'a.jsonl.gz': 'plain text' })

    expect(await refused({})).toMatch(/a\.jsonl\.gz.*not gzip/)
  })

  it.each(['stream', 'file'] as const)('of Arrow in %s format are read', async (format) => {
    const table = tableFromJSON([
      { q: 'a', n: 1, list: [1, 2], at: { x: 'y' } },
      { q: 'b', n: 2, list: [3], at: { x: 'z' } },
    ])
    await commit({ 'data.arrow': tableToIPC(table, format) })

    const data = await openDataset({ files_url: 'hf://datasets/team/qa' })

    const rows = []
    for await (const row of data.rows()) rows.push(row)
    expect(rows).toEqual([
      { q: 'a', n: 1, list: [1, 2], at: { x: 'y' } },
      { q: 'b', n: 2, list: [3], at: { x: 'z' } },
    ])
    expect(data.count).toBe(2)
  })

  it('of Arrow that are damaged are named', async () => {
    await commit({ 'data.arrow': 'no arrow at all, but long enough to look at' })

    expect(await refused({})).toMatch(/data\.arrow/)
  })
})
