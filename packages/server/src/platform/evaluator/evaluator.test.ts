import {
  evaluationConfigSchema,
  evaluationJobSchema,
  evaluationTargetSchema,
  recordedAnswers,
} from '@evalflow/contract'
import { HTTPException } from 'hono/http-exception'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openTestPlatform, type TestPlatform } from '../test-platform.ts'

let platform: TestPlatform
beforeEach(async () => {
  platform = await openTestPlatform()
})
afterEach(() => platform.close())

const CONFIG = {
  name: 'qa',
  namespace: 'team',
  type: 'custom',
  tasks: { qa: { type: 'chat-completion', dataset: { files_url: 'hf://datasets/team/d' } } },
}
const TARGET = {
  name: 'chat',
  namespace: 'team',
  type: 'model',
  model: { api_endpoint: { url: 'http://nim.test/v1', model_id: 'm', api_key: 'sk-target' } },
}

/** Sorted keys at every depth, to compare the shape of answers. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shape)
  if (typeof value !== 'object' || value === null) return value === null ? null : typeof value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, shape(item)]),
  )
}

/** What a client sent to get a recorded answer: without ids, times and nulls. */
function asSent(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asSent)
  if (typeof value !== 'object' || value === null) return value
  const made = [
    'id',
    'created_at',
    'updated_at',
    'schema_version',
    'type_prefix',
    'version_id',
    'version_tags',
    'custom_fields',
  ]
  return Object.fromEntries(
    Object.entries(value)
      .filter(
        ([key, item]) =>
          !made.includes(key) && item !== null && !(key === 'name' && /^(dataset|model)-\w{20}/.test(String(item))),
      )
      .filter(([key, item]) => !(key === 'namespace' && item === 'default'))
      .map(([key, item]) => [key, asSent(item)]),
  )
}

async function create(kind: 'configs' | 'targets', body: unknown) {
  return (await platform.send('POST', `/v1/evaluation/${kind}`, body)).json
}

describe('configs and targets', () => {
  it.each([
    ['configs', 'configSimilarity'],
    ['configs', 'configToolCalling'],
    ['targets', 'targetModel'],
    ['targets', 'targetCachedOutputs'],
  ] as const)('%s have the shape that was recorded (%s)', async (kind, name) => {
    const recorded = recordedAnswers[name]

    const created = await create(kind, asSent(recorded))

    expect(shape(created)).toEqual(shape(recorded))
  })

  it('get default namespace and their id as name', async () => {
    const config = await create('configs', { type: 'custom', tasks: {} })

    expect(config).toMatchObject({ namespace: 'default', name: config['id'] })
    expect(config['id']).toMatch(/^eval-config-/)
  })

  it('mask keys at every depth', async () => {
    const judge = { model: { api_endpoint: { url: 'u', model_id: 'm', api_key: 'sk-judge' } } }
    const config = await create('configs', {
      type: 'custom',
      params: { extra: { hf_token: 'hf_secret' } },
      tasks: { qa: { type: 'data', metrics: { judge: { type: 'llm-judge', params: judge } } } },
    })

    expect(JSON.stringify(config)).not.toMatch(/sk-judge|hf_secret/)
    expect(JSON.stringify(config).match(/\*{6}/g)).toHaveLength(2)
  })

  it('take the keys behind the masks of a copied template from that template', async () => {
    const judge = { model: { api_endpoint: { url: 'https://judge.test/v1', model_id: 'm', api_key: 'sk-judge' } } }
    const tasks = { template_task: { type: 'data', metrics: { judge: { type: 'llm-judge', params: judge } } } }
    const template = await create('configs', { name: 'a_template', type: 'custom', tasks })
    const evalflow = { kind: 'runtime', template: 'default/a_template' }

    const copy = await create('configs', {
      type: 'custom',
      name: 'a_dataset_d',
      tasks: template['tasks'],
      custom_fields: { evalflow },
    })
    await create('targets', TARGET)
    await platform.send('POST', '/v1/evaluation/jobs', {
      config: `default/${String(copy['name'])}`,
      target: 'team/chat',
    })

    expect(JSON.stringify(platform.launched[0]?.config)).toContain('sk-judge')
  })

  it('refuse a mask that stands for nothing', async () => {
    const sent = { ...TARGET, model: { api_endpoint: { url: 'u', model_id: 'm', api_key: '******' } } }

    expect((await platform.send('POST', '/v1/evaluation/targets', sent)).status).toBe(422)
  })

  it('refuse a patch that would leave an invalid target, and change nothing', async () => {
    await create('targets', TARGET)

    expect((await platform.send('PATCH', '/v1/evaluation/targets/team/chat', { type: 'rows' })).status).toBe(422)
    expect((await platform.send('GET', '/v1/evaluation/targets/team/chat')).json['type']).toBe('model')
  })

  it.each([
    ['filter[type]=custom', 1],
    ['filter[type]=rag', 0],
    ['search[tasks]=q', 1],
    ['search[tasks]=chat-completion', 0],
    ['search[name]=QA', 1],
  ])('list configs by %s', async (query, count) => {
    await create('configs', CONFIG)

    const { json } = await platform.send('GET', `/v1/evaluation/configs?${query}`)

    expect(json['data']).toHaveLength(count)
  })
})

