import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Batch, BatchPreview, FitMatrix, TemplateUsage } from '@evalflow/contract'
import { createTestServer, type TestServer } from '../testing/test-server.ts'
import { usageOfTemplates } from './usage-view.ts'

let server: TestServer
let time = new Date('2026-06-01T00:00:00Z')
/** Jobs wait for it, so that a test sees them run. */
let release: () => void
let held: Promise<void>
const failing = new Set<string>()
const PARTS = {
  evaluation: {
    plan: async ({ config }: { config: unknown }) => {
      const text = JSON.stringify(config)
      const url = /hf:\/\/datasets\/default\/([\w-]+)/.exec(text)?.[1] ?? ''
      return {
        run: async ({ signal }: { signal: AbortSignal }) => {
          await Promise.race([held, aborted(signal)])
          const state = signal.aborted ? 'cancelled' : failing.has(url) ? 'failed' : 'completed'
          return { state, message: `set ${url}`, tasks: {}, groups: {}, taskStatus: {}, progress: PROGRESS }
        },
      }
    },
    live: async () => Promise.reject(new Error('not here')),
  },
} as never
const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve())
  })
const PROGRESS = {
  total: 1,
  done: 1,
  failed: 0,
  unscored: 0,
  cached: 0,
  retried: 0,
  rate_limited: 0,
  in_flight: 0,
  concurrency: 1,
  rate: null,
  eta_seconds: null,
  elapsed_seconds: 1,
  scores: [
    {
      task: 'template_task',
      metric: 'f1',
      score: 'f1_score',
      value: 0.5,
      n: 2,
      unscored: 0,
      failed: 0,
      stderr: 0.1,
      ci: { low: 0.3, high: 0.7, method: 't' },
      range: [0, 1],
    },
  ],
  latency: { target: null, ttft: null, judge: null },
  tokens: { prompt: 0, completion: 0, unknown: 0 },
  cost: null,
  partial: false,
  warnings: [],
}

beforeEach(async () => {
  failing.clear()
  time = new Date('2026-06-01T00:00:00Z')
  held = new Promise((resolve) => (release = resolve))
  server = await createTestServer({ now: () => time, parts: PARTS })
  await ask('/v1/evaluation/configs', {
    namespace: 'default',
    name: 'qa_template',
    type: 'similarity_metrics',
    tasks: {
      template_task: {
        type: 'default',
        dataset: { files_url: 'hf://datasets/template/placeholder' },
        metrics: { f1: { type: 'f1' } },
      },
    },
  })
  await ask('/v1/evaluation/targets', { namespace: 'default', name: 'model', type: 'model', model: 'baseline' })
})
afterEach(async () => {
  release()
  await server.stop()
})

async function ask<T>(path: string, json?: object, method?: string): Promise<T & { status: number }> {
  const answer = await server.request(path, { ...(json === undefined ? {} : { json }), ...(method ? { method } : {}) })
  return { ...((await answer.json()) as T), status: answer.status }
}
/** Registered with the columns that were recorded for it; its rows lie elsewhere. */
async function addDataset(name: string, columns: string[] | null): Promise<void> {
  const custom_fields = columns ? { evalflow: { columns, records: 2 } } : {}
  const hub = { hf_endpoint: 'https://hub.example' }
  await ask('/v1/datasets', {
    namespace: 'default',
    name,
    files_url: `hf://datasets/default/${name}`,
    custom_fields,
    ...hub,
  })
}
const GOOD = ['prompt', 'ideal_response']
const batch = (id: string) => ask<Batch>(`/api/configs/batches/${id}`)
const start = (more: object) =>
  ask<Batch>('/api/configs/batches', { id: 'batch-0001', template: 'default/qa_template', ...more })
const names = async (kind: string) =>
  (
    await sql<{ name: string }>`select name from entities where kind = ${kind} order by name`.execute(server.db)
  ).rows.map(({ name }) => name)

