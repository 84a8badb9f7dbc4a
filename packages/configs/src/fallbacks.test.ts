import { describe, expect, it } from 'vitest'
import type { DatasetInput, EvaluationConfig, JsonObject } from './config-types.ts'
import { type EnsureInput, ensureRuntimeConfig, previewRuntimeConfig } from './ensure-runtime-config.ts'
import { effectsOf, fakeConfigs, type FakeConfigs, HttpError } from './fake-configs.ts'

const template = { namespace: 'default', name: 'qa_template' }
const dataset: DatasetInput = { files_url: 'hf://datasets/default/tickets/v1' }
const PLACEHOLDER = { files_url: 'hf://datasets/template/placeholder' }
const taskOf = (source = PLACEHOLDER) => ({ type: 'data', dataset: source })
const templateBody: JsonObject = {
  ...template,
  type: 'custom',
  description: 'answers of support',
  project: 'support',
  tasks: { template_task: taskOf() },
  custom_fields: { owner: 'qa', evalflow: { kind: 'template', version: 3 } },
}
/** A server that refuses the first creation for good, so that the fallback is what is created. */
const refusing = (...initial: JsonObject[]) => {
  const configs = fakeConfigs([templateBody, ...initial])
  configs.trouble = (verb, n) => {
    if (verb === 'create' && n === 1) throw new HttpError(422, 'no such column')
  }
  return configs
}
const ensure = (configs: FakeConfigs, more: Partial<EnsureInput> = {}) =>
  ensureRuntimeConfig({ template, dataset, ...more }, effectsOf(configs))

describe('the direct config in place of a copy', () => {
  it('[F5] holds what the copy would have held, says why, and records where its rows are', async () => {
    const configs = refusing()
    const hub = { ...dataset, hf_endpoint: 'https://huggingface.co' }

    const made = await ensure(configs, { dataset: hub })

    expect(made).toMatchObject({ kind: 'direct', outcome: 'created', fallback: 'creation_failed', masked: [] })
    expect(made.message).toMatch(/no such column.*so created direct config default\/qa_dataset_tickets_v1\./)
    expect(configs.stored.get('default/qa_dataset_tickets_v1')).toMatchObject({
      description: 'answers of support',
      project: null,
      tasks: { main_task: { type: 'data', dataset: hub } },
      custom_fields: { owner: 'qa', evalflow: { kind: 'direct', ...hub } },
    })
  })

  it('[F5] records no endpoint where the dataset has none', async () => {
    const { config } = await ensure(refusing())

    expect(config.custom_fields?.['evalflow']).toEqual({ kind: 'direct', ...dataset })
  })

  it('[F1] is found again, and told from another config under its name', async () => {
    const configs = fakeConfigs()
    const lastKnown = { type: 'custom', tasks: { template_task: { type: 'data', dataset: PLACEHOLDER } } }

    const first = await ensure(configs, { lastKnown })
    const again = await ensure(configs, { lastKnown })
    const other = await ensure(configs, { lastKnown: { ...lastKnown, params: { parallelism: 2 } } })

    expect(again).toMatchObject({ outcome: 'reused', ref: first.ref })
    expect(again.message).toContain('so reused direct config')
    expect(other.outcome).toBe('created')
    expect(other.ref.name).toMatch(/^qa_dataset_tickets_v1-[0-9a-f]{10}$/)
  })

  it.each<[string, Omit<EvaluationConfig, 'type'>, string[]]>([
    ['several tasks', { tasks: { a: taskOf(), b: taskOf() } }, ['a', 'b']],
    ['groups that may name it', { tasks: { a: taskOf() }, groups: { g: { tasks: ['a'] } } }, ['a']],
    ['one task', { tasks: { a: taskOf() } }, ['main_task']],
  ])('[K7] names its tasks: %s', async (_case, parts, names) => {
    const lastKnown = { type: 'custom', ...parts }

    const { config } = await ensure(fakeConfigs(), { lastKnown })

    expect(Object.keys(config.tasks ?? {})).toEqual(names)
  })

  it('[F1] [R9] names what is masked in it', async () => {
    const lastKnown = {
      type: 'custom',
      params: { extra: { hf_token: '******', list: ['a', '******', null] } },
      tasks: { template_task: { type: 'data', dataset: PLACEHOLDER } },
    }

    expect((await ensure(fakeConfigs(), { lastKnown })).masked).toEqual([
      'params.extra.hf_token',
      'params.extra.list.1',
    ])
  })

  it('stands in the namespace that was asked for', async () => {
    const lastKnown = { type: 'custom', tasks: { template_task: { type: 'data', dataset: PLACEHOLDER } } }

    expect((await ensure(fakeConfigs(), { lastKnown, namespace: 'team' })).ref.namespace).toBe('team')
    expect((await ensure(fakeConfigs([templateBody]), { namespace: 'team' })).ref.namespace).toBe('team')
  })
})

