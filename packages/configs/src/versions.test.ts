import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from './config-types.ts'
import { ensureRuntimeConfig, previewRuntimeConfig } from './ensure-runtime-config.ts'
import { effectsOf, fakeConfigs, HttpError } from './fake-configs.ts'
import { contentHash, contentOf } from './template-content.ts'
import { editTemplate, getVersion, listVersions, restoreVersion, toVersionName } from './versions.ts'

const ref = { namespace: 'default', name: 'qa_template' }
const dataset = { files_url: 'hf://datasets/default/tickets/v1' }
const withTokens = (max_tokens: number): JsonObject => ({
  type: 'custom',
  params: { max_tokens },
  tasks: { template_task: { type: 'data', dataset: { files_url: 'hf://datasets/template/placeholder' } } },
})
const stored = (max_tokens = 1, id = 'config-1') => ({ ...ref, id, ...withTokens(max_tokens) })
const toContent = (body: JsonObject) => contentOf({ type: 'custom', ...body })
const hashOf = (max_tokens: number) => contentHash(toContent(withTokens(max_tokens)))

function open(...initial: JsonObject[]) {
  const configs = fakeConfigs(initial.length > 0 ? initial : [stored()])
  const effects = effectsOf(configs)
  const edit = (from: number, to: number, note?: string) =>
    editTemplate({ template: ref, baseHash: hashOf(from), content: toContent(withTokens(to)), note }, effects)
  const tokens = (name = 'qa_template') => configs.stored.get(`default/${name}`)?.['params']
  return { configs, effects, edit, tokens }
}

