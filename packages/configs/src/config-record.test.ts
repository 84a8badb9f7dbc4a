import { describe, expect, it } from 'vitest'
import {
  findConfigRecord,
  hasIdentity,
  isKeptVersion,
  type RuntimeIdentity,
  toRuntimeIdentity,
  versionOf,
} from './config-record.ts'
import type { EvaluationConfig, JsonObject } from './config-types.ts'

const withRecord = (evalflow: JsonObject): EvaluationConfig => ({ type: 'custom', custom_fields: { evalflow } })
const identity: RuntimeIdentity = { template: 'a/b', template_hash: 'h', files_url: 'hf://datasets/a/b' }

describe('findConfigRecord', () => {
  it.each([
    ['no custom fields', { type: 'custom' }],
    ['none of ours', { type: 'custom', custom_fields: { owner: 'qa' } }],
    ['an unknown kind', withRecord({ kind: 'odd' })],
    ['a version that is none', withRecord({ kind: 'template', version: 0 })],
    ['a template version that is none', withRecord({ kind: 'runtime', template_version: 0.5 })],
    ['a URL that is no text', withRecord({ kind: 'runtime', files_url: 5 })],
  ])('[R1] takes %s for no record', (_case, config) => {
    expect(findConfigRecord(config)).toBeUndefined()
  })

  it('[R1] reads each field, nulls and fields it does not know included', () => {
    const record = { kind: 'template', version: 2, version_of: 'a/b', template_id: null, note: 'why', future: 1 }

    expect(findConfigRecord(withRecord(record))).toEqual(record)
  })
})

describe('versionOf and isKeptVersion', () => {
  it('[V1] count from 1, and tell a kept version from its template', () => {
    const kept = withRecord({ kind: 'template', version: 4, version_of: 'a/b' })

    expect([versionOf(kept), versionOf(withRecord({ kind: 'template' })), versionOf({ type: 'x' })]).toEqual([4, 1, 1])
    expect(isKeptVersion(kept)).toBe(true)
    expect(isKeptVersion(withRecord({ kind: 'template', version: 4 }))).toBe(false)
    expect(isKeptVersion({ type: 'x' })).toBe(false)
  })
})

describe('hasIdentity', () => {
  const record = { kind: 'runtime', ...identity } as const

  it('[R4] holds for the same template, hash, URL and endpoint', () => {
    expect(hasIdentity(record, identity)).toBe(true)
    expect(hasIdentity({ ...record, hf_endpoint: null }, identity)).toBe(true)
    expect(hasIdentity({ ...record, hf_endpoint: 'x' }, { ...identity, hf_endpoint: 'x' })).toBe(true)
  })

  it.each([
    ['kind', { ...record, kind: 'direct' as const }],
    ['template', { ...record, template: 'a/c' }],
    ['hash', { ...record, template_hash: 'i' }],
    ['URL', { ...record, files_url: 'hf://datasets/a/c' }],
    ['endpoint', { ...record, hf_endpoint: 'https://huggingface.co' }],
  ])('[R4] does not hold for another %s', (_what, other) => {
    expect(hasIdentity(other, identity)).toBe(false)
  })
})

it('[R1] an identity names the endpoint only where there is one', () => {
  const template = { type: 'custom' }
  const plain = toRuntimeIdentity('a/b', template, { files_url: 'u' })
  const there = toRuntimeIdentity('a/b', template, { files_url: 'u', hf_endpoint: 'e' })

  expect(Object.keys(plain)).toEqual(['template', 'template_hash', 'files_url'])
  expect(there).toEqual({ ...plain, hf_endpoint: 'e' })
})
