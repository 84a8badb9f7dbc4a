import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { classifyConfig } from './classify-config.ts'
import { templateHash } from './config-record.ts'
import type { EvaluationConfig } from './config-types.ts'
import { createConfigBody } from './create-config.ts'
import { filesUrlOf, hasPlaceholder, injectDataset, PLACEHOLDER_URL, tasksNeedingDataset } from './inject-dataset.ts'

// Properties run hundreds of cases, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const URL = 'hf://datasets/default/tickets/v1'
const template = (): EvaluationConfig => ({
  type: 'custom',
  name: 'qa_template',
  tasks: {
    one: {
      type: 'data',
      dataset: { files_url: PLACEHOLDER_URL, limit: 5, split: 'test', name: 'placeholder', namespace: 'template' },
    },
    two: { type: 'data', dataset: 'template/placeholder', metrics: { f1: { type: 'f1' } } },
    three: { type: 'data' },
    own: { type: 'data', dataset: { files_url: 'hf://datasets/default/fixed', limit: 1 } },
  },
})

describe('injectDataset', () => {
  it("[I1] [I3] [I4] fills every task that needs one, keeps limit and split, leaves a task's own dataset", () => {
    const config = injectDataset(template(), { files_url: URL })

    expect(config.tasks).toEqual({
      one: { type: 'data', dataset: { files_url: URL, limit: 5, split: 'test' } },
      two: { type: 'data', dataset: { files_url: URL }, metrics: { f1: { type: 'f1' } } },
      three: { type: 'data', dataset: { files_url: URL } },
      own: { type: 'data', dataset: { files_url: 'hf://datasets/default/fixed', limit: 1 } },
    })
    expect(tasksNeedingDataset(config)).toEqual([])
  })

  it('[I2] defect 3: never changes the template, nor shares anything with the copy', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string(),
          fc.record({
            type: fc.constant('data'),
            dataset: fc.option(fc.constant({ files_url: PLACEHOLDER_URL, limit: 3 }), { nil: undefined }),
            params: fc.dictionary(fc.string(), fc.string()),
          }),
        ),
        (tasks) => {
          const before: EvaluationConfig = { type: 'custom', tasks: tasks as NonNullable<EvaluationConfig['tasks']> }
          const kept = structuredClone(before)

          const first = injectDataset(before, { files_url: URL })
          const second = injectDataset(before, { files_url: 'hf://datasets/default/other' })
          for (const task of Object.values(first.tasks ?? {})) task.params = { scribbled: true }

          expect(before).toEqual(kept)
          for (const task of Object.values(second.tasks ?? {}))
            expect(filesUrlOf(task)).toBe('hf://datasets/default/other')
        },
      ),
    )
  })

  it('[I5] carries the endpoint of another hub', () => {
    const config = injectDataset(template(), { files_url: URL, hf_endpoint: 'https://huggingface.co' })

    expect(config.tasks?.['one']?.dataset).toEqual({
      files_url: URL,
      limit: 5,
      split: 'test',
      hf_endpoint: 'https://huggingface.co',
    })
  })

  it('[I6] knows the placeholder in every spelling, and nothing else', () => {
    expect(hasPlaceholder({ type: 'x', dataset: `${PLACEHOLDER_URL}/` })).toBe(true)
    expect(hasPlaceholder({ type: 'x', dataset: { files_url: PLACEHOLDER_URL } })).toBe(true)
    expect(hasPlaceholder({ type: 'x', dataset: { files_url: `${PLACEHOLDER_URL}/v1` } })).toBe(false)
    expect(hasPlaceholder({ type: 'x' })).toBe(false)
  })
})

