import { describe, expect, it } from 'vitest'
import type { JsonObject, JsonValue } from './config-types.ts'
import { ConfigError } from './errors.ts'
import { hashJson } from './hash.ts'
import { exportTemplate, readTemplateFile, type TemplateNeeds } from './template-file.ts'

const PLACEHOLDER = 'hf://datasets/template/placeholder'
const needs: TemplateNeeds = { evaluation_type: 'custom', columns: [], model: 'none', endpoints: [] }
const tasks: JsonObject = { template_task: { type: 'data', dataset: { files_url: PLACEHOLDER } } }

/** A file with `config` and the hash that fits, as a careful forger would make it. */
function sealed(config: JsonObject, more: JsonObject = {}): string {
  const whole = {
    schema: 'evalflow.template/1',
    name: 'qa_template',
    version: 1,
    config: { type: 'custom', tasks, ...config },
    needs,
    secrets: [],
    ...more,
  }
  return JSON.stringify({ ...whole, hash: hashJson(whole) })
}

/** Path of the refusal; undefined if the file was taken. */
function refusedAt(text: string): string | undefined {
  try {
    readTemplateFile(text)
    return undefined
  } catch (error) {
    if (error instanceof ConfigError && error.code === 'file_refused') return String(error.details['path'])
    throw error
  }
}

const nested = (levels: number): JsonValue => (levels === 0 ? 1 : { a: nested(levels - 1) })
const exported = (params: JsonObject) =>
  exportTemplate('qa_template', { type: 'custom', tasks, params } as never, needs)

describe('readTemplateFile', () => {
  it.each<[string, () => string, string | undefined]>([
    ['takes a sound file', () => sealed({}), undefined],
    ['refuses a config without a task', () => sealed({ tasks: {} }), 'config.tasks'],
    [
      'refuses a config with a dataset of its own',
      () => sealed({ tasks: { a: { type: 'data', dataset: 'ns/x' } } }),
      'config.tasks',
    ],
    ['takes a description', () => sealed({ description: 'Answers of the help desk' }), undefined],
    ['refuses a description of 10,001', () => sealed({ description: 'x'.repeat(10_001) }), 'config.description'],
    [
      'refuses the name of a direct config, even where a task lacks its dataset',
      () => sealed({ tasks: { a: { type: 'data' } } }, { name: 'qa_dataset_tickets' }),
      'config.tasks',
    ],
    [
      'takes a template by its name, a task of which lacks its dataset',
      () => sealed({ tasks: { a: { type: 'data' } } }),
      undefined,
    ],
    ['refuses a place of a secret on `__proto__`', () => sealed({}, { secrets: ['a.b', '__proto__.x'] }), 'secrets.1'],
    ['refuses one on `constructor`', () => sealed({}, { secrets: ['tasks.constructor.prototype.x'] }), 'secrets.0'],
    ['takes a place of a secret', () => sealed({}, { secrets: ['params.extra.hf_token'] }), undefined],
    [
      'refuses a login in what it needs',
      () =>
        sealed(
          {},
          { needs: { ...needs, endpoints: [{ path: 'a', role: 'judge', name: 'j', url: 'https://a:b@c/' }] } },
        ),
      'needs.endpoints.0.url',
    ],
    ['refuses a field of the file', () => sealed({}, { run: 'rm' }), 'run'],
    ['refuses a field in the config', () => sealed({ run: 'rm' }), 'config.run'],
    ['refuses a field in the needs', () => sealed({}, { needs: { ...needs, run: 'rm' } }), 'needs.run'],
    [
      'refuses a config that the API would',
      () => sealed({ params: { parallelism: 'x' } }),
      'config.params.parallelism',
    ],
    ['refuses version 0', () => sealed({}, { version: 0 }), 'version'],
    ['takes an empty secret', () => sealed({ params: { extra: { api_key: '', hf_token: null } } }), undefined],
    ['refuses a header', () => sealed({ params: { extra: { headers: { a: 'b' } } } }), 'config.params.extra.headers.a'],
    [
      'refuses a login in an address',
      () => sealed({ params: { extra: { urls: ['HTTPS://me:pw@host/'] } } }),
      'config.params.extra.urls.0',
    ],
    ['takes an @ in a path', () => sealed({ params: { extra: { url: 'https://host/@me' } } }), undefined],
    [
      'takes an address in the middle of a text',
      () => sealed({ params: { extra: { a: 'x https://a@b' } } }),
      undefined,
    ],
    ['takes a text of 200,000', () => sealed({ params: { extra: { a: 'x'.repeat(200_000) } } }), undefined],
    ['takes 40 levels', () => sealed({ params: { extra: nested(37) } }), undefined],
    ['refuses 41 levels', () => sealed({ params: { extra: nested(38) } }), `config.params.extra${'.a'.repeat(38)}`],
    ['refuses a list', () => '[]', 'schema'],
    ['refuses null', () => 'null', 'schema'],
    ['refuses a file without schema', () => '{}', 'schema'],
    ['refuses `prototype`', () => sealed({ params: { extra: { prototype: 1 } } }), 'config.params.extra.prototype'],
    [
      'refuses a hash in capitals',
      () => sealed({}).replace(/"hash":"(\w+)"/, (all) => all.toUpperCase().replace('HASH', 'hash')),
      'hash',
    ],
    ['refuses a hash that is too long', () => sealed({}).replace(/"}$/, 'a"}'), 'hash'],
  ])('[E4] %s', (_case, toText, path) => {
    expect(refusedAt(toText())).toBe(path)
  })

  it('[E4] counts the length of the file: a megabyte is taken', () => {
    const text = sealed({})

    expect(refusedAt(text + ' '.repeat(1_000_000 - text.length))).toBeUndefined()
    expect(refusedAt(text + ' '.repeat(1_000_001 - text.length))).toBe('')
  })
})

describe('exportTemplate', () => {
  it('[E1] keeps an empty secret, a list and an address without a login', () => {
    const params = { extra: { api_key: '', hf_token: null, list: [1, 'a', { b: null }], url: 'https://host/@me' } }

    const file = exported(params)

    expect(file.config.params).toEqual(params)
    expect(file.secrets).toEqual([])
  })

  it('[E1] takes the login out of an address in a list, and names its place', () => {
    const file = exported({ extra: { urls: ['https://a/', 'http://me@b/x'] } })

    expect(file.config.params).toEqual({ extra: { urls: ['https://a/', 'http://b/x'] } })
    expect(file.secrets).toEqual(['params.extra.urls.1'])
  })

  it('[E1] takes logins out of what it needs', () => {
    const endpoint = { path: 'a', role: 'judge', name: 'https://me:pw@b/', url: 'https://me:pw@b/' } as const

    const file = exportTemplate('qa_template', { type: 'custom', tasks } as never, { ...needs, endpoints: [endpoint] })

    expect(file.needs.endpoints).toEqual([{ ...endpoint, name: 'https://b/', url: 'https://b/' }])
    expect(file.secrets).toEqual([])
  })

  it('[E1] keeps headers that are a text, as a column of that name may be', () => {
    expect(exported({ extra: { headers: 'q,a', other: { headers: null } } }).config.params).toEqual({
      extra: { headers: 'q,a', other: { headers: null } },
    })
  })

  it('[E3] reads back as it was written', () => {
    const file = exported({ top_p: 1 })

    expect(readTemplateFile(JSON.stringify(file))).toEqual(file)
    expect(file).toMatchObject({ schema: 'evalflow.template/1', version: 1, needs })
  })
})
