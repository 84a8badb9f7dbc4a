import { defaultValues, validateFields } from '@evalflow/graph'
import { describe, expect, it } from 'vitest'
import { createServices, datasetRef, modelTarget, startEndpoint } from '../dev/test-services.ts'
import type { FormValues } from '../form.ts'
import { planEvaluation } from '../run/plan-evaluation.ts'
import { judgeForm } from './form.ts'

const values = (given: FormValues = {}): FormValues => ({
  ...defaultValues(judgeForm.fields),
  judge_model: 'default/judge',
  ...given,
})
const parts = (given: FormValues = {}) => judgeForm.toConfigParts(values(given))
const params = (given: FormValues = {}) => parts(given).task?.['params']

describe('LLM As A Judge form', () => {
  it('puts a single rating where the API reads it', () => {
    expect(parts({ limit_samples: 5 })).toMatchObject({
      type: 'llm_as_a_judge',
      params: { parallelism: 8, limit_samples: 5, max_tokens: 256, temperature: 0 },
      task: {
        type: 'custom',
        params: {
          mode: 'single',
          judge_model: 'default/judge',
          judge_inference_params: { temperature: 0, max_tokens: 1024 },
          scores: { rating: { type: 'float', minimum: 1, maximum: 10 } },
          answers: 'target',
          template: { messages: [{ role: 'user', content: '{{ item.prompt }}' }] },
        },
      },
    })
    for (const name of ['swap', 'baseline', 'reference', 'judge_models', 'label', 'pass_at', 'output'])
      expect(params()).not.toHaveProperty(name)
  })

  it('reads a rubric line by line', () => {
    expect(params({ mode: 'rubric', rubric: 'tone: Is it kind: really?\n\nclarity', scale_maximum: 5 })).toMatchObject({
      scores: {
        tone: { type: 'int', minimum: 1, maximum: 5, description: 'Is it kind: really?' },
        clarity: { type: 'int', minimum: 1, maximum: 5 },
      },
    })
  })

  it('sends a panel, labels and the mark to pass only when they are set', () => {
    expect(
      params({ more_judges: 'a/b\n c/d ', combine: 'median', quorum: 2, label: 'human', pass_at: 7 }),
    ).toMatchObject({
      judge_models: ['a/b', 'c/d'],
      panel: { combine: 'median', quorum: 2 },
      label: 'human',
      pass_at: 7,
    })
  })

  it('asks no model for stored answers', () => {
    expect(parts({ answers: 'stored' }).params).not.toHaveProperty('temperature')
    expect(params({ answers: 'stored' })).toMatchObject({ answers: 'stored', response: 'response' })
    expect(params({ answers: 'stored' })).not.toHaveProperty('template')
  })

  it('needs a judge', () => {
    expect(validateFields(judgeForm.fields, values({ judge_model: '' }))).toMatchObject({
      ok: false,
      errors: { judge_model: expect.any(String) },
    })
    expect(validateFields(judgeForm.fields, values()).ok).toBe(true)
  })

  it.each([
    ['single', {}, ['prompt'], []],
    ['single, guided', { reference_guided: true }, ['prompt'], ['ideal_response']],
    ['pairwise', { mode: 'pairwise' }, ['prompt'], ['baseline_response']],
    ['stored', { answers: 'stored' }, ['prompt'], ['response']],
    ['label', { label: 'human' }, ['prompt'], ['human']],
    ['mtbench', { mode: 'mtbench' }, ['question'], ['turns']],
    ['mtbench', { mode: 'mtbench' }, ['turns', 'category'], []],
  ])('says which columns %s lacks', (_case, given, columns, missing) => {
    const fit = judgeForm.fits(columns, values(given))

    expect(fit.fits).toBe(missing.length === 0)
    expect(fit.reasons).toHaveLength(missing.length)
    for (const name of missing) expect(fit.reasons.join()).toContain(`"${name}"`)
  })

  it.each([
    ['single', {}],
    ['guided', { reference_guided: true, pass_at: 5, label: 'human' }],
    ['rubric', { mode: 'rubric' }],
    ['pairwise', { mode: 'pairwise', reference_guided: true }],
    ['mtbench', { mode: 'mtbench' }],
    ['panel', { more_judges: 'x\ny', combine: 'majority', output: 'json_object' }],
    ['stored', { answers: 'stored' }],
  ])('makes a config that can be planned: %s', async (_case, given: FormValues) => {
    const row = { prompt: 'p', turns: ['a', 'b'], response: 'r', ideal_response: 'i', baseline_response: 'b', human: 3 }
    const services = createServices({ rows: [row] }, await startEndpoint(() => ''))
    const { type, params: shared, task } = parts(given)
    const config = { type, params: shared, tasks: { main_task: { ...task, dataset: datasetRef('rows') } } }

    const plan = await planEvaluation({ config, target: modelTarget, services })

    expect(plan.warnings).toEqual([])
    expect(plan.tasks[0]?.scores.length).toBeGreaterThan(0)
  })
})