describe('tasksNeedingDataset', () => {
  it.each([
    ['null', null, true],
    ['an empty text', '', true],
    ['the placeholder by reference', 'template/placeholder', true],
    ['a way of reading alone', { limit: 5 }, true],
    ['a dataset by name', { name: 'tickets' }, false],
    ['a reference', 'default/tickets', false],
    ['a URL', { files_url: URL }, false],
    ['the placeholder with space and slashes', { files_url: ` ${PLACEHOLDER_URL}// ` }, true],
  ])('[I1] [I4] [I6] knows whether %s waits for one', (_case, dataset, expected) => {
    const config = { type: 'custom', tasks: { t: { type: 'data', dataset } } } as EvaluationConfig

    expect(tasksNeedingDataset(config)).toEqual(expected ? ['t'] : [])
  })

  it('finds none where there are no tasks', () => {
    expect(tasksNeedingDataset({ type: 'gsm8k' })).toEqual([])
    expect(injectDataset({ type: 'gsm8k', tasks: null }, { files_url: URL })).toEqual({ type: 'gsm8k', tasks: null })
  })
})

describe('filesUrlOf', () => {
  it.each([
    ['a text', URL, URL],
    ['an object', { files_url: URL }, URL],
    ['an empty text', '', null],
    ['the placeholder', { files_url: PLACEHOLDER_URL }, null],
    ['a name alone', { name: 'tickets' }, null],
    ['null', null, null],
  ])('reads where the rows are: %s', (_case, dataset, expected) => {
    expect(filesUrlOf({ type: 'data', dataset } as Parameters<typeof filesUrlOf>[0])).toBe(expected)
  })
})

it('[I3] [I5] replaces every field that says which dataset it is', () => {
  const old = { files_url: '', id: 'd', name: 'placeholder', namespace: 'template', hf_endpoint: 'old', format: 'csv' }
  const config = { type: 'custom', tasks: { t: { type: 'data', dataset: { ...old, files_url: PLACEHOLDER_URL } } } }

  expect(injectDataset(config, { files_url: URL }).tasks?.['t']?.dataset).toEqual({ files_url: URL, format: 'csv' })
})

describe('classifyConfig', () => {
  const task = (files_url: string) => ({ type: 'data', dataset: { files_url } })

  it.each<[string, EvaluationConfig, string, string]>([
    [
      '[K1] the record wins',
      { type: 'x', name: 'a_template', custom_fields: { evalflow: { kind: 'direct' } } },
      'direct',
      'record',
    ],
    ['[K2] the placeholder', { type: 'x', name: 'a', tasks: { t: task(PLACEHOLDER_URL) } }, 'template', 'placeholder'],
    [
      '[K3] the suffix without a dataset',
      { type: 'x', name: 'a_template', tasks: { t: { type: 'data' } } },
      'template',
      'name',
    ],
    ['[K3] the suffix with a dataset', { type: 'x', name: 'a_template', tasks: { t: task(URL) } }, 'direct', 'default'],
    [
      '[K4] a copied template task',
      { type: 'x', name: 'a_dataset_b', tasks: { template_task: task(URL) } },
      'runtime',
      'name',
    ],
    ['[K4] a main task', { type: 'x', name: 'a_dataset_b', tasks: { main_task: task(URL) } }, 'direct', 'name'],
    ['[K5] anything else', { type: 'gsm8k', name: 'bench' }, 'direct', 'default'],
    [
      '[K5] a broken record',
      { type: 'x', name: 'bench', custom_fields: { evalflow: { kind: 'odd' } } },
      'direct',
      'default',
    ],
    ['[K5] nothing at all', { type: 'x' }, 'direct', 'default'],
  ])('%s', (_rule, config, kind, by) => {
    expect(classifyConfig(config)).toMatchObject({ kind, by })
  })

  it('[R1] tells the template of a runtime config, and where its rows are: from its tasks, else from its record', () => {
    const record = { kind: 'runtime', template: 'default/qa_template', files_url: 'hf://datasets/recorded' }
    const config: EvaluationConfig = { type: 'x', custom_fields: { evalflow: record } }
    const found = { kind: 'runtime', by: 'record', template: 'default/qa_template' }

    expect(classifyConfig(config)).toEqual({ ...found, files_url: 'hf://datasets/recorded' })
    expect(classifyConfig({ ...config, tasks: { a: { type: 'data' }, b: task(URL) } })).toEqual({
      ...found,
      files_url: URL,
    })
    expect(classifyConfig({ type: 'x', custom_fields: { evalflow: { kind: 'direct' } } })).toEqual({
      kind: 'direct',
      by: 'record',
      template: null,
      files_url: null,
    })
  })

  it('[K2] one task with the placeholder among others is enough', () => {
    const config: EvaluationConfig = { type: 'x', tasks: { a: task(URL), b: task(PLACEHOLDER_URL) } }

    expect(classifyConfig(config)).toEqual({ kind: 'template', by: 'placeholder', template: null, files_url: URL })
  })

  it('[K4] a name with the infix and no tasks is a direct config', () => {
    expect(classifyConfig({ type: 'x', name: 'a_dataset_b' })).toMatchObject({ kind: 'direct', by: 'name' })
    expect(classifyConfig({ type: 'x', name: '_template' })).toMatchObject({ kind: 'direct', by: 'default' })
  })
})

