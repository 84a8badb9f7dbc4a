/** With real ports, real components and a real (baseline) model: the main job without a browser. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { NemoClient, StudioClient } from '@evalflow/client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startServer, type RunningServer, type StartOptions } from './start-server.ts'

let folder: string
let servers: RunningServer[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'evalflow-start-'))
  servers = []
})
afterEach(async () => {
  for (const server of servers) await server.close()
  rmSync(folder, { recursive: true, force: true })
})

const start = async (options: StartOptions = {}) => {
  const server = await startServer({
    port: 0,
    dataDir: join(folder, 'data'),
    modelsDir: join(folder, 'models'),
    logLevel: 'silent',
    firstRun: false,
    ...options,
  })
  servers.push(server)
  return server
}

describe('startServer', () => {
  it('is healthy when it returns, and refuses a second process on the same data', async () => {
    const { url } = await start()

    expect((await fetch(`${url}/health`)).status).toBe(200)
    expect((await fetch(`${url}/v1/health/ready`)).status).toBe(200)
    await expect(start()).rejects.toMatchObject({ code: 'data_dir_in_use' })
  })

  it('needs a token when others can reach it', async () => {
    await expect(start({ host: '0.0.0.0' })).rejects.toMatchObject({ code: 'token_required' })
    await expect(start({ host: '0.0.0.0', token: 'short' })).rejects.toMatchObject({ code: 'token_required' })
  })

  it('says which port is taken', async () => {
    const { port } = await start()

    await expect(start({ dataDir: join(folder, 'other'), port })).rejects.toMatchObject({ code: 'port_in_use' })
  })

  it('answers models of both services at /v1/models', async () => {
    const { url } = await start()
    const nemo = new NemoClient({ baseURL: url })
    await nemo.models.create({
      name: 'mine',
      namespace: 'default',
      api_endpoint: { url: 'http://h.example/v1', model_id: 'm' },
    })

    const body = (await (await fetch(`${url}/v1/models`)).json()) as {
      data: { id: string; name?: string; object: string }[]
    }

    expect(body.data.map(({ object }) => new Set([object]))).toContainEqual(new Set(['model']))
    expect(body.data.some(({ name }) => name === 'mine')).toBe(true)
    expect(body.data.some(({ id }) => id === 'baseline-ngram')).toBe(true)
  })

  it('streams chat answers of a local model', async () => {
    const { url } = await start()

    const answer = await fetch(`${url}/nim/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'baseline-echo', messages: [{ role: 'user', content: 'one two' }], stream: true }),
    })

    expect(await answer.text()).toMatch(/data: \{.*one.*[\s\S]*data: \[DONE\]/)
  })

  it('works with a token: own calls of flows pass, others do not', async () => {
    const token = 'a-token-of-some-length'
    const { url } = await start({ token, firstRun: true })
    expect((await fetch(`${url}/api/flows`)).status).toBe(401)

    const client = new StudioClient({ baseURL: url, token })
    const [flow] = (await client.flows.list()).data

    await expect
      .poll(async () => (await client.flows.latestRun(flow?.id ?? ''))?.state, { timeout: 60_000 })
      .toBe('done')
  }, 90_000)
})

describe('first start', () => {
  it('makes the example and runs it; a restart keeps it; a second run makes no second config', async () => {
    const first = await start({ firstRun: true })
    let client = new StudioClient({ baseURL: first.url })
    const flow = (await client.flows.list()).data[0]
    expect(flow).toMatchObject({ name: 'First evaluation' })
    const flowId = flow?.id ?? ''
    await expect.poll(async () => (await client.flows.latestRun(flowId))?.state, { timeout: 60_000 }).toBe('done')

    const job = (await client.jobs()).data[0]
    expect(job).toMatchObject({ status: 'completed', progress: { total: 40, done: 40, failed: 0 } })
    for (const { value } of job?.progress?.scores ?? []) {
      expect(value).toBeGreaterThan(0)
      expect(value).toBeLessThan(1)
    }
    const samples = await client.samples(job?.id ?? '', { page_size: 5 })
    expect(samples.data).toHaveLength(5)
    expect((await client.sample(job?.id ?? '', samples.data[0]?.task ?? '', 0)).prompt).toMatchObject([
      { role: 'user' },
    ])
    await first.close()

    const second = await start({ firstRun: true })
    client = new StudioClient({ baseURL: second.url })
    expect((await client.flows.list()).data).toHaveLength(1)
    const again = await client.runs.start(flowId)
    await expect.poll(async () => (await client.runs.get(again.id)).state, { timeout: 60_000 }).toBe('done')

    expect((await client.configs()).counts).toEqual({ template: 1, direct: 0, runtime: 1 })
    expect((await client.jobs()).pagination.total_results).toBe(2)
    expect(await client.cleanUpConfigs({ policy: { all: true }, dry_run: false })).toMatchObject({
      removed: [expect.stringMatching(/_dataset_/)],
      kept: [],
    })
  }, 150_000)
})
