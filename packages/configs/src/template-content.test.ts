import { describe, expect, it } from 'vitest'
import type { EvaluationConfig, JsonObject } from './config-types.ts'
import { contentHash, contentOf, readableContent, withEmptyParts, withKnownDatasets } from './template-content.ts'

const PLACEHOLDER = 'hf://datasets/template/placeholder'
const GENERATED: JsonObject = {
  id: 'dataset-1',
  name: 'dataset-1',
  namespace: 'default',
  created_at: '2026',
  updated_at: '2026',
  schema_version: '1.0',
  type_prefix: null,
  version_id: 'main',
  version_tags: [],
  custom_fields: {},
}
const configOf = (dataset: unknown, more: Partial<EvaluationConfig> = {}): EvaluationConfig =>
  ({ type: 'custom', tasks: { qa: { type: 'data', dataset } }, ...more }) as EvaluationConfig
const datasetOf = (content: { tasks?: JsonObject | undefined }) =>
  (content.tasks?.['qa'] as JsonObject | undefined)?.['dataset']

describe('contentOf', () => {
  it('[V9] leaves out what a server adds to the placeholder, and keeps how it is read', () => {
    const content = contentOf(configOf({ files_url: PLACEHOLDER, limit: 5, split: null, ...GENERATED }))

    expect(datasetOf(content)).toEqual({ files_url: PLACEHOLDER, limit: 5 })
  })

  it('[V9] keeps the name that a person gave the placeholder', () => {
    const named = { files_url: PLACEHOLDER, name: 'tickets', namespace: 'team' }

    expect(datasetOf(contentOf(configOf({ ...GENERATED, ...named })))).toEqual(named)
    expect(datasetOf(contentOf(configOf('template/placeholder')))).toBe('template/placeholder')
  })

  it('leaves a dataset of its own as it is, and the config untouched', () => {
    const own = configOf({ files_url: 'hf://datasets/a/b', ...GENERATED })
    const before = structuredClone(own)

    expect(datasetOf(contentOf(own))).toEqual({ files_url: 'hf://datasets/a/b', ...GENERATED })
    expect(own).toEqual(before)
  })

  it('has the parts that are there alone, with the description', () => {
    expect(contentOf({ type: 'custom', params: null, groups: null, description: '', tasks: {} })).toEqual({
      type: 'custom',
      tasks: {},
    })
    expect(contentOf({ type: 'custom', name: 'qa', description: 'about', params: { top_p: 1 } })).toEqual({
      type: 'custom',
      params: { top_p: 1 },
      description: 'about',
    })
  })
})

describe('readableContent', () => {
  it('leaves out what a server adds to any dataset', () => {
    const read = (dataset: unknown) => datasetOf(readableContent(configOf(dataset)))

    expect(read({ files_url: 'hf://datasets/a/b', ...GENERATED })).toEqual({ files_url: 'hf://datasets/a/b' })
    expect(read('a/b')).toBe('a/b')
    expect(readableContent({ type: 'gsm8k' })).toEqual({ type: 'gsm8k' })
    expect(readableContent({ type: 'x', tasks: { t: { type: 'data' } } }).tasks).toEqual({ t: { type: 'data' } })
  })
})

describe('contentHash', () => {
  it('counts what is measured, and neither description nor ids of the server', () => {
    const plain = configOf({ files_url: PLACEHOLDER })

    expect(contentHash(configOf({ files_url: PLACEHOLDER, ...GENERATED }, { description: 'x' }))).toBe(
      contentHash(plain),
    )
    expect(contentHash(configOf({ files_url: PLACEHOLDER, limit: 1 }))).not.toBe(contentHash(plain))
    expect(contentHash({ ...plain, groups: { g: {} } })).not.toBe(contentHash(plain))
  })
})

describe('withKnownDatasets', () => {
  const head = configOf({ files_url: PLACEHOLDER, limit: 5, ...GENERATED })
  const edited = (dataset: unknown) => datasetOf(withKnownDatasets(contentOf(configOf(dataset)), head))
  const known = datasetOf({ tasks: head.tasks as JsonObject })

  it('[V9] keeps the ids of a placeholder that was not changed', () => {
    expect(edited({ files_url: PLACEHOLDER, limit: 5 })).toEqual(known)
  })

  it('[V9] takes a changed dataset as it was given', () => {
    expect(edited({ files_url: PLACEHOLDER, limit: 6 })).toEqual({ files_url: PLACEHOLDER, limit: 6 })
    expect(edited({ files_url: 'hf://datasets/a/b' })).toEqual({ files_url: 'hf://datasets/a/b' })
  })

  it('leaves an id that was given, a task that is new, and a content without tasks', () => {
    const given = { type: 'custom', tasks: { qa: { type: 'data', dataset: { files_url: PLACEHOLDER, id: 'mine' } } } }
    const added = { type: 'custom', tasks: { other: { type: 'data', dataset: { files_url: PLACEHOLDER, limit: 5 } } } }

    expect(withKnownDatasets(given, head)).toEqual(given)
    expect(withKnownDatasets(added, head)).toEqual(added)
    expect(withKnownDatasets({ type: 'custom' }, head)).toEqual({ type: 'custom' })
    expect(withKnownDatasets(added, { type: 'custom' })).toEqual(added)
  })

  it('shares nothing with what it was given', () => {
    const given = { type: 'custom', tasks: { qa: { type: 'data', dataset: { files_url: PLACEHOLDER, limit: 5 } } } }
    const before = structuredClone(given)

    withKnownDatasets(given, head)

    expect(given).toEqual(before)
  })
})

describe('withEmptyParts', () => {
  it('[V6] writes parts that were taken away as empty, and no others', () => {
    const head = { type: 'custom', params: { top_p: 1 }, groups: null, tasks: { qa: { type: 'data' } } }

    expect(withEmptyParts({ type: 'custom', params: { top_p: 2 } }, head)).toEqual({
      type: 'custom',
      params: { top_p: 2 },
      tasks: {},
    })
  })
})