describe('createConfigBody', () => {
  const parts = {
    type: 'custom',
    params: { parallelism: 4 },
    task: { type: 'chat-completion', dataset: { limit: 5 }, metrics: { em: { type: 'em' } } },
  }
  const input = { name: 'qa', namespace: 'default', class: 'template' as const, parts }

  it('[K6] defect 2: makes a template whose task stands at the top level with the placeholder', () => {
    expect(createConfigBody(input)).toEqual({
      kind: 'template',
      name: 'qa_template',
      body: {
        type: 'custom',
        namespace: 'default',
        name: 'qa_template',
        params: { parallelism: 4 },
        tasks: { template_task: { ...parts.task, dataset: { limit: 5, files_url: PLACEHOLDER_URL } } },
        custom_fields: { evalflow: { kind: 'template' } },
      },
    })
  })

  it('[K7] defect 4: makes a direct config, with its name in the body, when a dataset is given', () => {
    const { kind, name, body } = createConfigBody({ ...input, dataset: { files_url: URL } })

    expect({ kind, name, sent: body['name'] }).toEqual({
      kind: 'direct',
      name: 'qa_dataset_tickets_v1',
      sent: 'qa_dataset_tickets_v1',
    })
    expect(body['tasks']).toEqual({ main_task: { ...parts.task, dataset: { limit: 5, files_url: URL } } })
    expect(body['custom_fields']).toEqual({ evalflow: { kind: 'direct', files_url: URL } })
  })

  it('[K8] gives a benchmark no placeholder and no suffix, whatever dataset is about', () => {
    const bench = {
      ...input,
      name: 'gsm',
      class: 'direct' as const,
      parts: { type: 'gsm8k', params: { limit_samples: 3 } },
      dataset: { files_url: URL },
    }

    expect(createConfigBody(bench)).toEqual({
      kind: 'direct',
      name: 'gsm',
      body: {
        type: 'gsm8k',
        namespace: 'default',
        name: 'gsm',
        params: { limit_samples: 3 },
        custom_fields: { evalflow: { kind: 'direct' } },
      },
    })
  })

  it('[K6] [K1] reads back as the kind it was made as', () => {
    for (const dataset of [undefined, { files_url: URL }]) {
      const made = createConfigBody(dataset ? { ...input, dataset } : input)
      expect(classifyConfig(made.body as EvaluationConfig).kind).toBe(made.kind)
      const { custom_fields: _record, ...elsewhere } = made.body
      expect(classifyConfig(elsewhere as EvaluationConfig).kind).toBe(made.kind)
    }
  })
})

describe('templateHash', () => {
  it('[R2] does not hang on key order, nulls, name or times, but on content', () => {
    const a = template()
    const shuffled: EvaluationConfig = {
      created_at: 'now',
      name: 'other',
      groups: null,
      tasks: Object.fromEntries(Object.entries(a.tasks ?? {}).toReversed()),
      type: 'custom',
    }

    expect(templateHash(shuffled)).toBe(templateHash(a))
    expect(templateHash({ ...a, params: { limit_samples: 1 } })).not.toBe(templateHash(a))
    expect(templateHash({ ...a, params: { extra: { a: ['x'] } } })).not.toBe(
      templateHash({ ...a, params: { extra: { a: { pairs: ['x'] } } } }),
    )
  })
})
