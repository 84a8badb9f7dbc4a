import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exportTemplate, readTemplateFile, type TemplateNeeds } from './template-file.ts'

const SECRET = 'nvapi-very-secret'
const needs: TemplateNeeds = {
  evaluation_type: 'custom',
  columns: [{ name: 'question', type: 'any', path: 'tasks.template_task.params' }],
  model: 'chat',
  endpoints: [
    {
      path: 'tasks.template_task.metrics.judge.params.model',
      role: 'judge',
      name: 'judge-8b',
      url: 'https://judge.example/v1',
    },
  ],
}
const config = {
  namespace: 'default',
  name: 'qa_template',
  id: 'config-1',
  type: 'custom',
  params: { max_tokens: 16, extra: { hf_token: SECRET } },
  tasks: {
    template_task: {
      type: 'chat-completion',
      dataset: { files_url: 'hf://datasets/template/placeholder', id: 'dataset-1', name: 'dataset-1' },
      params: { template: { messages: [{ role: 'user', content: '{{ item.question }}' }] } },
      metrics: {
        judge: {
          type: 'llm-judge',
          params: {
            model: {
              api_endpoint: {
                url: `https://me:${SECRET}@judge.example/v1`,
                model_id: 'judge-8b',
                api_key: SECRET,
                headers: { Authorization: `Bearer ${SECRET}` },
              },
            },
          },
        },
      },
    },
  },
}
const file = () => exportTemplate('qa_template', config, needs)
const changed = (change: (copy: Record<string, unknown>) => void): string => {
  const copy = structuredClone(file()) as unknown as Record<string, unknown>
  change(copy)
  return JSON.stringify(copy)
}
const refusalOf = (text: string): string => {
  try {
    readTemplateFile(text)
    return 'taken'
  } catch (error) {
    return error instanceof Error && 'code' in error ? `${String(error.code)} ${error.message}` : String(error)
  }
}

describe('exportTemplate', () => {
  it('[E1] has no secret in it, and names the places', () => {
    const text = JSON.stringify(file())

    expect(text).not.toContain(SECRET)
    expect(file().secrets).toEqual([
      'params.extra.hf_token',
      'tasks.template_task.metrics.judge.params.model.api_endpoint.url',
      'tasks.template_task.metrics.judge.params.model.api_endpoint.api_key',
      'tasks.template_task.metrics.judge.params.model.api_endpoint.headers.Authorization',
    ])
  })

  it('[E2] is the same file whatever server the template came from', () => {
    const elsewhere = { ...config, id: 'other', created_at: '2027-01-01', namespace: 'team' }

    expect(exportTemplate('qa_template', elsewhere, needs)).toEqual(file())
  })

  it('refuses a config that waits for no dataset', () => {
    const direct = { ...config, tasks: { main_task: { type: 'data', dataset: { files_url: 'hf://datasets/a/b' } } } }

    expect(() => exportTemplate('qa', direct, needs)).toThrow('not a template')
  })
})

describe('readTemplateFile', () => {
  it('[E3] reads what was exported', () => {
    expect(readTemplateFile(JSON.stringify(file(), null, 2))).toEqual(file())
  })

  it.each<[string, () => string, string]>([
    ['no JSON', () => '{"schema":', 'not JSON'],
    ['another format', () => '{"schema":"evalflow.flow/1"}', 'schema: expected "evalflow.template/1"'],
    [
      'a changed value',
      () => changed((copy) => Object.assign(copy, { name: 'other_template' })),
      'hash: it is not that',
    ],
    ['an unknown field', () => changed((copy) => Object.assign(copy, { run: 'rm' })), 'run: '],
    [
      'an illegal name',
      () => changed((copy) => Object.assign(copy, { name: '../x' })),
      'name: expected 1 to 255 of letters',
    ],
    [
      'a wrong parameter',
      () => changed((copy) => Object.assign(copy, { config: { type: 'custom', params: { parallelism: 'x' } } })),
      'config.params.parallelism',
    ],
    [
      'a config with a dataset',
      () =>
        changed((copy) =>
          Object.assign(copy, { config: { type: 'custom', tasks: { a: { type: 'data', dataset: 'ns/x' } } } }),
        ),
      'hash',
    ],
    [
      'a polluting key',
      () => JSON.stringify(file()).replace('"max_tokens"', '"__proto__"'),
      'config.params.__proto__: a field may not have this name',
    ],
    [
      'a constructor key',
      () => JSON.stringify(file()).replace('"max_tokens"', '"constructor"'),
      'config.params.constructor',
    ],
    [
      'a secret',
      () => changed((copy) => Object.assign(copy, { config: { ...file().config, params: { api_key: 'x' } } })),
      'config.params.api_key: it holds a secret',
    ],
    ['a deep file', () => `{"schema":${'['.repeat(60)}${']'.repeat(60)}}`, 'nested deeper than 40'],
    ['a large file', () => `"${'x'.repeat(1_000_001)}"`, 'larger than'],
    ['a long text', () => JSON.stringify({ schema: 'x'.repeat(200_001) }), 'schema: this text is longer'],
  ])('[E4] refuses %s and says where', (_name, toText, expected) => {
    const refusal = refusalOf(toText())

    expect(refusal).toContain('file_refused')
    expect(refusal).toContain(expected)
  })

  it('[E5] never throws anything but a refusal, whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.jsonValue().map((value) => JSON.stringify({ ...file(), config: value })),
        ),
        (text) => {
          expect(refusalOf(text)).toMatch(/^file_refused /)
        },
      ),
      { numRuns: 300 },
    )
  })
})
