import { describe, expect, it } from 'vitest'
import { createServices, datasetRef, modelTarget, startEndpoint } from '../dev/test-services.ts'
import { openJournal } from '@evalflow/engine'
import { planEvaluation } from '../run/plan-evaluation.ts'
import { runEvaluation } from '../run/run-evaluation.ts'
import { type TaskFacts, dispatchTask, tellDecision } from './dispatch.ts'
import { pipelines } from './pipelines.ts'

const facts = (more: Partial<TaskFacts>): TaskFacts => ({
  type: 'custom',
  task: 'chat-completion',
  metrics: ['string-check'],
  target: 'model',
  ...more,
})

describe('dispatchTask', () => {
  it.each([
    ['generation', {}],
    ['generation', { target: 'rows', task: 'data' }],
    ['judge', { metrics: ['string-check', 'llm-judge'] }],
    ['judge', { type: 'llm_as_a_judge', metrics: [] }],
    ['code', { type: 'bigcode_evaluation_harness', task: 'humaneval' }],
    ['log-likelihood', { type: 'lm_eval_harness', task: 'piqa', output: 'multiple_choice' }],
    ['generation', { type: 'lm_eval_harness', task: 'gsm8k', output: 'generate_until' }],
    ['code', { type: 'lm_eval_harness', task: 'humaneval', output: 'code' }],
    ['retrieval', { target: 'retriever' }],
    ['agentic', { type: 'agentic', metrics: [] }],
    ['agentic', { params: ['template', 'conversation'], metrics: ['llm-judge'] }],
  ] as const)('chooses %s for %o', (pipeline, more) => {
    const decision = dispatchTask(facts(more))

    expect(decision.pipeline).toBe(pipeline)
    expect(tellDecision(decision).reasons.at(-1)).toMatch(/^So it /)
  })

  it('names every condition that held', () => {
    const decision = dispatchTask(facts({ type: 'lm_eval_harness', task: 'piqa', output: 'multiple_choice' }))

    expect(decision.because).toEqual([
      { key: 'evaluationType', params: { type: 'lm_eval_harness' } },
      { key: 'outputType', params: { type: 'multiple_choice' } },
      { key: 'scoresLikelihood', params: {} },
    ])
    expect(tellDecision(decision).reasons).toEqual([
      'The evaluation type is "lm_eval_harness".',
      'The benchmark\'s output type is "multiple_choice".',
      'So it scores given texts by the log-probabilities the model gives them.',
    ])
  })

  it('ends in a line without conditions, so that every task has a pipeline', () => {
    const { pipeline: _pipeline, does: _does, ...conditions } = pipelines.at(-1) ?? { pipeline: '', does: '', none: 1 }

    expect(conditions).toEqual({})
  })
})

it('puts the decision into the result and the live progress of a job', async () => {
  const endpoint = await startEndpoint(() => 'Paris')
  const check = { type: 'string-check', params: { check: ['{{ sample.output_text }}', 'equals', 'Paris'] } }
  const params = { template: { messages: [{ role: 'user', content: '{{ item.q }}' }] } }
  const config = {
    type: 'custom',
    tasks: { qa: { type: 'chat-completion', dataset: datasetRef('qa'), params, metrics: { check } } },
  }
  const services = createServices({ qa: [{ q: 'Capital of France?' }] }, endpoint)

  const plan = await planEvaluation({ config, target: modelTarget, services })
  const outcome = await runEvaluation(plan, { journal: openJournal(':memory:') })

  const reasons = ['So it asks the model for an answer and scores its text.']
  const because = [{ key: 'asksModel', params: {} }]
  expect(outcome.tasks['qa']?.data).toEqual({ dispatch: { pipeline: 'generation', reasons, because } })
  expect(outcome.progress.pipelines).toEqual([{ task: 'qa', pipeline: 'generation', reasons, because }])
  // nothing had to be known of the endpoint, so it was asked the one row alone
  expect(endpoint.stats.requests).toBe(1)
})