describe('editTemplate', () => {
  it('[V1] keeps what was there and makes the next version what runs', async () => {
    const { edit, tokens } = open()

    const edited = await edit(1, 2, 'longer answers')

    expect(edited).toMatchObject({ version: 2, outcome: 'edited' })
    expect([tokens(), tokens('qa_template@v1'), tokens('qa_template@v2')]).toEqual([
      { max_tokens: 2 },
      { max_tokens: 1 },
      { max_tokens: 2 },
    ])
  })

  it('[V2] writes nothing when the template is another by now, or nothing changes', async () => {
    const { configs, edit } = open()

    await expect(edit(9, 2)).rejects.toMatchObject({ code: 'template_changed' })
    expect(await edit(1, 1)).toMatchObject({ outcome: 'unchanged', version: 1 })
    expect(configs.stored.size).toBe(1)
  })

  it('[V3] lets one of two edits at the same time through, and loses neither', async () => {
    const { effects, edit, tokens } = open()

    const ends = await Promise.allSettled([edit(1, 2), edit(1, 3)])

    expect(ends.map((end) => end.status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(ends.find((end) => end.status === 'rejected')).toMatchObject({ reason: { code: 'template_changed' } })
    const { versions } = await listVersions(ref, { limit: 9 }, effects)
    expect(versions.map(({ version }) => version)).toEqual([2, 1])
    expect(versions[0]?.config.params).toEqual(tokens())
  })

  it('[V4] ends an edit whose maker was gone between the two steps', async () => {
    const { configs, effects, edit, tokens } = open()
    configs.trouble = (call, n) => {
      if (call === 'update' && n <= 4) throw new HttpError(503)
    }
    await expect(edit(1, 2)).rejects.toMatchObject({ code: 'config_not_created' })
    expect(tokens()).toEqual({ max_tokens: 1 })

    await expect(edit(1, 5)).rejects.toMatchObject({ code: 'template_changed' })

    expect(tokens()).toEqual({ max_tokens: 2 })
    expect((await listVersions(ref, { limit: 9 }, effects)).versions.map((found) => found.current)).toEqual([
      true,
      false,
    ])
  })

  it('[V4] the same edit again, after a lost answer, ends the same way', async () => {
    const { configs, edit } = open()
    configs.trouble = (call, n) => {
      if (call === 'update' && n <= 4) throw new HttpError(503)
    }
    await expect(edit(1, 2)).rejects.toThrow()

    expect(await edit(1, 2)).toMatchObject({ version: 2, outcome: 'edited' })
    expect(configs.stored.size).toBe(3)
  })

  it('[V5] passes over versions of an earlier template of the same name', async () => {
    const old = { ...stored(7), name: 'qa_template@v1' }
    const record = { kind: 'template', version: 1, version_of: 'default/qa_template', template_id: 'gone' }
    const { edit, tokens } = open(stored(), { ...old, custom_fields: { evalflow: record } })

    expect(await edit(1, 2)).toMatchObject({ version: 3 })
    expect(tokens('qa_template@v1')).toEqual({ max_tokens: 7 })
    expect(tokens('qa_template@v2')).toEqual({ max_tokens: 1 })
  })

  const record = (more: JsonObject) => ({ evalflow: { kind: 'template', version_of: 'default/qa_template', ...more } })
  it.each<[string, JsonObject, number]>([
    ['of an earlier template', record({ template_id: 'gone' }), 3],
    ['that was made by hand', {}, 3],
    ['of this template', record({ template_id: 'config-1' }), 2],
    ['that does not say the id of its template', record({}), 2],
  ])('[V4] [V5] a version of the same content %s', async (_whose, custom_fields, expected) => {
    const next = open(stored(), { ...stored(2), name: 'qa_template@v2', custom_fields })
    const current = open(stored(), { ...stored(1), name: 'qa_template@v1', custom_fields })

    expect(await next.edit(1, 2)).toMatchObject({ version: expected })
    expect(await current.edit(1, 2)).toMatchObject({ version: expected })
    expect(current.tokens('qa_template@v2')).toEqual({ max_tokens: expected === 2 ? 2 : 1 })
  })

  it('[V5] takes a version for its own where the server gives the template no id', async () => {
    const { id: _none, ...head } = stored()
    const kept = { ...stored(1), name: 'qa_template@v1', custom_fields: record({ template_id: 'gone' }) }

    expect(await open(head, kept).edit(1, 2)).toMatchObject({ version: 2 })
  })

  it('[V5] does not show a version of an earlier template', async () => {
    const kept = { ...stored(7), name: 'qa_template@v1', custom_fields: record({ template_id: 'gone' }) }
    const { effects, edit } = open(stored(), kept)
    await edit(1, 2)

    await expect(getVersion(ref, 1, effects)).rejects.toMatchObject({ code: 'version_not_found' })
  })

  it('[V1] keeps the version that it made, also where the server adds to it', async () => {
    const { configs, edit } = open()
    const { create } = configs
    configs.create = (body) => create({ ...body, groups: { added: { metrics: {} } } })

    expect((await edit(1, 2).catch((error: unknown) => error)) instanceof Error).toBe(false)
    expect([...configs.stored.keys()]).toEqual([
      'default/qa_template',
      'default/qa_template@v1',
      'default/qa_template@v2',
    ])
  })

  it('[V6] writes a part that was taken away as empty, since an absent one keeps its value', async () => {
    const { effects, configs } = open()
    const { params: _gone, ...content } = toContent(withTokens(1))

    await editTemplate({ template: ref, baseHash: hashOf(1), content }, effects)

    expect(configs.stored.get('default/qa_template')?.['params']).toEqual({})
  })

  it('says so when the server did not take the new version over', async () => {
    const { configs, edit } = open()
    const { update } = configs
    configs.update = async (at, body) => update(at, { ...body, params: { max_tokens: 99 } })

    await expect(edit(1, 2)).rejects.toMatchObject({ code: 'version_not_current' })
  })

  it.each([
    ['template_not_found', { namespace: 'default', name: 'none_template' }],
    ['not_a_template', { namespace: 'default', name: 'direct' }],
  ])('refuses with %s', async (code, template) => {
    const direct = { type: 'custom', tasks: { main_task: { type: 'data', dataset } } }
    const { effects } = open(stored(), { namespace: 'default', name: 'direct', ...direct })

    await expect(
      editTemplate({ template, baseHash: '', content: toContent(withTokens(2)) }, effects),
    ).rejects.toMatchObject({ code })
  })
})

describe('listVersions and restoreVersion', () => {
  it('pages the history, newest first', async () => {
    const { effects, edit } = open()
    for (let tokens = 1; tokens < 6; tokens++) await edit(tokens, tokens + 1)

    const first = await listVersions(ref, { limit: 4 }, effects)
    const second = await listVersions(ref, { limit: 4, before: first.next ?? 0 }, effects)

    expect([...first.versions, ...second.versions].map(({ version }) => version)).toEqual([6, 5, 4, 3, 2, 1])
    expect([first.next, second.next, first.total]).toEqual([3, null, 6])
  })

  it('shows a template that was never changed as its version 1', async () => {
    const { effects } = open()

    expect(await listVersions(ref, { limit: 9 }, effects)).toMatchObject({
      versions: [{ version: 1, current: true, ref }],
      total: 1,
    })
  })

  it('[V7] restores as a new version, and the runtime config of the old one fits again', async () => {
    const { effects, edit, tokens } = open()
    const before = await ensureRuntimeConfig({ template: ref, dataset }, effects)
    await edit(1, 2)
    const between = await ensureRuntimeConfig({ template: ref, dataset }, effects)

    const restored = await restoreVersion({ template: ref, version: 1, baseHash: hashOf(2) }, effects)
    const after = await ensureRuntimeConfig({ template: ref, dataset }, effects)

    expect(restored.version).toBe(3)
    expect(tokens()).toEqual({ max_tokens: 1 })
    expect(between.ref).not.toEqual(before.ref)
    expect(after).toMatchObject({ ref: before.ref, outcome: 'reused' })
    expect((await getVersion(ref, 3, effects)).note).toBe('restored from v1')
  })

  it('[V8] a runtime config says which version it came from', async () => {
    const { effects, edit } = open()
    await edit(1, 2)

    const { config } = await ensureRuntimeConfig({ template: ref, dataset }, effects)

    expect(config.custom_fields?.['evalflow']).toMatchObject({ template: 'default/qa_template', template_version: 2 })
  })

  it('[V11] runs a kept version by its name, beside what the template is now', async () => {
    const { effects, edit } = open()
    await edit(1, 2)

    const old = await ensureRuntimeConfig({ template: { ...ref, name: 'qa_template@v1' }, dataset }, effects)
    const now = await ensureRuntimeConfig({ template: ref, dataset }, effects)

    expect([old.config.params, now.config.params]).toEqual([{ max_tokens: 1 }, { max_tokens: 2 }])
    expect(old.ref.name).toBe('qa_template@v1_dataset_tickets_v1')
    expect(old.config.custom_fields?.['evalflow']).toMatchObject({ kind: 'runtime', template_version: 1 })
    expect(old.config.custom_fields?.['evalflow']).not.toHaveProperty('version_of')
  })

  it('[V10] keeps what another program made of the template under a number of its own', async () => {
    const { configs, effects, edit } = open()
    await edit(1, 2)
    configs.stored.set('default/qa_template', {
      ...configs.stored.get('default/qa_template'),
      params: { max_tokens: 77 },
    })

    const edited = await edit(77, 3)

    expect(edited.version).toBe(4)
    const { versions } = await listVersions(ref, { limit: 9 }, effects)
    expect(versions.map(({ config }) => config.params?.max_tokens)).toEqual([3, 77, 2, 1])
  })

  it('does not know a version that was never made', async () => {
    const { effects } = open()

    await expect(getVersion(ref, 4, effects)).rejects.toMatchObject({ code: 'version_not_found' })
  })
})

it('[V9] ids that a server gives a placeholder are no difference', async () => {
  const { configs, effects } = open()
  const generated = { id: 'dataset-1', name: 'dataset-1', namespace: 'default', created_at: '2026', version_id: 'main' }
  const withIds = stored()
  const task = { type: 'data', dataset: { files_url: 'hf://datasets/template/placeholder', ...generated } }
  configs.stored.set('default/qa_template', { ...withIds, tasks: { template_task: task } })

  const edited = await editTemplate({ template: ref, baseHash: hashOf(1), content: toContent(withTokens(2)) }, effects)

  expect(edited.outcome).toBe('edited')
  expect(edited.config.tasks).toEqual({ template_task: task })
  expect(contentOf(edited.config).tasks).toEqual(withTokens(0)['tasks'])
})

it('names of versions are legal and differ', () => {
  expect(toVersionName('x'.repeat(255), 3)).toMatch(/^x{241}-[0-9a-f]{10}@v3$/)
  fc.assert(
    fc.property(fc.string({ maxLength: 300 }), fc.integer({ min: 1, max: 99_999 }), (name, version) => {
      const made = toVersionName(`x${name}`, version)
      expect(made).toMatch(/^[\w\-+.@:]{1,255}$/)
      expect(made).not.toBe(toVersionName(`x${name}`, version + 1))
    }),
  )
})

describe('previewRuntimeConfig', () => {
  it('[R3] shows exactly what is then created, and writes nothing', async () => {
    const { configs, effects } = open()

    const preview = await previewRuntimeConfig({ template: ref, dataset }, effects)
    expect(configs.stored.size).toBe(1)
    const made = await ensureRuntimeConfig({ template: ref, dataset }, effects)

    expect(preview).toMatchObject({ outcome: 'create', ref: made.ref, nameTaken: false })
    expect(made.config).toMatchObject(preview.config)
    expect(await previewRuntimeConfig({ template: ref, dataset }, effects)).toMatchObject({ outcome: 'reuse' })
  })

  it('[R4] takes the next name where something else has the first', async () => {
    const other = { namespace: 'default', name: 'qa_dataset_tickets_v1', type: 'other' }
    const { effects } = open(stored(), other)

    const preview = await previewRuntimeConfig({ template: ref, dataset }, effects)

    expect(preview).toMatchObject({ outcome: 'create', nameTaken: true })
    expect(preview.ref.name).toMatch(/^qa_dataset_tickets_v1-[0-9a-f]{10}$/)
  })
})
