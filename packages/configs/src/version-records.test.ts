import { describe, expect, it } from 'vitest'
import type { EvaluationConfig, JsonObject } from './config-types.ts'
import { effectsOf, fakeConfigs, HttpError } from './fake-configs.ts'
import { contentHash, contentOf } from './template-content.ts'
import { editTemplate, getVersion, listVersions, restoreVersion, versionRefs } from './versions.ts'

const ref = { namespace: 'default', name: 'qa_template' }
const bodyOf = (max_tokens: number, more: JsonObject = {}): JsonObject => ({
  type: 'custom',
  params: { max_tokens },
  tasks: { template_task: { type: 'data', dataset: { files_url: 'hf://datasets/template/placeholder' } } },
  ...more,
})
const head: JsonObject = {
  ...ref,
  id: 'config-1',
  project: 'support',
  custom_fields: { owner: 'qa' },
  ...bodyOf(1, { description: 'about' }),
}
const contentWith = (max_tokens: number, more: JsonObject = {}) =>
  contentOf({ type: 'custom', ...bodyOf(max_tokens, { description: 'about', ...more }) })

function open(...initial: JsonObject[]) {
  const configs = fakeConfigs(initial.length > 0 ? initial : [head])
  const effects = effectsOf(configs)
  const at = (name: string) => configs.stored.get(`default/${name}`)
  const current = () => at('qa_template') as unknown as EvaluationConfig
  const edit = (content = contentWith(2), note?: string) =>
    editTemplate({ template: ref, baseHash: contentHash(current()), content, note }, effects)
  return { configs, effects, at, current, edit }
}

describe('what a kept version records', () => {
  it('[V1] its number, its template and the id of that, its note, and what the template had beside', async () => {
    const { at, edit } = open()

    await edit(contentWith(2), 'longer')

    expect(at('qa_template@v1')?.['custom_fields']).toStrictEqual({
      owner: 'qa',
      evalflow: { kind: 'template', version: 1, version_of: 'default/qa_template', template_id: 'config-1' },
    })
    expect(at('qa_template@v2')).toMatchObject({
      description: 'about',
      custom_fields: {
        owner: 'qa',
        evalflow: { kind: 'template', version: 2, version_of: 'default/qa_template', note: 'longer' },
      },
    })
    expect(at('qa_template')?.['custom_fields']).toStrictEqual({
      owner: 'qa',
      evalflow: { kind: 'template', version: 2 },
    })
  })

  it('[V1] the project of its template', async () => {
    const { configs, edit } = open()
    const sent: JsonObject[] = []
    const { create } = configs
    configs.create = (body) => {
      sent.push(body)
      return create(body)
    }

    await edit()

    expect(sent.map((body) => body['project'])).toEqual(['support', 'support'])
  })

  it('[V1] no id or project where the template has none', async () => {
    const { at, edit } = open({ ...ref, ...bodyOf(1, { description: 'about' }) })

    await edit()

    expect(at('qa_template@v1')?.['custom_fields']).toStrictEqual({
      evalflow: { kind: 'template', version: 1, version_of: 'default/qa_template' },
    })
  })

  it('versionRefs names them all, for deleting a template whole', async () => {
    const { current, edit } = open()
    await edit()

    expect(versionRefs(ref, current())).toEqual([
      { namespace: 'default', name: 'qa_template@v1' },
      { namespace: 'default', name: 'qa_template@v2' },
    ])
  })
})

describe('editTemplate', () => {
  it('[V2] a new description alone is a change, though it measures the same', async () => {
    const { at, edit } = open()

    expect(await edit(contentWith(1, { description: 'other words' }))).toMatchObject({ outcome: 'edited', version: 2 })
    expect(at('qa_template')?.['description']).toBe('other words')
    expect(await edit(contentWith(1, { description: '' }))).toMatchObject({ outcome: 'edited', version: 3 })
    expect(at('qa_template')?.['description']).toBe('')
  })

  it('[V10] keeps a template that another program changed under the next free number', async () => {
    const { at, configs, edit } = open()
    await edit()
    configs.stored.set('default/qa_template', { ...at('qa_template'), params: { max_tokens: 7 } })

    const edited = await edit(contentWith(8))

    expect(edited.version).toBe(4)
    expect([1, 2, 3, 4].map((version) => at(`qa_template@v${version}`)?.['params'])).toEqual([
      { max_tokens: 1 },
      { max_tokens: 2 },
      { max_tokens: 7 },
      { max_tokens: 8 },
    ])
  })

  it('[F6] a refusal on the way is named as such, and a number that somebody took meanwhile is read', async () => {
    const refused = open()
    refused.configs.trouble = (verb) => {
      if (verb === 'create') throw new HttpError(403)
    }
    await expect(refused.edit()).rejects.toMatchObject({ code: 'not_permitted' })

    const raced = open()
    raced.configs.lost = (n) => {
      if (n === 1) throw new HttpError(503)
    }
    expect(await raced.edit()).toMatchObject({ outcome: 'edited', version: 2 })
  })
})

describe('listVersions', () => {
  it('says what each is: when it was made, its note, its hash, and which one runs', async () => {
    const { at, edit, effects } = open()
    await edit(contentWith(2), 'longer')

    const { versions, next, total } = await listVersions(ref, { limit: 9 }, effects)

    expect({ next, total }).toEqual({ next: null, total: 2 })
    expect(versions).toMatchObject([
      { version: 2, current: true, note: 'longer', hash: contentHash(contentWith(2)), made_at: '2026-01-01T00:00:00' },
      { version: 1, current: false, note: null, hash: contentHash(contentWith(1)) },
    ])
    expect(versions.map((version) => version.ref.name)).toEqual(['qa_template@v2', 'qa_template@v1'])
    expect(at('qa_template')).toBeDefined()
  })

  it('pages: nothing beyond the newest, nothing before the first', async () => {
    const { edit, effects } = open()
    await edit()
    const numbers = async (before: number, limit = 9) =>
      (await listVersions(ref, { before, limit }, effects)).versions.map(({ version }) => version)

    expect(await numbers(99)).toEqual([2, 1])
    expect(await numbers(3, 1)).toEqual([2])
    expect(await numbers(2)).toEqual([1])
    expect(await numbers(1)).toEqual([])
    expect((await listVersions(ref, { limit: 1 }, effects)).next).toBe(2)
  })

  it('[V5] [V10] the template itself stands for a version that was never kept or says something else', async () => {
    const { at, configs, edit, effects } = open()
    await edit()
    configs.stored.set('default/qa_template', { ...at('qa_template'), params: { max_tokens: 7 } })

    const newest = await getVersion(ref, 2, effects)

    expect(newest).toMatchObject({ ref, current: true, note: null, config: { params: { max_tokens: 7 } } })
    configs.stored.delete('default/qa_template@v1')
    await expect(getVersion(ref, 1, effects)).rejects.toMatchObject({ code: 'version_not_found' })
    expect((await listVersions(ref, { limit: 9 }, effects)).versions).toHaveLength(1)
  })
})

it('[V7] restoring brings the description back too', async () => {
  const { current, edit, effects } = open()
  await edit(contentWith(2, { description: 'other words' }))

  await restoreVersion({ template: ref, version: 1, baseHash: contentHash(current()) }, effects)

  expect(current()).toMatchObject({ description: 'about', params: { max_tokens: 1 } })
})
