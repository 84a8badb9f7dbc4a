import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Deletion, FitMatrix, ImportPreview, RuntimePreviewAnswer, TemplateVersions } from '@evalflow/contract'
import { createTestServer, type TestServer } from '../testing/test-server.ts'

const SECRET = 'nvapi-very-secret'
let server: TestServer
beforeEach(async () => {
  server = await createTestServer()
})
afterEach(() => server.stop())

async function ask<T>(path: string, json?: object): Promise<T & { status: number }> {
  const answer = await server.request(path, json === undefined ? {} : { json })
  return { ...((await answer.json()) as T), status: answer.status }
}
const template = (
  max_tokens = 16,
  metrics: object = { f1: { type: 'f1', params: { ground_truth: '{{ item.answer }}' } } },
) => ({
  type: 'custom',
  params: { max_tokens },
  tasks: {
    template_task: {
      type: 'chat-completion',
      dataset: { files_url: 'hf://datasets/template/placeholder' },
      params: { template: { messages: [{ role: 'user', content: '{{ item.question }}' }] } },
      metrics,
    },
  },
})
const create = (content: object = template(), name = 'qa_template') =>
  ask('/v1/evaluation/configs', { namespace: 'default', name, ...content })
const history = (name = 'qa_template') => ask<TemplateVersions>(`/api/configs/versions?config=default/${name}`)
const edit = async (content: object, base_hash?: string) =>
  ask<{ code?: string; version?: number }>('/api/configs/edit', {
    config: 'default/qa_template',
    base_hash: base_hash ?? (await history()).data[0]?.hash,
    content,
    note: 'why',
  })

/** A dataset in both stores, as Dataset Creator leaves it. */
async function upload(name: string, rows: object[], path = 'rows.jsonl'): Promise<void> {
  const base = `/v1/hf/api/datasets/default/${name}`
  await ask('/v1/datastore/namespaces', { namespace: 'default' })
  await ask('/v1/hf/api/repos/create', { name, organization: 'default', type: 'dataset' })
  const text = rows.map((row) => JSON.stringify(row)).join('\n')
  const lines = [
    { key: 'header', value: { summary: 'rows' } },
    { key: 'file', value: { path, content: Buffer.from(text).toString('base64'), encoding: 'base64' } },
  ]
  const body = lines.map((line) => JSON.stringify(line)).join('\n')
  const headers = { 'content-type': 'application/x-ndjson' }
  const answer = await server.request(`${base}/commit/main`, { method: 'POST', body, headers })
  expect(answer.status).toBe(200)
  await ask('/v1/datasets', { namespace: 'default', name, files_url: `hf://datasets/default/${name}` })
}

describe('versions', () => {
  it('keeps each, tells them apart from templates, and restores one', async () => {
    await create()
    expect(await edit(template(32))).toMatchObject({ status: 200, version: 2 })
    expect(await edit(template(64))).toMatchObject({ version: 3 })

    const found = await history()
    expect(found.data.map(({ version, note, current }) => [version, note, current])).toEqual([
      [3, 'why', true],
      [2, 'why', false],
      [1, null, false],
    ])
    expect(found.data[2]?.content).toEqual(template(16))
    const lists = await ask<{ data: object[] }>('/api/configs')
    expect(lists).toMatchObject({
      counts: { template: 1, direct: 0, runtime: 0 },
      data: [{ name: 'qa_template', version: 3 }],
    })

    const restored = await ask('/api/configs/restore', {
      config: 'default/qa_template',
      version: 1,
      base_hash: found.data[0]?.hash,
    })
    expect(restored).toMatchObject({ version: 4, outcome: 'edited' })
    expect((await history()).data[0]).toMatchObject({ version: 4, note: 'restored from v1', content: template(16) })
  })

  it('refuses a change of what somebody else has changed meanwhile', async () => {
    await create()
    const before = (await history()).data[0]?.hash
    await edit(template(32))

    expect(await edit(template(8), before)).toMatchObject({ status: 409, code: 'template_changed' })
    expect((await history()).newest).toBe(2)
  })

  it('keeps a key through change and restore, and shows it to nobody', async () => {
    const judge = (pattern: string) => ({
      judge: {
        type: 'llm-judge',
        params: {
          model: { api_endpoint: { url: 'https://judge.example/v1', model_id: 'j', api_key: SECRET } },
          template: { messages: [{ role: 'user', content: 'rate' }] },
          scores: { rating: { type: 'float', parser: { type: 'regex', pattern } } },
        },
      },
    })
    await create(template(16, judge('a')))
    const [shown] = (await history()).data
    expect(JSON.stringify(shown)).not.toContain(SECRET)
    const masked = JSON.parse(JSON.stringify(shown?.content).replace('"a"', '"b"')) as object

    expect(await edit(masked)).toMatchObject({ version: 2 })
    await ask('/api/configs/restore', {
      config: 'default/qa_template',
      version: 1,
      base_hash: (await history()).data[0]?.hash,
    })

    const job = await ask<{ id: string }>('/v1/evaluation/jobs', {
      config: 'default/qa_template',
      target: { type: 'rows', rows: [{}] },
    })
    await server.jobs.cancel(job.id)
    const stored = await sql<{ body: string }>`select body from entities where kind = 'config'`.execute(server.db)
    expect(stored.rows).toHaveLength(4)
    for (const { body } of stored.rows) {
      expect(body).not.toContain('"******"')
      expect(body).not.toContain(SECRET)
    }
  })
})

