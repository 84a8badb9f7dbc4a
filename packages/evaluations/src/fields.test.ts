import { evaluationConfigCreateSchema } from '@evalflow/contract'
import { defaultValues, validateFields, type FieldCondition, type JsonValue } from '@evalflow/graph'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluationForms, findEvaluationForm } from './fields.ts'
import type { EvaluationForm } from './form.ts'
import { evaluationTypes } from './registry.ts'

const form = (id: string): EvaluationForm => {
  const found = findEvaluationForm(id)
  if (found === undefined) throw new Error(`no form ${id}`)
  return found
}
const toConfig = ({ toConfigParts }: EvaluationForm, values: Parameters<EvaluationForm['toConfigParts']>[0]) => {
  const { type, params, task } = toConfigParts(values)
  return { type, params, tasks: { main_task: task } }
}

describe.each(evaluationForms.map((found) => [found.id, found] as const))('%s', (id, found) => {
  it('makes a config of its defaults that the contract takes', () => {
    const config = toConfig(found, defaultValues(found.fields))

    expect(evaluationConfigCreateSchema.safeParse(config).error).toBeUndefined()
    expect(evaluationTypes.find((type) => type.matches(config.type))?.form.id).toBe(id)
  })

  it('makes a valid config of any values its fields take', () => {
    const numbers = found.fields.filter((field) => field.kind === 'number' || field.kind === 'slider')
    const value = (field: (typeof numbers)[number]) =>
      field.integer
        ? fc.integer({ min: field.min ?? 0, max: field.max ?? 1000 })
        : fc.double({ min: field.min ?? 0, max: field.max ?? 1000, noNaN: true })
    // null leaves a field at its default
    const change = fc.option(fc.tuple(...numbers.map((field) => fc.option(value(field), { freq: 2 }))))
    const values = change.map((found) => {
      const given = numbers.map((field, i): [string, number | null] => [field.id, found?.[i] ?? null])
      return given.filter((entry): entry is [string, number] => entry[1] !== null)
    })

    fc.assert(
      fc.property(values, (given) => {
        const all = { ...defaultValues(found.fields), ...Object.fromEntries(given) }

        expect(evaluationConfigCreateSchema.safeParse(toConfig(found, all)).error).toBeUndefined()
      }),
      { numRuns: 50 },
    )
  })

  it.each(pickedModels(found))('names the model that was picked for %s as a config does', (field) => {
    const values = { ...defaultValues(found.fields), ...shownValues(found, field), more_judges: 'model:second' }

    const picked = [{ [field]: 'model:a-model' }, { [field]: 'target:default/a-model' }].map((choice) =>
      JSON.stringify(toConfig(found, { ...values, ...choice })),
    )

    expect(picked[0]).toContain('"a-model"')
    expect(picked[1]).toContain('"default/a-model"')
    for (const config of picked) expect(config).not.toMatch(/"(?:model|target):/)
  })

  it('has unique fields, and is the same in both registries', () => {
    expect(new Set(found.fields.map((field) => field.id)).size).toBe(found.fields.length)
    expect(evaluationTypes.map((type) => type.form)).toContain(found)
    // what has no pipeline says so, and what says so has none
    expect(evaluationTypes.find((type) => type.form === found)?.planTask === undefined).toBe(
      found.unavailable !== undefined,
    )
  })
})

function pickedModels({ fields }: EvaluationForm): string[] {
  return fields.filter(({ kind, source }) => kind === 'picker' && source === 'targets').map(({ id }) => id)
}

/** What else has to be chosen for a field to be shown. */
function shownValues({ fields }: EvaluationForm, id: string): Record<string, JsonValue> {
  const conditionsOf = (condition: FieldCondition | undefined): { field: string; is: readonly JsonValue[] }[] =>
    condition === undefined ? [] : 'all' in condition ? condition.all.flatMap(conditionsOf) : [condition]
  const values = conditionsOf(fields.find((field) => field.id === id)?.visibleWhen).map(({ field, is }) => {
    const several = fields.find((found) => found.id === field)?.kind === 'multichoice'
    return [field, several ? [...is] : (is[0] ?? null)] as const
  })
  return Object.fromEntries(values)
}

describe('Custom Evaluation form', () => {
  const custom = form('custom')

  it('puts parameters and metrics where the API reads them', () => {
    const parts = custom.toConfigParts({
      ...defaultValues(custom.fields),
      metrics: ['string-check', 'bleu'],
      limit_samples: 5,
      stop: 'END\n###',
    })

    expect(parts).toEqual({
      type: 'custom',
      params: {
        parallelism: 8,
        request_timeout: 120,
        max_retries: 4,
        limit_samples: 5,
        max_tokens: 256,
        temperature: 0,
        stop: ['END', '###'],
      },
      task: {
        type: 'chat-completion',
        params: { template: { messages: [{ role: 'user', content: '{{ item.prompt }}' }] } },
        metrics: {
          'string-check': {
            type: 'string-check',
            params: { check: ['{{ sample.output_text }}', 'contains', '{{ item.ideal_response }}'] },
          },
          bleu: {
            type: 'bleu',
            params: { references: ['{{ item.ideal_response }}'], candidate: '{{ sample.output_text }}' },
          },
        },
      },
    })
  })

  it('sends every scorer as itself, not as a string check', () => {
    const all = custom.fields.find((field) => field.id === 'metrics')?.options?.map((option) => option.value) ?? []
    const { task } = custom.toConfigParts({ ...defaultValues(custom.fields), metrics: all })
    const metrics = task?.['metrics'] as Record<string, { type: string }>

    expect(Object.values(metrics).map((metric) => metric.type)).toEqual(all)
  })

  it('asks no model for stored answers', () => {
    const { params, task } = custom.toConfigParts({ ...defaultValues(custom.fields), task_type: 'data' })

    expect(params).not.toHaveProperty('temperature')
    expect(task).not.toHaveProperty('params')
    expect(JSON.stringify(task)).toContain('{{ item.response }}')
  })

  it('adds a judge only when asked', () => {
    const values = { ...defaultValues(custom.fields), judge: true, judge_model: 'default/judge' }
    const { task } = custom.toConfigParts(values)

    expect(task).toHaveProperty('metrics.judge')
    expect(task?.['metrics']).toMatchObject({
      judge: {
        type: 'llm-judge',
        params: { model: 'default/judge', scores: { rating: { minimum: 1, maximum: 5 } } },
      },
    })
    expect(validateFields(custom.fields, { judge: true })).toMatchObject({
      ok: false,
      errors: { judge_model: expect.any(String) },
    })
    expect(validateFields(custom.fields, {}).ok).toBe(true)
  })

  it('says which columns a dataset lacks', () => {
    const values = defaultValues(custom.fields)

    expect(custom.fits(['prompt', 'ideal_response'], values)).toEqual({ fits: true, reasons: [] })
    expect(custom.fits(['Prompt', 'Ideal Response'], values).fits).toBe(true)
    expect(custom.fits(['question'], values).reasons).toEqual([
      'The dataset has no column "prompt". It has: question.',
      'The dataset has no column "ideal_response". It has: question.',
    ])
  })
})

it('makes BERTScore on the encoder and the layer that were chosen', () => {
  const similarity = form('similarity_metrics')
  const values = { ...defaultValues(similarity.fields), metrics: ['bert'], encoder: 'mini', encoder_layer: 4 }

  expect(similarity.toConfigParts(values).task?.['metrics']).toMatchObject({
    bert: { type: 'bert', params: { encoder: 'mini', encoder_layer: 4 } },
  })
})

it.each([
  ['lm_eval_harness', 'gsm8k', 'lm_eval_harness'],
  ['direct', 'lm_evaluation_harness', 'lm_eval_harness'],
  ['older', 'bigcode', 'bigcode_evaluation_harness'],
  ['newer', 'humaneval', 'bigcode_evaluation_harness'],
  ['spelt with hyphens', 'llm-as-a-judge', 'llm_as_a_judge'],
])('knows both generations of names: %s', (_case, name, id) => {
  expect(evaluationTypes.find((type) => type.matches(name))?.form.id).toBe(id)
})