describe('the copy', () => {
  it('[R4] takes the name of the template as the server has it', async () => {
    const { name: _none, ...nameless } = templateBody
    const configs = fakeConfigs([templateBody])
    configs.stored.set('default/qa_template', nameless)

    expect((await ensure(configs)).ref.name).toBe('qa_dataset_tickets_v1')
    configs.stored.set('default/qa_template', { ...templateBody, name: 'renamed_template' })
    expect((await ensure(configs)).ref.name).toBe('renamed_dataset_tickets_v1')
  })

  it('[R4] is used again by its record, whatever the server added to it', async () => {
    const configs = fakeConfigs([templateBody])
    const { ref } = await ensure(configs)
    const urn = `default/${ref.name}`
    configs.stored.set(urn, { ...configs.stored.get(urn), params: { timeout: 60 } })

    expect(await ensure(configs)).toMatchObject({ outcome: 'reused', ref })
  })

  it('[R8] is used again only if every task reads the dataset', async () => {
    const configs = fakeConfigs([{ ...templateBody, tasks: { a: taskOf(), b: taskOf() } }])
    const { ref, config } = await ensure(configs)
    const first = configs.stored.get(`default/${ref.name}`) ?? {}
    expect(config.tasks?.['a']).toEqual({ type: 'data', dataset })

    configs.stored.set(`default/${ref.name}`, { ...first, tasks: { a: taskOf({ ...dataset }), b: { type: 'data' } } })
    expect((await ensure(configs)).ref.name).not.toBe(ref.name)
    configs.stored.set(`default/${ref.name}`, { ...first, tasks: null })
    expect((await ensure(configs)).ref.name).not.toBe(ref.name)
  })

  it('[R1] [V8] keeps project, description and other custom fields, and has a record of its own', async () => {
    const configs = fakeConfigs([templateBody])

    await ensure(configs)

    const [body] = [...configs.stored.values()].slice(1)
    expect(body).toMatchObject({ description: 'answers of support', custom_fields: { owner: 'qa' } })
    expect(body?.['custom_fields']).toEqual({
      owner: 'qa',
      evalflow: expect.objectContaining({ kind: 'runtime', ...dataset, template_version: 3 }) as unknown,
    })
    expect(body?.['custom_fields']).not.toHaveProperty('evalflow.hf_endpoint')
  })

  it('[R1] records the endpoint of another hub', async () => {
    const hf_endpoint = 'https://huggingface.co'

    const { config } = await ensure(fakeConfigs([templateBody]), { dataset: { ...dataset, hf_endpoint } })

    expect(config.custom_fields?.['evalflow']).toMatchObject({ hf_endpoint })
  })
})

it('says what was done, for people', async () => {
  const configs = fakeConfigs([templateBody])

  expect((await ensure(configs)).message).toBe('Created config default/qa_dataset_tickets_v1.')
  expect((await ensure(configs)).message).toBe('Reused config default/qa_dataset_tickets_v1.')
})

describe('the dataset', () => {
  const withEntity = (get: () => Promise<{ files_url: string }>) => ({
    ...effectsOf(fakeConfigs([templateBody])),
    datasets: { get },
  })
  const named = { ...dataset, ref: 'default/tickets' }
  const run = (get: () => Promise<{ files_url: string }>) =>
    ensureRuntimeConfig({ template, dataset: named }, withEntity(get))

  it('[F3] is used where its entity is at the chosen URL', async () => {
    expect(await run(() => Promise.resolve(dataset))).toMatchObject({ outcome: 'created' })
  })

  it.each([
    ['no reference', dataset],
    ['a reference that names no entity', { ...dataset, ref: 'tickets/of/2026' }],
  ])('[F2] with %s is taken as it is, and nothing is looked up', async (_case, chosen) => {
    const effects = withEntity(() => Promise.reject(new HttpError(404)))

    expect(await ensureRuntimeConfig({ template, dataset: chosen }, effects)).toMatchObject({ outcome: 'created' })
  })

  it('[F2] is taken as it is where there is no Entity Store', async () => {
    const effects = effectsOf(fakeConfigs([templateBody]))

    expect(await ensureRuntimeConfig({ template, dataset: named }, effects)).toMatchObject({ outcome: 'created' })
  })

  it.each([
    [404, 'an entity of that name with its rows at hf://datasets/default/tickets/v1'],
    [500, 'its entity to be readable'],
  ])('[F2] that answers %i is named with what was expected', async (status, expected) => {
    await expect(run(() => Promise.reject(new HttpError(status)))).rejects.toMatchObject({
      code: 'dataset_unavailable',
      message: expect.stringContaining(expected) as string,
    })
  })

  it('[F2] that gives no answer is unavailable', async () => {
    await expect(run(() => Promise.reject(new Error('socket hang up')))).rejects.toMatchObject({
      code: 'dataset_unavailable',
    })
  })

  it('[F9] an abort of its look-up passes through untouched', async () => {
    const abort = new DOMException('stopped', 'AbortError')

    await expect(run(() => Promise.reject(abort))).rejects.toBe(abort)
  })
})

describe('previewRuntimeConfig', () => {
  it('[R4] says which name is taken when all are', async () => {
    const configs = fakeConfigs([templateBody])
    const names: string[] = []
    for (let i = 0; i < 3; i += 1) {
      const { ref } = await previewRuntimeConfig({ template, dataset }, effectsOf(configs))
      names.push(ref.name)
      configs.stored.set(`default/${ref.name}`, { ...ref, type: 'other' })
    }

    expect(new Set(names).size).toBe(3)
    for (const act of [previewRuntimeConfig, ensureRuntimeConfig])
      await expect(act({ template, dataset }, effectsOf(configs))).rejects.toMatchObject({
        code: 'config_exists',
        details: { ref: `default/${names[2]}` },
      })
  })

  it('[F1] [F8] has no fallback, and refuses what is no template', async () => {
    const fixed = { ...templateBody, tasks: { t: taskOf({ files_url: 'hf://datasets/a/b' }) } }

    await expect(previewRuntimeConfig({ template, dataset }, effectsOf(fakeConfigs()))).rejects.toMatchObject({
      code: 'template_not_found',
    })
    await expect(previewRuntimeConfig({ template, dataset }, effectsOf(fakeConfigs([fixed])))).rejects.toMatchObject({
      code: 'not_a_template',
    })
  })
})