describe('preview and check', () => {
  it('shows exactly the config that a run then makes, with what differs from the template', async () => {
    await create()
    await upload('faq', [{ question: 'a', answer: 'b' }])

    const preview = await ask<RuntimePreviewAnswer>(
      '/api/configs/preview?config=default/qa_template&dataset=default/faq',
    )

    expect(preview).toMatchObject({
      outcome: 'create',
      ref: 'default/qa_dataset_faq',
      template_version: 1,
      fit: { fits: true },
      config: {
        custom_fields: { evalflow: { kind: 'runtime', template: 'default/qa_template', template_version: 1 } },
      },
    })
    expect(preview.changes.map(({ path }) => path)).toContain('tasks.template_task.dataset.files_url')
    await ask('/v1/evaluation/configs', preview.config)
    expect(await ask('/api/configs/preview?config=default/qa_template&dataset=default/faq')).toMatchObject({
      outcome: 'reuse',
    })
    expect(await ask('/api/configs?kind=runtime')).toMatchObject({ data: [{ name: 'qa_dataset_faq', version: 1 }] })
  })

  it('names every problem with its field, not only the first', async () => {
    await create()
    await upload('faq', [{ question: 'a' }])
    const bad = template(16, {
      nonsense: { type: 'no-such-metric', params: {} },
      f1: { type: 'f1', params: { ground_truth: '{{ item.nope }}' } },
      broken: { type: 'f1', params: { ground_truth: '{{ item.' } },
    })

    const { problems } = await ask<{ problems: { path: string; message: string }[] }>('/api/configs/check', {
      config: { name: 'qa_template', namespace: 'default', ...bad },
      files_url: 'hf://datasets/default/faq',
    })

    expect(problems.map(({ path }) => path)).toEqual([
      'name',
      'tasks.template_task.metrics.broken.params.ground_truth',
      'tasks.template_task.metrics.f1.params.ground_truth',
      'tasks.template_task.metrics.nonsense.type',
    ])
    expect(problems[2]?.message).toContain('item.nope')
    const shape = await ask('/api/configs/check', {
      config: { type: '', params: { parallelism: 'x', max_tokens: -1 } },
    })
    expect(shape).toMatchObject({
      problems: [{ path: 'type' }, { path: 'params.parallelism' }, { path: 'params.max_tokens' }],
    })
  })

  it('finds nothing wrong with what is right', async () => {
    await upload('faq', [{ question: 'a', answer: 'b' }])

    const body = { config: { name: 'new_template', ...template() }, files_url: 'hf://datasets/default/faq' }
    expect(await ask('/api/configs/check', body)).toMatchObject({ problems: [] })
  })
})

describe('splits', () => {
  it('fit by the files of the split the template asks for', async () => {
    const content = template()
    const task = content.tasks.template_task
    const asking = { ...task, dataset: { ...task.dataset, split: 'test' } }
    await create({ ...content, tasks: { template_task: asking } })
    await upload('parted', [{ question: 'a', answer: 'b' }], 'test.jsonl')
    await upload('parted', [{ other: 'a' }], 'aaa.jsonl')
    await upload('whole', [{ question: 'a', answer: 'b' }], 'train.jsonl')

    const { cells, datasets } = await ask<FitMatrix>('/api/configs/fit')

    expect(datasets.map(({ ref }) => ref)).toEqual(['default/parted', 'default/whole'])
    expect(cells[0]?.map(({ fits }) => fits)).toEqual([true, false])
    expect(cells[0]?.[1]?.reasons[0]).toContain('test')
  })
})

