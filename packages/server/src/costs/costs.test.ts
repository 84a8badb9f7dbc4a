import { createHmac } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FINAL_JOB_STATUSES, type JobEvent } from '@evalflow/contract'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ScriptedEndpoint, startScriptedEndpoint } from '@evalflow/testkit'
import { type JobServer, startJobServer, toJob } from '../testing/test-job-server.ts'
import { createComputeMeter, createRapl } from './compute-meter.ts'

const ROWS = 40
let running: JobServer<ScriptedEndpoint>
beforeEach(async () => {
  running = await startJobServer(
    ROWS,
    await startScriptedEndpoint({
      script: () => ({
        text: 'word',
        usage: { prompt_tokens: 0, completion_tokens: 10 },
        delayMs: 2,
      }),
    }),
  )
  await running.studio.jobCosts.putPrices({
    currency: 'EUR',
    as_of: '2026-11-21',
    prices: [{ model: 'vendor/*', input_per_million: 0, output_per_million: 10_000 }], // 0.1 EUR a row, 0.2 reserved
  })
})
afterEach(() => running.close())

const launch = async (job: Record<string, unknown> = {}, parallelism = 4) =>
  (await running.nemo.evaluation.jobs.create({ ...toJob(running.model, { parallelism }), ...job })).id
const ended = async (id: string) => {
  await expect
    .poll(async () => FINAL_JOB_STATUSES.includes((await running.studio.job(id)).status), {
      timeout: 10_000,
      interval: 20,
    })
    .toBe(true)
  return running.studio.job(id)
}
const options = (fields: Record<string, unknown>) => ({ custom_fields: { evalflow_options: fields } })

describe('budgets', () => {
  it('[P2] of a job stop it before a request could overshoot, at any parallelism; it goes on with more', async () => {
    const id = await launch(options({ budget: 1.5 }), 32)
    const stopped = await ended(id)
    const asked = running.model.stats.requests

    expect(stopped).toMatchObject({ status: 'cancelled', message: expect.stringMatching(/Budget of 1\.5 EUR reached/) })
    expect(stopped.progress?.cost?.amount).toBeLessThanOrEqual(1.5)
    expect(stopped.progress?.cost?.amount).toBeGreaterThan(1)
    expect(stopped.alerts).toMatchObject([{ share: 0.5, scope: 'job' }, { share: 0.8 }])
    await running.studio.resumeJob(id, { budget: 10 })
    const done = await ended(id)
    expect(done).toMatchObject({ status: 'completed', progress: { done: ROWS, failed: 0 } })
    // what was done is not asked again
    expect(running.model.stats.requests).toBe(ROWS)
    expect(asked).toBeLessThan(ROWS)
    expect(done.alerts?.map(({ share }) => share)).toEqual([0.5, 0.8])
  }, 30_000)

  it('[P7] of a project hold for two jobs side by side, and tell who watches', async () => {
    await running.studio.jobCosts.putSettings({ project_budgets: { alpha: 3 }, alert_percents: [50, 90] })
    const ids = [await launch({ project: 'alpha' }, 16), await launch({ project: 'alpha' }, 16)]
    const watched = (async () => {
      const events: JobEvent[] = []
      for (const id of ids) for await (const event of running.studio.jobCosts.events(id)) events.push(event)
      return events
    })()

    const jobs = await Promise.all(ids.map(ended))

    const amounts = jobs.map(({ progress }) => progress?.cost?.amount ?? 0)
    expect((amounts[0] ?? 0) + (amounts[1] ?? 0)).toBeLessThanOrEqual(3)
    expect(running.model.stats.requests).toBeLessThanOrEqual(30)
    expect(jobs.some(({ message }) => /Budget of 3 EUR of project "alpha" reached/.test(message ?? ''))).toBe(true)
    const alerts = (await watched).flatMap((event) => (event.type === 'alert' ? [event.alert] : []))
    // each goes to the job whose request reached it
    expect(alerts.map(({ share, scope }) => [share, scope]).toSorted()).toEqual([
      [0.5, 'project'],
      [0.9, 'project'],
    ])
    const { data } = await running.studio.jobCosts.costs({ by: 'project' })
    expect(data).toMatchObject([{ key: 'alpha', jobs: 2, money: [{ currency: 'EUR' }] }])
  }, 30_000)

  it('[P7] of a project still count jobs that were deleted, and after a restart', async () => {
    await ended(await launch({ project: 'alpha' }))
    await running.nemo.evaluation.jobs.delete((await running.studio.jobs()).data[0]?.id ?? '')
    await running.studio.jobCosts.putSettings({ project_budgets: { alpha: 4.1 } })
    await running.restart()

    const job = await ended(await launch({ project: 'alpha' }))

    expect(job).toMatchObject({
      status: 'cancelled',
      message: expect.stringMatching(/Budget of 4\.1 EUR/),
      progress: { done: 0 },
    })
  }, 30_000)
})

it('sums money, tokens and rows by project, flow, model and job', async () => {
  await ended(await launch({ project: 'alpha' }))
  await ended(await launch())

  const by = async (group: string) => running.studio.jobCosts.costs({ by: group })
  expect((await by('project')).data.map(({ key, rows }) => [key, rows])).toEqual([
    ['', ROWS],
    ['alpha', ROWS],
  ])
  const { data, total } = await by('model')
  expect(data).toMatchObject([{ key: 'vendor/big-1', jobs: 2, completion_tokens: 800, unpriced_jobs: 0 }])
  expect(total.money).toEqual([{ currency: 'EUR', amount: expect.closeTo(8, 9) }])
  expect((await by('job')).data).toHaveLength(2)
  expect((await running.studio.jobCosts.costs({ by: 'job', project: 'alpha' })).total.rows).toBe(ROWS)
})