describe('fit', () => {
  it('is a page of templates by a page of datasets, with reasons', async () => {
    for (const [name, columns] of [
      ['a', GOOD],
      ['b', ['prompt']],
      ['c', null],
    ] as const)
      await addDataset(name, columns ? [...columns] : null)

    const matrix = await ask<FitMatrix>('/api/configs/fit?dataset_page_size=2')
    const second = await ask<FitMatrix>('/api/configs/fit?dataset_page_size=2&dataset_page=2')

    expect(matrix.templates).toMatchObject([{ ref: 'default/qa_template', needs: GOOD, version: 1 }])
    expect(matrix.cells).toEqual([
      [
        { fits: true, reasons: [] },
        { fits: false, reasons: ['The dataset has no column "ideal_response". It has: prompt.'] },
      ],
    ])
    expect(second.cells).toEqual([
      [{ fits: null, reasons: ['Its rows are on https://hub.example, which is asked only by a run.'] }],
    ])
    expect(matrix.pagination.datasets).toMatchObject({ total_results: 3, total_pages: 2 })
  })
})

describe('batches', () => {
  beforeEach(async () => {
    for (let n = 1; n <= 5; n++) await addDataset(`set-${n}`, n === 5 ? ['other'] : GOOD)
  })

  it('previews what is new, what is there and what does not fit, and writes nothing', async () => {
    await start({ id: 'batch-0000', datasets: ['default/set-1'] })
    await server.configs.batches.idle()

    const preview = await ask<BatchPreview>('/api/configs/batches/preview?page_size=2', {
      template: 'default/qa_template',
      datasets: [1, 2, 3, 5, 1].map((n) => `default/set-${n}`),
    })

    expect(preview.counts).toEqual({ create: 2, reuse: 1, unfit: 1, unknown: 0, error: 0 })
    expect(preview.data).toEqual([
      { dataset: 'default/set-1', outcome: 'reuse', config: 'default/qa_dataset_set-1', reasons: [] },
      { dataset: 'default/set-2', outcome: 'create', config: 'default/qa_dataset_set-2', reasons: [] },
    ])
    expect(await names('config')).toEqual(['qa_dataset_set-1', 'qa_template'])
  })

  it('runs all that fit, once each, and tells how far it is', async () => {
    const first = await start({ datasets: { all_fitting: true }, target: 'default/model' })
    const again = await start({ datasets: { all_fitting: true }, target: 'default/model' })
    await server.configs.batches.idle()

    expect([first.status, again.status]).toEqual([202, 202])
    expect((await batch('batch-0001')).counts).toMatchObject({ total: 4, running: 4, done: 0 })
    expect((await names('job')).length).toBe(4)
    release()
    await expect.poll(async () => (await batch('batch-0001')).state).toBe('done')
    expect((await batch('batch-0001')).counts).toMatchObject({ done: 4, failed: 0, waiting: 0 })
    expect((await names('config')).length).toBe(5)
  })

  it('lists what failed with its reason, and retries only that', async () => {
    failing.add('set-2')
    release()
    await start({ datasets: [1, 2, 5].map((n) => `default/set-${n}`).concat('default/gone'), target: 'default/model' })
    await expect.poll(async () => (await batch('batch-0001')).state).toBe('partly')

    const failed = await ask<{ data: object[] }>('/api/configs/batches/batch-0001/items?state=failed')
    expect(failed.data).toMatchObject([
      { dataset: 'default/set-2', config: 'default/qa_dataset_set-2' },
      { dataset: 'default/gone', job: null, config: null },
    ])
    expect((failed.data[1] as { message: string }).message).toContain('no dataset "default/gone"')
    expect((await batch('batch-0001')).counts).toMatchObject({ done: 1, failed: 2, left_out: 1 })
    failing.clear()
    const before = (await names('job')).length

    expect((await ask('/api/configs/batches/batch-0001/retry', {})).status).toBe(202)
    await expect.poll(async () => (await batch('batch-0001')).counts).toMatchObject({ done: 2, failed: 1 })
    expect((await names('job')).length).toBe(before + 1)
  })

  it('goes on after a restart, with no job twice', async () => {
    await start({ datasets: [1, 2, 3].map((n) => `default/set-${n}`), target: 'default/model' })
    await server.configs.batches.idle()
    // stopped between starting a job and noting it
    await sql`update config_batch_items set state = 'working', job = null where dataset = 'default/set-2'`.execute(
      server.db,
    )

    server = await server.restart()
    await server.configs.start()
    await server.configs.batches.idle()

    expect((await names('job')).length).toBe(3)
    const items = await ask<{ data: { job: string | null }[] }>('/api/configs/batches/batch-0001/items')
    expect(items.data.every(({ job }) => job !== null)).toBe(true)
  })

  it('when cancelled stops its jobs and leaves no config that nothing uses', async () => {
    await start({ datasets: [1, 2, 3].map((n) => `default/set-${n}`), target: 'default/model' })
    await server.configs.batches.idle()
    await sql`delete from entities where kind = 'job' and json_extract(body, '$.config.name') = 'qa_dataset_set-3'`.execute(
      server.db,
    )
    await sql`update config_batch_items set state = 'failed', job = null where dataset = 'default/set-3'`.execute(
      server.db,
    )

    await ask('/api/configs/batches/batch-0001/cancel', {})

    await expect.poll(async () => (await batch('batch-0001')).state).toBe('cancelled')
    expect(await names('config')).toEqual(['qa_dataset_set-1', 'qa_dataset_set-2', 'qa_template'])
    expect((await batch('batch-0001')).counts).toMatchObject({ cancelled: 3, running: 0 })
  })

  it('tells how fast it goes and what is left, from what has ended', async () => {
    await start({ datasets: [1, 2, 3, 4].map((n) => `default/set-${n}`) })
    await server.configs.batches.idle()
    // three ended a minute apart, one is still to come
    for (const [n, at] of [
      [1, '00'],
      [2, '01'],
      [3, '02'],
    ])
      await sql`update config_batch_items set ended_at = ${`2026-06-01T00:${at}:00.000Z`} where dataset = ${`default/set-${n}`}`.execute(
        server.db,
      )
    await sql`update config_batch_items set state = 'waiting', ended_at = null where dataset = 'default/set-4'`.execute(
      server.db,
    )

    expect(await batch('batch-0001')).toMatchObject({
      state: 'running',
      rate_per_minute: 1,
      eta_seconds: 60,
      finished_at: null,
    })
  })

  it('keeps a config that an unfinished job uses from being deleted', async () => {
    await start({ datasets: ['default/set-1'], target: 'default/model' })
    await server.configs.batches.idle()

    const refused = await ask('/api/configs/delete', { config: 'default/qa_dataset_set-1' })

    expect(refused).toMatchObject({ status: 409, code: 'config_in_use' })
    expect(await names('config')).toContain('qa_dataset_set-1')
  })

  it('says what is wrong with a batch before it begins', async () => {
    expect(await start({ datasets: ['default/set-1'], target: 'default/none' })).toMatchObject({
      status: 404,
      code: 'target_not_found',
    })
    expect(await start({ datasets: { all_fitting: true, search: 'nothing' } })).toMatchObject({
      status: 422,
      path: 'datasets',
    })
    expect(await ask('/api/configs/batches/none-such/retry', {})).toMatchObject({
      status: 404,
      code: 'batch_not_found',
    })
  })
})