describe('deleting', () => {
  it('does to copies and versions what it said before, and can be undone', async () => {
    await create()
    await edit(template(32))
    await upload('faq', [{ question: 'a', answer: 'b' }])
    const { config } = await ask<RuntimePreviewAnswer>(
      '/api/configs/preview?config=default/qa_template&dataset=default/faq',
    )
    await ask('/v1/evaluation/configs', config)

    const said = await ask<Deletion>('/api/configs/deletion?config=default/qa_template')
    expect(said).toMatchObject({ kind: 'template', versions: 2, runtime_configs: 1, jobs: 0 })
    await ask('/api/configs/delete', { config: 'default/qa_template' })

    const left = await sql<{ name: string }>`select name from entities where kind = 'config'`.execute(server.db)
    expect(left.rows).toEqual([{ name: 'qa_dataset_faq' }])
    const plan = '/api/configs/plan?config=default/qa_template&files_url=hf://datasets/default/faq'
    expect(await ask(plan)).toMatchObject({ outcome: 'copy', name: 'qa_dataset_faq' })
    const removals = await ask<{ data: { id: number; config: string }[] }>('/api/configs/removals')
    expect(removals.data.map((removal) => removal.config).toSorted()).toEqual([
      'default/qa_template',
      'default/qa_template@v1',
      'default/qa_template@v2',
    ])
    for (const { id } of removals.data)
      expect((await server.request(`/api/configs/removals/${id}/restore`, { method: 'POST' })).status).toBe(200)
    expect((await history()).data.map(({ version }) => version)).toEqual([2, 1])
    const [first] = removals.data
    const again = await server.request(`/api/configs/removals/${first?.id}/restore`, { method: 'POST' })
    expect(again.status).toBe(409)
  })
})

describe('files', () => {
  it('export and import make the same template on another server, after a preview', async () => {
    await create()
    await edit(template(32))
    const file = JSON.stringify(await (await server.request('/api/configs/export?config=default/qa_template')).json())
    const other = await createTestServer()
    const there = server
    server = other
    try {
      const preview = await ask<ImportPreview>('/api/configs/import/preview', { file })
      expect(preview).toMatchObject({ name: 'qa_template', version: 2, outcome: 'create', changes: [], problems: [] })
      expect(preview.needs.map(({ kind, name, here }) => [kind, name, here])).toEqual([
        ['type', 'custom', true],
        ['model', 'chat', null],
        ['column', 'question', false],
        ['column', 'answer', false],
      ])
      expect((await ask<{ data: object[] }>('/api/configs')).data).toEqual([])

      expect(await ask('/api/configs/import', { file, as: 'template' })).toMatchObject({ outcome: 'created' })
      expect(await ask('/api/configs/import', { file, as: 'template' })).toMatchObject({ outcome: 'unchanged' })
      expect(await ask('/api/configs/import/preview', { file })).toMatchObject({
        outcome: 'same',
        free_name: 'qa-2_template',
      })
      const again = JSON.stringify(
        await (await server.request('/api/configs/export?config=default/qa_template')).json(),
      )
      expect(JSON.parse(again)).toMatchObject({ config: (JSON.parse(file) as { config: object }).config })
    } finally {
      await other.stop()
      server = there
    }
  })

  it('imports over a changed template as its next version only when told to', async () => {
    await create()
    const file = JSON.stringify(await (await server.request('/api/configs/export?config=default/qa_template')).json())
    await edit(template(99))

    const preview = await ask<ImportPreview>('/api/configs/import/preview', { file })
    expect(preview).toMatchObject({
      outcome: 'changed',
      changes: [{ path: 'params.max_tokens', before: 99, after: 16 }],
    })
    expect(await ask('/api/configs/import', { file, as: 'template' })).toMatchObject({
      status: 409,
      code: 'config_exists',
    })
    const made = await ask('/api/configs/import', { file, as: 'version', base_hash: preview.existing_hash })
    expect(made).toMatchObject({ version: 3, outcome: 'edited' })
  })

  it('refuses a hostile file with the field, and writes nothing', async () => {
    await create()
    const good = JSON.stringify(await (await server.request('/api/configs/export?config=default/qa_template')).json())

    expect(
      await ask('/api/configs/import', { file: good.replace('"max_tokens":16', '"__proto__":1'), as: 'template' }),
    ).toMatchObject({
      status: 422,
      code: 'file_refused',
      path: 'config.params.__proto__',
    })
    expect(await ask('/api/configs/import/preview', { file: good.replace('16', '17') })).toMatchObject({ path: 'hash' })
  })
})
