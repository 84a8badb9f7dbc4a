import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { templateHash } from '@evalflow/configs'
import { sql } from 'kysely'
import { createTestServer, type TestServer } from '../testing/test-server.ts'

interface ListAnswer {
  [field: string]: unknown
  data: Record<string, unknown>[]
}

const COUNT = 2000
const NOW = new Date('2026-06-01T00:00:00Z')
let server: TestServer

/** As the platform stores them; the shape of configs is the configs package's own. */
beforeAll(async () => {
  server = await createTestServer({ now: () => NOW })
  await server.db.transaction().execute(async (db) => {
    const insert = (kind: string, name: string, body: object, created: string) =>
      sql`insert into entities (kind, namespace, name, id, body, created_at, updated_at) values (${kind}, 'default', ${name},
        ${`${kind}-${name}`}, ${JSON.stringify({ namespace: 'default', name, ...body })}, ${created}, ${created})`.execute(
        db,
      )
    const template = {
      type: 'custom',
      tasks: {
        template_task: {
          type: 'chat-completion',
          dataset: { files_url: 'hf://datasets/template/placeholder' },
          metrics: { accuracy: { type: 'string-check' } },
        },
      },
    }
    await insert(
      'config',
      'qa_template',
      { ...template, custom_fields: { evalflow: { kind: 'template' } } },
      '2026-01-01T00:00:00.000000',
    )
    for (let index = 0; index < COUNT; index++) {
      const files_url = `hf://datasets/default/set-${index}`
      const record = {
        kind: 'runtime',
        template: 'default/qa_template',
        template_hash: index === 0 ? 'older' : templateHash(template),
        files_url,
      }
      const day = String(1 + (index % 28)).padStart(2, '0')
      await insert(
        'config',
        `qa_dataset_default_set-${index}`,
        {
          ...template,
          tasks: { template_task: { ...template.tasks.template_task, dataset: { files_url } } },
          custom_fields: { evalflow: record },
        },
        `2026-02-${day}T00:00:00.000000`,
      )
      await insert(
        'dataset',
        `set-${index}`,
        { files_url, custom_fields: { evalflow: { records: index, columns: ['prompt'] } } },
        `2026-02-${day}T00:00:00.000000`,
      )
    }
    for (const [id, config, status] of [
      ['eval-1', 'qa_dataset_default_set-1', 'running'],
      ['eval-2', 'qa_dataset_default_set-2', 'completed'],
      ['eval-3', 'qa_dataset_default_set-2', 'failed'],
    ]) {
      await insert(
        'job',
        id ?? '',
        {
          id,
          config: { namespace: 'default', name: config, type: 'custom' },
          target: { namespace: 'default', name: 'eval-target-1', model: 'm' },
          status,
          status_details: { message: 'why' },
        },
        '2026-05-31T00:00:00.000000',
      )
    }
  })
  await sql`update entities set id = name where kind = 'job'`.execute(server.db)
}, 60_000)
afterAll(() => server.stop())

const get = async (path: string) => (await server.request(path)).json() as Promise<ListAnswer>
const clean = async (json: object) =>
  (await server.request('/api/configs/cleanup', { json })).json() as Promise<{
    removed: string[]
    kept: { ref: string; reason: string }[]
  }>

describe('configs', () => {
  it('pages through 2,000 with counts of each kind', async () => {
    const page = await get('/api/configs?kind=runtime&page=100&page_size=20&sort=name')

    expect(page).toMatchObject({
      counts: { template: 1, direct: 0, runtime: COUNT },
      pagination: { page: 100, current_page_size: 20, total_pages: 100, total_results: COUNT },
    })
  })

  it('finds by search over all pages, percent signs taken as such', async () => {
    expect((await get('/api/configs?search=set-1999'))['pagination']).toMatchObject({ total_results: 1 })
    expect((await get('/api/configs?search=%25'))['pagination']).toMatchObject({ total_results: 0 })
  })

  it('tells of a template how many were made from it', async () => {
    expect((await get('/api/configs?kind=template'))['data']).toMatchObject([
      {
        name: 'qa_template',
        kind: 'template',
        files_url: null,
        runtime_configs: COUNT,
        metrics: ['accuracy'],
        template_changed: false,
      },
    ])
  })

  it('tells of a runtime config what uses it and whether its template changed since', async () => {
    const find = async (name: string) => (await get(`/api/configs?search=${name}&sort=name`))['data'][0]

    expect(await find('set-0')).toMatchObject({
      template: 'default/qa_template',
      template_changed: true,
      jobs: 0,
      in_use: false,
      last_used_at: null,
    })
    expect(await find('set-1')).toMatchObject({ template_changed: false, jobs: 1, in_use: true })
    expect(await find('set-2')).toMatchObject({
      jobs: 2,
      in_use: false,
      last_used_at: '2026-05-31T00:00:00.000Z',
      files_url: 'hf://datasets/default/set-2',
    })
  })

  it('sorts by known columns only', async () => {
    expect((await server.request('/api/configs?sort=body')).status).toBe(422)
  })

  it('removes by name what may go, and says why the rest stays', async () => {
    const refs = [
      'default/qa_template',
      'default/qa_dataset_default_set-1',
      'default/qa_dataset_default_set-3',
      'default/none',
      'x',
    ]

    const trial = await clean({ refs, dry_run: true })
    const real = await clean({ refs, dry_run: false })

    expect(trial).toEqual({ ...real, dry_run: true })
    expect(real.removed).toEqual(['default/qa_dataset_default_set-3'])
    expect(real.kept.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/template config/),
      expect.stringMatching(/1 unfinished job uses it/),
      expect.stringMatching(/no such config/),
      expect.stringMatching(/not of the form/),
    ])
    expect((await get('/api/configs?search=set-3&kind=runtime&sort=name'))['data'][0]?.['name']).not.toBe(
      'qa_dataset_default_set-3',
    )
  })

  it('removes by age what no job has used since', async () => {
    const trial = await clean({ policy: { unused_days: 30 }, dry_run: true })

    expect(trial.removed).not.toContain('default/qa_dataset_default_set-2')
    expect(trial.removed).toContain('default/qa_dataset_default_set-0')
  })

  it('refuses to guess when nothing says what to remove', async () => {
    expect((await server.request('/api/configs/cleanup', { json: { dry_run: false } })).status).toBe(422)
    expect((await server.request('/api/configs/cleanup', { json: { policy: {}, dry_run: false } })).status).toBe(422)
  })
})

