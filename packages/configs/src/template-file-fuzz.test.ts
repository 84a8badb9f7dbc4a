/** Template files that are damaged, cut, or forged with care: each is taken whole or refused, and then nothing was done. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { classifyConfig } from './classify-config.ts'
import type { EvaluationConfig, JsonObject, JsonValue } from './config-types.ts'
import { ConfigError } from './errors.ts'
import { hashJson } from './hash.ts'
import { exportTemplate, readTemplateFile } from './template-file.ts'

const config = {
  name: 'qa_template',
  type: 'custom',
  description: 'about',
  params: { max_tokens: 16, extra: { urls: ['https://a.example/v1'], depth: { list: [1, 'two', null] } } },
  tasks: {
    template_task: {
      type: 'chat-completion',
      dataset: { files_url: 'hf://datasets/template/placeholder', limit: 5 },
      metrics: { judge: { type: 'llm-judge', params: { model: { api_endpoint: { url: 'https://b.example' } } } } },
    },
  },
}
const toText = () =>
  JSON.stringify(
    exportTemplate('qa_template', config, {
      evaluation_type: 'custom',
      columns: [{ name: 'question', type: 'any', path: 'tasks.template_task.params' }],
      model: 'chat',
      endpoints: [{ path: 'tasks.template_task', role: 'judge', name: 'judge-8b', url: 'https://b.example' }],
    }),
  )

const hostile = fc.oneof(
  fc.constantFrom<string>(
    'null',
    '1e999',
    '""',
    '[[[[]]]]',
    '{"__proto__":{"polluted":true}}',
    '{"constructor":{"prototype":{"polluted":true}}}',
    '"https://me:pw@host.example/"',
    '{"api_key":"sk-1"}',
    '{"headers":{"Cookie":"c"}}',
    '"../../../etc/passwd"',
    '"__proto__.polluted"',
  ),
  fc.json({ maxDepth: 3 }),
)
/** Which value of the file, counted as a reader meets them; and what stands there instead, undefined for nothing. */
const damages = fc.array(fc.tuple(fc.nat({ max: 60 }), fc.option(hostile, { nil: undefined })), {
  minLength: 1,
  maxLength: 4,
})

function damaged(text: string, list: readonly (readonly [number, string | undefined])[]): JsonValue {
  return list.reduce<JsonValue>(
    (file, [place, replacement]) => {
      let met = -1
      const next: unknown = JSON.parse(JSON.stringify(file), (_key, value: unknown) => {
        met += 1
        return met === place ? (replacement === undefined ? undefined : JSON.parse(replacement)) : value
      })
      return (next ?? null) as JsonValue
    },
    JSON.parse(text) as JsonValue,
  )
}

/** With the hash that fits, as a careful forger would write it. */
function sealed(file: JsonValue): JsonValue {
  if (typeof file !== 'object' || file === null || Array.isArray(file)) return file
  const { hash: _old, ...whole } = file
  return { ...whole, hash: hashJson(whole) }
}

/** Whether the file was taken. What is taken is a template without a secret, and reads back as it was. */
function expectSafe(input: string): boolean {
  try {
    const file = readTemplateFile(input)
    const named = { ...file.config, name: file.name } as EvaluationConfig
    expect(classifyConfig(named).kind).toBe('template')
    expect(JSON.stringify(file)).not.toMatch(/sk-1|pw@|"Cookie"/)
    expect(file.secrets.join()).not.toMatch(/__proto__|constructor/)
    const again: JsonObject = JSON.parse(input) as JsonObject
    expect(file).toEqual(again)
    expect(readTemplateFile(JSON.stringify(file))).toEqual(file)
    return true
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    expect(error.code).toBe('file_refused')
    expect(error.message.length).toBeLessThan(2500)
    return false
  } finally {
    expect('polluted' in {}).toBe(false)
  }
}

describe('damaged template files', () => {
  it('[E4] is refused with its old hash, and with one that fits is taken only if it is a sound template', () => {
    const text = toText()
    let taken = 0
    fc.assert(
      fc.property(damages, (list) => {
        const file = damaged(text, list)
        expectSafe(JSON.stringify(file))
        if (expectSafe(JSON.stringify(sealed(file)))) taken += 1
      }),
      { numRuns: 1000 },
    )
    // else it would only show that everything is refused
    expect(taken).toBeGreaterThan(0)
  })

  it('[E4] is refused where its text is cut off or has noise in it', () => {
    const text = toText()
    const noise = fc.tuple(fc.nat({ max: text.length - 1 }), fc.string({ minLength: 1, maxLength: 4 }))
    fc.assert(
      fc.property(noise, ([at, characters]) => {
        expect(expectSafe(text.slice(0, at))).toBe(false)
        expectSafe(text.slice(0, at) + characters + text.slice(at + 1))
      }),
      { numRuns: 300 },
    )
  })
})
