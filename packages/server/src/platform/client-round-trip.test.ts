/** The typed client against the platform, over a real port: what each writes, the other reads. */
import { serve, type ServerType } from '@hono/node-server'
import { ConflictError, NemoClient, NotFoundError, UnprocessableEntityError } from '@evalflow/client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openTestPlatform, type TestPlatform } from './test-platform.ts'

let platform: TestPlatform
let server: ServerType
let nemo: NemoClient
let url = ''

beforeEach(async () => {
  platform = await openTestPlatform({ publicUrl: () => url })
  await new Promise<void>((resolve) => {
    server = serve({ fetch: platform.app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
      url = `http://127.0.0.1:${port}`
      resolve()
    })
  })
  nemo = new NemoClient({ baseURL: url, maxRetries: 0 })
})
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve))
  await platform.close()
})

const REPO = { namespace: 'team', name: 'tickets' }
const text = (stream: ReadableStream<Uint8Array>) => new Response(stream).text()

describe('the data store', () => {
  it('gives back small files and large ones', async () => {
    const large = 'line of text\n'.repeat(500_000)
    await nemo.dataStore.createRepo(REPO)
    await nemo.dataStore.createRepo(REPO, { existOk: true })
    const progress: number[] = []

    const commit = await nemo.dataStore.uploadFiles(
      REPO,
      [
        { path: 'sub/small file.txt', content: 'small' },
        { path: 'large.txt', content: new Blob([large]) },
      ],
      { summary: 'two', onProgress: ({ uploadedBytes }) => progress.push(uploadedBytes) },
    )

    const info = await nemo.dataStore.pathsInfo(REPO, ['large.txt', 'sub/small file.txt'])
    expect(info.map((item) => [item.path, item.size, item.lfs != null])).toEqual([
      ['large.txt', large.length, true],
      ['sub/small file.txt', 5, false],
    ])
    expect(progress).toEqual([large.length, large.length + 5])
    const download = await nemo.dataStore.download(REPO, 'large.txt')
    expect(await text(download.stream)).toBe(large)
    expect(download.commit).toBe(commit.commitOid)
    const part = await nemo.dataStore.download(REPO, 'sub/small file.txt', { range: { start: 1, end: 2 } })
    expect([await text(part.stream), part.partial, part.sizeBytes]).toEqual(['ma', true, 2])
    const same = await nemo.dataStore.download(REPO, 'large.txt', { ifNoneMatch: download.etag ?? '' })
    expect(same.notModified).toBe(true)
  })

  it('lists over its own pages', async () => {
    await nemo.dataStore.createRepo(REPO)
    const files = Array.from({ length: 1100 }, (_, index) => ({ path: `many/${index}.txt`, content: '' }))
    await nemo.dataStore.uploadFiles(REPO, files)

    expect(await nemo.dataStore.listTree(REPO, { folder: 'many' })).toHaveLength(1100)
  })

  it('says by code what is missing', async () => {
    const error = await nemo.dataStore.download(REPO, 'a').catch((caught: unknown) => caught)

    expect(error).toBeInstanceOf(NotFoundError)
    expect(error).toMatchObject({ code: 'RepoNotFound' })
    await expect(nemo.dataStore.getNamespace('none')).rejects.toThrow(NotFoundError)
    expect(await nemo.dataStore.createNamespace('new')).toMatchObject({ namespace: 'new' })
    expect((await nemo.dataStore.listNamespaces()).map((item) => item.namespace)).toEqual(['new'])
  })
})

describe('the evaluator', () => {
  it('keeps one of two configs created at the same time', async () => {
    const create = () => nemo.evaluation.configs.create({ name: 'qa', type: 'custom', tasks: {} })

    const outcomes = await Promise.allSettled([create(), create(), create()])

    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1)
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(ConflictError)
  })

  it('launches, lists and deletes jobs', async () => {
    await nemo.evaluation.configs.create({ name: 'qa', type: 'custom', tasks: {} })
    const target = await nemo.evaluation.targets.create({ name: 'rows', type: 'rows', rows: [{ a: 1 }] })

    const job = await nemo.evaluation.jobs.create({ config: 'default/qa', target: 'default/rows' })

    expect(typeof job.target === 'object' ? job.target?.id : '').toBe(target.id)
    const found = await nemo.evaluation.jobs.list({ filter: { config: 'default/qa' } })
    expect(found.data.map((item) => item.id)).toEqual([job.id])
    expect(await text(await nemo.evaluation.jobs.logs(job.id))).toMatch(/^PK/)
    await expect(nemo.evaluation.jobs.results(job.id)).rejects.toThrow(NotFoundError)
    await nemo.evaluation.jobs.delete(job.id)
    await expect(nemo.evaluation.jobs.get(job.id)).rejects.toThrow(NotFoundError)
  })

  it('finds one of 2,000 configs by one request, and walks over all of them', async () => {
    const batch = Array.from({ length: 2000 }, (_, index) => index)
    for (const index of batch)
      await platform.send('POST', '/v1/evaluation/configs', { name: `c${index}`, type: 'custom' })

    expect((await nemo.evaluation.configs.get({ namespace: 'default', name: 'c1999' })).name).toBe('c1999')
    const names = new Set<unknown>()
    for await (const config of nemo.evaluation.configs.list({ page_size: 300 })) names.add(config.name)
    expect(names.size).toBe(2000)
  }, 30_000)
})

describe('deployment management', () => {
  it('deploys what runs elsewhere, lists it page by page and removes it', async () => {
    const { configs, modelDeployments } = nemo.deployment
    const external_endpoint = { host_url: 'http://nim.example', enabled_models: ['org/m'] }
    await configs.create({ namespace: 'team', name: 'how', external_endpoint })
    await modelDeployments.create({ namespace: 'team', name: 'one', config: 'team/how' })
    await modelDeployments.create({ namespace: 'team', name: 'two', config: { external_endpoint } })

    const page = await modelDeployments.list({ filter: { namespace: 'team' }, page_size: 1 })

    expect(page.data.map(({ name, models }) => [name, models])).toEqual([['one', ['org/m']]])
    expect(page.pagination?.total_results).toBe(2)
    await expect(modelDeployments.create({ name: 'x', config: { nim_deployment: null } })).rejects.toThrow(
      UnprocessableEntityError,
    )
    await modelDeployments.delete({ namespace: 'team', name: 'one' })
    await expect(modelDeployments.get({ namespace: 'team', name: 'one' })).rejects.toThrow(NotFoundError)
    expect((await configs.get({ namespace: 'team', name: 'how' })).external_endpoint?.host_url).toBe(
      'http://nim.example',
    )
  })
})
