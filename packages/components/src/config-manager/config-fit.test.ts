import { evaluationForms } from '@evalflow/evaluations/fields'
import { withDefaults } from '@evalflow/graph'
import { describe, expect, it } from 'vitest'
import { describeRows, fitOfTemplate, type DatasetFacts } from './config-fit.ts'
import { needsOf } from './config-needs.ts'

const facts = (rows: Record<string, unknown>[]): DatasetFacts => ({ columns: describeRows(rows), unknown: null })
const custom = (metrics: Record<string, { type: string; params: Record<string, unknown> }>) => ({
  type: 'custom',
  tasks: {
    template_task: {
      type: 'chat-completion',
      dataset: { files_url: 'hf://datasets/template/placeholder' },
      params: { template: { messages: [{ role: 'user', content: '{{ item.question }}' }] } },
      metrics,
    },
  },
})
const check = { type: 'number-check', params: { check: ['{{ sample.output_text }}', '==', '{{ item.answer }}'] } }

describe('fitOfTemplate', () => {
  it('names each column that is missing and those there are', () => {
    const fit = fitOfTemplate(custom({ check }), facts([{ prompt: 'a' }]))

    expect(fit.fits).toBe(false)
    expect(fit.reasons).toEqual([
      'The dataset has no column "question". It has: prompt.',
      'The dataset has no column "answer". It has: prompt.',
    ])
  })

  it('looks at the values where a metric reads numbers or lists', () => {
    const template = custom({ check })

    expect(fitOfTemplate(template, facts([{ question: 'a', answer: 'Paris' }]))).toEqual({
      fits: false,
      reasons: ['Column "answer" holds text without a number; tasks.template_task.metrics.check.params reads numbers.'],
    })
    expect(fitOfTemplate(template, facts([{ question: 'a', answer: '42 km' }])).fits).toBe(true)
    const mtbench = {
      type: 'llm_as_a_judge',
      tasks: { template_task: { type: 'mtbench', params: { mode: 'mtbench', judge_model: 'judge' } } },
    }
    expect(fitOfTemplate(mtbench, facts([{ turns: 3 }])).reasons).toEqual([
      'Column "turns" holds number; tasks.template_task.type reads lists.',
    ])
    expect(fitOfTemplate(mtbench, facts([{ turns: ['a', 'b'] }])).fits).toBe(true)
  })

  it('finds columns by their normalised names, as the run does', () => {
    expect(fitOfTemplate(custom({ check }), facts([{ Question: 'a', Answer: 4 }])).fits).toBe(true)
  })

  it('tells not known from not fitting', () => {
    const unknown = { columns: null, unknown: 'Its rows are on another server.' }

    expect(fitOfTemplate(custom({}), unknown)).toEqual({ fits: null, reasons: ['Its rows are on another server.'] })
    expect(fitOfTemplate(custom({}), facts([]))).toMatchObject({ fits: false })
  })
})

describe('needsOf', () => {
  it.each(evaluationForms.filter((form) => form.class === 'template').map((form) => [form.id, form] as const))(
    'agrees with the form of %s on what fits',
    (_id, form) => {
      const values = withDefaults(form.fields, {})
      const { type, params, task } = form.toConfigParts(values)
      const config = { type, params, tasks: { template_task: { type: 'default', ...task } } }
      const { columns } = needsOf(config)
      const names = columns.map(({ name }) => name)

      expect(names.length).toBeGreaterThan(0)
      expect(form.fits(names, values)).toEqual({ fits: true, reasons: [] })
      for (const name of names)
        expect(
          form.fits(
            names.filter((other) => other !== name),
            values,
          ).fits,
          `without ${name}`,
        ).toBe(false)
    },
  )

  it('names judges and encoders, with the address only where the config brings it', () => {
    const judge = { type: 'llm-judge', params: { model: 'default/judge', template: {} } }
    const inline = {
      type: 'llm-judge',
      params: { model: { api_endpoint: { url: 'https://me:pw@host/v1', model_id: 'big', api_key: 'k' } } },
    }

    expect(needsOf(custom({ judge, inline })).endpoints).toEqual([
      { path: 'tasks.template_task.metrics.judge.params.model', role: 'judge', name: 'default/judge', url: null },
      { path: 'tasks.template_task.metrics.inline.params.model', role: 'judge', name: 'big', url: 'https://host/v1' },
    ])
  })

  it('tells chat, completion and stored answers apart', () => {
    const of = (type: string) => needsOf({ type: 'custom', tasks: { a: { type } } }).model

    expect([of('chat-completion'), of('completion'), of('data')]).toEqual(['chat', 'completion', 'none'])
  })
})