describe('clean-up rules', () => {
  const DAY_MS = 86_400_000
  const later = (days: number) => {
    time = new Date(time.getTime() + days * DAY_MS)
  }
  const rule = { older_than_days: 10, unused_days: 10, template: 'default/qa_template' }
  const settings = { enabled: true, every_hours: 24, rules: [rule] }
  beforeEach(async () => {
    for (let n = 1; n <= 3; n++) await addDataset(`set-${n}`, GOOD)
    await start({ datasets: [1, 2, 3].map((n) => `default/set-${n}`) })
    await server.configs.batches.idle()
    // unfinished, so its config is in use
    await ask('/v1/evaluation/jobs', { config: 'default/qa_dataset_set-1', target: 'default/model' })
  })

  it('are off until they are turned on, and then wait a whole interval', async () => {
    later(30)
    expect(await ask('/api/configs/cleanup/rules')).toMatchObject({ enabled: false, next_run_at: null })
    expect(await server.configs.rules.look()).toBeUndefined()

    const on = await ask<{ next_run_at: string }>('/api/configs/cleanup/rules', settings, 'PUT')
    expect(on.next_run_at).toBe('2026-07-02T00:00:00.000Z')
    expect(await server.configs.rules.look()).toBeUndefined()
    later(1)
    expect(await server.configs.rules.look()).toMatchObject({
      removed: ['default/qa_dataset_set-2', 'default/qa_dataset_set-3'],
    })
    expect(await server.configs.rules.look()).toBeUndefined()
  })

  it('remove in a dry run nothing, and never what an unfinished job uses', async () => {
    later(30)
    const dry = await ask('/api/configs/cleanup/run', { rules: [{ older_than_days: 10 }], dry_run: true })
    expect(dry).toMatchObject({
      dry_run: true,
      removed: ['default/qa_dataset_set-2', 'default/qa_dataset_set-3'],
      kept: [{ ref: 'default/qa_dataset_set-1', reason: '1 unfinished job uses it' }],
    })
    expect((await names('config')).length).toBe(4)

    await ask('/api/configs/cleanup/run', { rules: [{ older_than_days: 10 }], dry_run: false })
    expect(await names('config')).toEqual(['qa_dataset_set-1', 'qa_template'])
    const log = await ask<{ data: { id: number }[] }>('/api/configs/removals')
    expect(log.data).toMatchObject([
      {
        config: 'default/qa_dataset_set-3',
        by: 'person',
        reason: 'rule: older than 10 days',
        template: 'default/qa_template',
      },
      { config: 'default/qa_dataset_set-2', restored_at: null },
    ])
    await ask(`/api/configs/removals/${log.data[0]?.id}/restore`, {})
    expect(await names('config')).toContain('qa_dataset_set-3')
  })

  it('touch neither what is young nor templates, and must say how old', async () => {
    later(5)
    expect(await ask('/api/configs/cleanup/run', { rules: [rule], dry_run: true })).toMatchObject({
      removed: [],
      kept: [],
    })
    expect(await ask('/api/configs/cleanup/run', { rules: [{ template: 'x' }], dry_run: true })).toMatchObject({
      status: 422,
    })
  })
})