describe('datasets', () => {
  it('pages through 2,000 and searches', async () => {
    expect(await get('/api/datasets?page=2&page_size=50&sort=-name')).toMatchObject({
      pagination: { current_page_size: 50, total_results: COUNT },
    })
    expect((await get('/api/datasets?search=set-77&sort=name'))['data'][0]).toMatchObject({
      name: 'set-77',
      records: 77,
      columns: ['prompt'],
      created_at: '2026-02-22T00:00:00.000Z',
    })
  })
})

describe('targets', () => {
  it('lists baselines, always there and labelled', async () => {
    const { data } = await get('/api/targets?search=baseline')

    expect(data.length).toBeGreaterThanOrEqual(3)
    for (const target of data)
      expect(target).toMatchObject({ kind: 'baseline', state: 'ready', label: expect.stringMatching(/baseline/i) })
  })
})

describe('jobs', () => {
  it('names config, target and reason', async () => {
    expect(await get('/api/jobs/eval-3')).toMatchObject({
      status: 'failed',
      message: 'why',
      config: 'default/qa_dataset_default_set-2',
      target: 'm',
    })
    expect((await get('/api/jobs?config=default/qa_dataset_default_set-2'))['pagination']).toMatchObject({
      total_results: 2,
    })
    expect((await get('/api/jobs?status=running'))['data']).toMatchObject([{ id: 'eval-1' }])
  })

  it('has no samples before a job began, and 404 without a job', async () => {
    expect(await get('/api/jobs/eval-1/samples')).toMatchObject({ data: [] })
    expect((await server.request('/api/jobs/none/samples')).status).toBe(404)
  })
})

describe('what a run would use', () => {
  const body = {
    type: 'custom',
    tasks: { one: { type: 'chat-completion', metrics: { right: { type: 'string-check' } } } },
  }
  const plan = (query: string) => get(`/api/configs/plan?config=plans/${query}`)

  beforeAll(async () => {
    const add = (name: string, config: object) =>
      server.request('/v1/evaluation/configs', { json: { namespace: 'plans', name, ...config } })
    const template = { ...body, custom_fields: { evalflow: { kind: 'template' } } }
    const runtime = (set: string, template_hash: string) => ({
      ...body,
      custom_fields: {
        evalflow: {
          kind: 'runtime',
          template: 'plans/qa_template',
          template_hash,
          files_url: `hf://datasets/default/${set}`,
        },
      },
    })
    await add('qa_template', template)
    await add('qa_dataset_same', runtime('same', templateHash(template)))
    await add('qa_dataset_older', runtime('older', 'older'))
  })

  it('reuses the runtime config of this template and dataset, and makes another when the template has changed', async () => {
    expect(await plan('qa_template&files_url=hf://datasets/default/same')).toMatchObject({
      outcome: 'reuse',
      name: 'qa_dataset_same',
      made_at: expect.stringMatching(/^2026-06-01T.*Z$/),
    })
    expect(await plan('qa_template&files_url=hf://datasets/default/older')).toMatchObject({
      outcome: 'create',
      name_taken: true,
    })
  })

  it('answers 200 for what does not exist yet', async () => {
    expect(await plan('qa_template&files_url=hf://datasets/default/new')).toMatchObject({
      outcome: 'create',
      name: 'qa_dataset_new',
      name_taken: false,
    })
    expect(await plan('qa_template')).toMatchObject({ outcome: 'dataset_missing', name: null })
    expect(await plan('gone')).toMatchObject({ outcome: 'config_missing' })
  })

  it('takes no reference that is none', async () => {
    expect((await server.request('/api/configs/plan?config=alone')).status).toBe(422)
    expect((await server.request('/api/configs/plan')).status).toBe(422)
  })
})