describe('webhooks', () => {
  let receiver: Server
  let received: { headers: NodeJS.Dict<string | string[]>; body: string }[]
  let status: () => number
  let url: string
  beforeEach(async () => {
    received = []
    status = () => 200
    receiver = createServer((request, response) => {
      let body = ''
      request.on('data', (part: Buffer) => (body += part.toString()))
      request.on('end', () => {
        received.push({ headers: request.headers, body })
        response.writeHead(status(), { location: 'http://169.254.169.254/' }).end()
      })
    })
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`
  })
  afterEach(() => {
    receiver.closeAllConnections()
    receiver.close()
  })
  const deliveries = async () => (await running.studio.jobCosts.deliveries()).data
  const setHook = (hook: { url: string; secret?: string }) => running.studio.jobCosts.putSettings({ webhook: hook })

  it('tell alerts and the stop, signed with the stored secret', async () => {
    await fetch(`${running.server.url}/api/secrets/HOOK`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ value: 'shared-key' }),
    })
    await setHook({ url, secret: 'HOOK' })

    const id = await launch(options({ budget: 1 }))
    await ended(id)
    await expect.poll(() => received.length, { timeout: 5_000 }).toBe(3)

    const events = received.map(({ body }) => JSON.parse(body) as { event: string; data: { job_id: string } })
    expect(events.map(({ event }) => event)).toEqual(['budget.alert', 'budget.alert', 'budget.stopped'])
    expect(events[0]?.data.job_id).toBe(id)
    for (const { headers, body } of received) {
      const [, at, mac] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['evalflow-signature'])) ?? []
      expect(mac).toBe(createHmac('sha256', 'shared-key').update(`${at}.${body}`).digest('hex'))
    }
    expect(await deliveries()).toMatchObject([{ state: 'delivered', tries: 1, status: 200 }, {}, {}])
    expect(JSON.stringify(await deliveries())).not.toContain('shared-key')
  }, 30_000)

  it('that are not taken are sent again, also by the next start', async () => {
    status = () => (received.length < 2 ? 503 : 200)
    await setHook({ url })
    await running.studio.jobCosts.testWebhook()
    await expect.poll(async () => (await deliveries())[0]?.tries, { timeout: 5_000 }).toBe(1)
    expect((await deliveries())[0]).toMatchObject({ state: 'waiting', status: 503, next_at: expect.any(String) })

    await running.restart()

    await expect.poll(async () => (await deliveries())[0]?.state, { timeout: 10_000 }).toBe('delivered')
    expect(received).toHaveLength(2)
    expect(received[0]?.body).toBe(received[1]?.body)
  }, 30_000)

  it('never follow a redirect, and never go to a metadata service', async () => {
    status = () => 302
    await setHook({ url })
    await running.studio.jobCosts.testWebhook()

    await expect.poll(async () => (await deliveries())[0]?.state, { timeout: 5_000 }).toBe('failed')
    expect((await deliveries())[0]?.error).toMatch(/redirects are not followed/)
    await expect(setHook({ url: 'http://169.254.169.254/latest' })).rejects.toMatchObject({
      status: 422,
      code: 'address_refused',
    })
  }, 30_000)
})

describe('compute', () => {
  it('is shared by the jobs of a moment, and goes on from an earlier run', () => {
    let cpu = 10
    const meter = createComputeMeter({ readCpuSeconds: () => cpu, readJoules: () => null })
    meter.setWatts(36)
    meter.begin('a', { cpu_seconds: 5, energy_wh: null })
    cpu += 4
    meter.begin('b')
    cpu += 6

    expect(meter.read('a')).toMatchObject({ cpu_seconds: 12, energy_wh: 0.07 })
    expect(meter.read('b')).toMatchObject({
      cpu_seconds: 3,
      energy_wh: 0.03,
      energy_method: expect.stringMatching(/estimate: .* 36 W/),
    })
    meter.end('a')
    cpu += 1
    expect(meter.read('b')?.cpu_seconds).toBe(4)
    expect(meter.read('a')).toBeUndefined()
  })

  it('tells no energy where nothing measures it and nobody states watts', () => {
    const meter = createComputeMeter({ readCpuSeconds: () => 1, readJoules: () => null })
    meter.begin('a')

    expect(meter.read('a')).toMatchObject({ energy_wh: null, energy_method: expect.stringMatching(/^unavailable/) })
  })

  it('reads the packages of RAPL, over the end of their counters', () => {
    const root = mkdtempSync(join(tmpdir(), 'evalflow-rapl-'))
    const set = (zone: string, value: number) => {
      mkdirSync(join(root, zone), { recursive: true })
      writeFileSync(join(root, zone, 'energy_uj'), `${value}\n`)
      writeFileSync(join(root, zone, 'max_energy_range_uj'), '10000000\n')
    }
    set('intel-rapl:0', 9_000_000)
    set('intel-rapl:0:0', 1)
    const read = createRapl(root)
    set('intel-rapl:0', 1_000_000)

    expect(read()).toBe(2)
    expect(createRapl(join(root, 'none'))()).toBeNull()
    rmSync(root, { recursive: true })
  })
})
