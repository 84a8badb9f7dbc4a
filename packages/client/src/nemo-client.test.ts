import { openAsBlob } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { recordedAnswers } from '@evalflow/contract'
import { afterEach, describe, expect, it } from 'vitest'
import { NemoClient, UploadError } from './index.ts'
import { startTestServer, type ScriptedAnswer, type SeenRequest, type TestServer } from './test-server.ts'

const servers: TestServer[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

async function start(answer: (request: SeenRequest) => ScriptedAnswer) {
  const server = await startTestServer(answer)
  servers.push(server)
  return { server, nemo: new NemoClient({ baseURL: server.url, maxRetries: 0 }) }
}

const REPO = { namespace: 'team', name: 'tickets' }

describe('NemoClient', () => {
  it('reads a recorded config by its name', async () => {
    const { nemo, server } = await start(() => ({ json: recordedAnswers.configSimilarity }))

    const config = await nemo.evaluation.configs.get({ namespace: 'nemo-eval-tutorial', name: 'a+b' })

    expect(config.tasks?.['my-similarity-metrics-task']?.type).toBe('default')
    expect(server.seen[0]?.url).toBe('/v1/evaluation/configs/nemo-eval-tutorial/a%2Bb')
  })

  it('lists over pages with the filter on each', async () => {
    const { nemo, server } = await start(({ url }) => {
      const page = Number(new URL(url, 'http://x').searchParams.get('page'))
      const data = page <= 2 ? [{ ...recordedAnswers.dataset, name: `d${page}` }] : []
      return {
        json: {
          object: 'list',
          data,
          pagination: { page, page_size: 1, current_page_size: data.length, total_pages: 2, total_results: 2 },
        },
      }
    })
    const names: (string | null | undefined)[] = []

    for await (const dataset of nemo.datasets.list({ page_size: 1, filter: { namespace: 'team' } }))
      names.push(dataset.name)

    expect(names).toEqual(['d1', 'd2'])
    expect(server.seen.map(({ url }) => decodeURIComponent(url))).toEqual([
      '/v1/datasets?page_size=1&filter[namespace]=team&page=1',
      '/v1/datasets?page_size=1&filter[namespace]=team&page=2',
    ])
  })

  it('creates a data store namespace by form', async () => {
    const { nemo, server } = await start(() => ({ status: 201, json: { namespace: 'team' } }))

    await nemo.dataStore.createNamespace('team')

    expect(server.seen[0]).toMatchObject({ body: 'namespace=team', url: '/v1/datastore/namespaces' })
    expect(server.seen[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded')
  })

  it('sends inference elsewhere, with streamed chunks read one by one', async () => {
    const chunks = ['A', 'B'].map((content) => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`)
    const inference = await startTestServer(() => ({
      text: `${chunks.join('')}data: [DONE]\n\n`,
      headers: { 'content-type': 'text/event-stream' },
    }))
    servers.push(inference)
    const nemo = new NemoClient({ baseURL: 'http://nemo.invalid', inferenceURL: inference.url })
    const texts: unknown[] = []

    for await (const chunk of nemo.inference.chatStream({ model: 'm', messages: [{ role: 'user', content: 'hi' }] }))
      texts.push(chunk.choices[0]?.delta?.content)

    expect(texts).toEqual(['A', 'B'])
    expect(JSON.parse(inference.seen[0]?.body ?? '')).toMatchObject({ stream: true })
  })
})

describe('uploadFiles', () => {
  it('puts small files into the commit and large ones through LFS', async () => {
    const { nemo, server } = await start(({ url, headers, body }) => {
      if (url.includes('/preupload/')) {
        const { files } = JSON.parse(body) as { files: { path: string; size: number }[] }
        return {
          json: {
            files: files.map(({ path, size }) => ({
              path,
              uploadMode: size > 5 ? 'lfs' : 'regular',
              shouldIgnore: false,
            })),
          },
        }
      }
      if (url.endsWith('/objects/batch')) {
        const { objects } = JSON.parse(body) as { objects: { oid: string; size: number }[] }
        const actions = { upload: { href: `http://${headers.host}/lfs?signature=s` } }
        return { json: { transfer: 'basic', objects: objects.map((object) => ({ ...object, actions })) } }
      }
      if (url.startsWith('/lfs')) return { text: '' }
      return { json: { success: true, commitOid: 'c'.repeat(40), commitUrl: '' } }
    })

    const commit = await nemo.dataStore.uploadFiles(REPO, [
      { path: 'a.json', content: '[1]' },
      { path: 'b/large.txt', content: 'hello world' },
    ])

    expect(commit.commitOid).toBe('c'.repeat(40))
    expect(server.seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST /v1/hf/api/datasets/team/tickets/preupload/main',
      'POST /v1/hf/datasets/team/tickets.git/info/lfs/objects/batch',
      'PUT /lfs?signature=s',
      'POST /v1/hf/api/datasets/team/tickets/commit/main',
    ])
    expect(server.seen[2]?.body).toBe('hello world')
    const lines = server.seen[3]?.body
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown)
    expect(lines?.slice(1)).toEqual([
      { key: 'file', value: { path: 'a.json', encoding: 'base64', content: 'WzFd' } },
      {
        key: 'lfsFile',
        // sha256 of "hello world", a published value
        value: {
          path: 'b/large.txt',
          algo: 'sha256',
          oid: 'b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9',
          size: 11,
        },
      },
    ])
  })

  it('streams a large file without holding it', async () => {
    const size = 200 * 1024 * 1024
    const folder = await mkdtemp(join(tmpdir(), 'evalflow-upload-'))
    await writeFile(join(folder, 'large.bin'), chunksOf(size))
    const sink = await startSink()
    const content = await openAsBlob(join(folder, 'large.bin'))
    const before = process.memoryUsage().rss
    let peak = 0
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 10)

    await new NemoClient({ baseURL: sink.url }).dataStore.uploadFiles(REPO, [{ path: 'large.bin', content }])

    clearInterval(watch)
    expect(sink.receivedBytes()).toBe(size)
    expect(peak - before).toBeLessThan(150 * 1024 * 1024)
    await sink.close()
    await rm(folder, { recursive: true })
  }, 30_000)

  it.each(['../a', '/a', 'a//b', '.', ''])('refuses the path "%s" before it sends anything', async (bad) => {
    const { nemo, server } = await start(() => ({ json: {} }))

    await expect(nemo.dataStore.uploadFiles(REPO, [{ path: bad, content: 'x' }])).rejects.toThrow(UploadError)
    expect(server.seen).toHaveLength(0)
  })
})

/** In small pieces, so that the test's own memory stays small. */
function* chunksOf(size: number): Generator<Buffer> {
  const chunk = Buffer.alloc(1024 * 1024, 7)
  for (let made = 0; made < size; made += chunk.length) yield chunk
}

/** Takes one file through LFS and counts its bytes without keeping them. */
async function startSink() {
  let received = 0
  let url = ''
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    request.on('data', (chunk: Buffer) => {
      if (path === '/lfs') received += chunk.length
    })
    request.on('end', () => {
      const actions = { upload: { href: `${url}/lfs` } }
      if (path.includes('/preupload/'))
        response.end('{"files":[{"path":"large.bin","uploadMode":"lfs","shouldIgnore":false}]}')
      else if (path.endsWith('/batch')) response.end(JSON.stringify({ objects: [{ oid: 'x', size: 1, actions }] }))
      else response.end(JSON.stringify({ commitOid: 'c' }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url, receivedBytes: () => received, close: () => new Promise((resolve) => server.close(resolve)) }
}