describe('usage', () => {
  it('counts runs, datasets and failures of each template, also of one that is gone', async () => {
    for (let n = 1; n <= 3; n++) await addDataset(`set-${n}`, GOOD)
    failing.add('set-2')
    release()
    await start({ datasets: [1, 2, 3].map((n) => `default/set-${n}`), target: 'default/model' })
    await expect.poll(async () => (await batch('batch-0001')).state).toBe('partly')
    await ask('/api/configs/delete', { config: 'default/qa_template' })

    const usage = await ask<{ data: TemplateUsage[] }>('/api/configs/usage?sort=-failure_rate')
    expect(usage.data).toMatchObject([
      { template: 'default/qa_template', exists: false, runs: 3, completed: 2, failed: 1, datasets: 3, unfinished: 0 },
    ])
    expect(usage.data[0]?.failure_rate).toBeCloseTo(1 / 3)
    expect(usage.data[0]?.weeks).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3])
    const runs = await ask<{ data: object[] }>('/api/configs/usage/runs?config=default/qa_template&page_size=2')
    expect(runs).toMatchObject({ pagination: { total_results: 3, current_page_size: 2 } })
    expect(JSON.stringify(runs.data)).toContain(
      '"scores":[{"name":"f1.f1_score","value":0.5,"low":0.3,"high":0.7,"n":2}]',
    )
  })

  it('is read from its index alone', async () => {
    const { sql: text, parameters } = usageOfTemplates('%').compile(server.db)
    const plan = await sql<{
      detail: string
    }>`explain query plan ${sql.raw(text.replace('?', `'${String(parameters[0])}'`))}`.execute(server.db)

    expect(plan.rows.map(({ detail }) => detail).join(' ')).toContain('USING COVERING INDEX jobs_usage')
  })
})