describe('jobs', () => {
  let config: Record<string, unknown>
  beforeEach(async () => {
    config = await create('configs', CONFIG)
    await create('targets', TARGET)
  })

  const launch = (body: unknown) => platform.send('POST', '/v1/evaluation/jobs', body)

  it('answer config and target expanded, in the shape that was recorded', async () => {
    const { similarity, target } = {
      similarity: asSent(recordedAnswers.jobCreated.config) as Record<string, unknown>,
      target: asSent(recordedAnswers.jobCreated.target) as Record<string, unknown>,
    }
    await create('configs', similarity)
    await create('targets', target)
    const ref = (entity: Record<string, unknown>) => `${String(entity['namespace'])}/${String(entity['name'])}`

    const { status, json } = await launch({ config: ref(similarity), target: ref(target), namespace: 'team' })

    expect(status).toBe(200)
    expect(shape(json)).toEqual(shape(recordedAnswers.jobCreated))
    expect(json['id']).toMatch(/^eval-[1-9A-HJ-NP-Za-km-z]{20,22}$/)
  })

  it.each([
    ['namespace/name', () => 'team/qa'],
    ['a bare name in the job namespace', () => 'qa'],
    ['an id', () => config['id']],
    ['an object that names it', () => ({ type: 'custom', name: 'qa', namespace: 'team' })],
    ['an object without namespace', () => ({ name: 'qa' })],
  ])('find the config by %s', async (_what, reference) => {
    const { json } = await launch({ config: reference(), target: 'team/chat', namespace: 'team' })

    expect(json['config']).toMatchObject({ id: config['id'], name: 'qa' })
  })

  it('give inline configs and targets ids, and store neither', async () => {
    const { json } = await launch({ config: { type: 'custom', tasks: {} }, target: { type: 'rows', rows: [{ a: 1 }] } })

    expect(json['config']).toMatchObject({ id: expect.stringMatching(/^eval-config-/), namespace: 'default' })
    expect(json['target']).toMatchObject({
      name: expect.stringMatching(/^eval-target-/),
      rows: [{ a: 1 }],
      model: null,
    })
    expect((await platform.send('GET', '/v1/evaluation/configs')).json['pagination']).toMatchObject({
      total_results: 1,
    })
  })

  it('start with open keys and answer masked ones', async () => {
    const { text, json } = await launch({ config: 'team/qa', target: 'team/chat' })

    expect(text).not.toContain('sk-target')
    expect(JSON.stringify(platform.launched[0])).toContain('sk-target')
    expect((await platform.send('GET', `/v1/evaluation/jobs/${String(json['id'])}`)).text).not.toContain('sk-target')
  })

  it.each([
    ['an unknown config', { config: 'team/nope', target: 'team/chat' }, 404],
    ['an object that names nothing', { config: { name: 'nope' }, target: 'team/chat' }, 404],
    ['no target', { config: 'team/qa' }, 422],
    ['an inline target without its data', { config: 'team/qa', target: { type: 'rows' } }, 422],
  ])('are not made for %s', async (_what, body, status) => {
    expect((await launch(body)).status).toBe(status)
    expect((await platform.send('GET', '/v1/evaluation/jobs')).json['data']).toEqual([])
  })

  it('name the field of an inline config that is wrong', async () => {
    const { json } = await launch({ config: { type: 'custom', tasks: { qa: {} } }, target: 'team/chat' })

    expect(json['detail']).toEqual([expect.objectContaining({ loc: ['body', 'config', 'tasks', 'qa', 'type'] })])
  })

  it('leave no row when they cannot be started', async () => {
    platform.failLaunch = new HTTPException(503, { message: 'queue is closed' })

    expect((await launch({ config: 'team/qa', target: 'team/chat' })).status).toBe(503)
    expect((await platform.send('GET', '/v1/evaluation/jobs')).json['data']).toEqual([])
  })

  it('show live figures while they run', async () => {
    const { json } = await launch({ config: 'team/qa', target: 'team/chat' })
    platform.statuses.set(String(json['id']), { progress: 42, message: 'Job is running.' })

    expect((await platform.send('GET', `/v1/evaluation/jobs/${String(json['id'])}/status`)).json).toEqual({
      progress: 42,
      message: 'Job is running.',
    })
    expect((await platform.send('GET', `/v1/evaluation/jobs/${String(json['id'])}`)).json).toMatchObject({
      status_details: { progress: 42 },
    })
  })

  it('name only the task states of the contract', async () => {
    const { json } = await launch({ config: 'team/qa', target: 'team/chat' })
    platform.statuses.set(String(json['id']), { task_status: { a: 'cancelled', b: 'running' } })

    const status = await platform.send('GET', `/v1/evaluation/jobs/${String(json['id'])}/status`)

    expect(status.json).toEqual({ task_status: { a: 'failed', b: 'running' } })
  })

  it('have results once there are any', async () => {
    const { json: job } = await launch({ config: 'team/qa', target: 'team/chat' })
    const url = `/v1/evaluation/jobs/${String(job['id'])}/results`

    expect((await platform.send('GET', url)).status).toBe(404)
    const { json: result } = await platform.send('POST', '/v1/evaluation/results', {
      job: job['id'],
      tasks: recordedAnswers.resultLlmJudge.tasks,
    })
    expect((await platform.send('GET', url)).json).toMatchObject({
      id: result['id'],
      tasks: recordedAnswers.resultLlmJudge.tasks,
    })
  })

  it('give logs as text, or as ZIP to who asks for one', async () => {
    const { json } = await launch({ config: 'team/qa', target: 'team/chat' })
    const url = `/v1/evaluation/jobs/${String(json['id'])}/logs`

    expect((await platform.send('GET', url)).text).toContain('log of eval-')
    const zip = await platform.send('GET', url, undefined, { accept: 'application/zip' })
    expect(zip.headers.get('content-type')).toBe('application/zip')
    expect(zip.text.startsWith('PK')).toBe(true)
    const archive = await platform.send('GET', url.replace('logs', 'download-results'))
    expect(archive.headers.get('content-type')).toBe('application/zip')
  })

  it('go with their results when deleted', async () => {
    const { json: job } = await launch({ config: 'team/qa', target: 'team/chat' })
    const { json: result } = await platform.send('POST', '/v1/evaluation/results', { job: job['id'] })

    await platform.send('DELETE', `/v1/evaluation/jobs/${String(job['id'])}`)

    expect(platform.removed).toEqual([job['id']])
    expect((await platform.send('GET', `/v1/evaluation/results/${String(result['id'])}`)).status).toBe(404)
    expect((await platform.send('GET', `/v1/evaluation/jobs/${String(job['id'])}`)).status).toBe(404)
  })

  it.each([
    ['filter[config]=team/qa', 2],
    ['filter[config]=team/other', 0],
    ['filter[config][name]=qa', 2],
    ['filter[target]=team/chat', 1],
    ['filter[target][type]=rows', 1],
    ['filter[status]=created', 2],
    ['filter[status]=completed', 0],
    ['filter[namespace]=team', 1],
    ['search[config]=q', 2],
    ['search[status]=creat', 2],
  ])('list by %s', async (query, count) => {
    await launch({ config: 'team/qa', target: 'team/chat' })
    await launch({ config: 'team/qa', target: { type: 'rows', rows: [] }, namespace: 'team' })

    expect((await platform.send('GET', `/v1/evaluation/jobs?${query}`)).json['data']).toHaveLength(count)
  })

  it('parse by the contract', async () => {
    const { json } = await launch({ config: 'team/qa', target: 'team/chat' })

    const job = evaluationJobSchema.parse(json)

    expect(evaluationConfigSchema.parse(job.config).tasks?.['qa']?.type).toBe('chat-completion')
    expect(evaluationTargetSchema.parse(job.target).type).toBe('model')
  })
})

describe('live', () => {
  it('runs inline custom configs, and stores nothing', async () => {
    const body = { config: { type: 'custom', tasks: {} }, target: { type: 'rows', rows: [{ a: 1 }] } }

    const { json } = await platform.send('POST', '/v1/evaluation/live', body)

    expect(json['status']).toBe('completed')
    expect(platform.lived).toHaveLength(1)
    expect((await platform.send('GET', '/v1/evaluation/jobs')).json['data']).toEqual([])
  })

  it.each([
    ['another type', { config: { type: 'rag', tasks: {} }, target: { type: 'rows', rows: [] } }],
    ['references', { config: 'team/qa', target: 'team/chat' }],
  ])('refuses %s', async (_what, body) => {
    expect((await platform.send('POST', '/v1/evaluation/live', body)).status).toBe(422)
  })
})
