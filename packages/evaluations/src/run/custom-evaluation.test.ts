import { openJournal } from '@evalflow/engine'
import { describe, expect, it } from 'vitest'
import { planEvaluation, planLive } from './plan-evaluation.ts'
import { runEvaluation, runLive } from './run-evaluation.ts'
import { createServices, datasetRef, modelTarget, startEndpoint } from '../dev/test-services.ts'

const QA = [
  { question: 'Capital of France?', answer: 'Paris', n: 1 },
  { question: 'Capital of Italy?', answer: 'Rome', n: 2 },
  { question: 'Capital of Spain?', answer: 'Madrid', n: 3 },
]
const ANSWERS: Record<string, string> = {
  'Capital of France?': 'It is Paris.',
  'Capital of Italy?': 'Milan, 2',
  'Capital of Spain?': 'Madrid',
}

const template = { messages: [{ role: 'user', content: '{{ item.question }}' }] }
const output = '{{ sample.output_text }}'
const custom = (task: object, params: object = {}) => ({
  type: 'custom',
  params,
  tasks: { qa: { type: 'chat-completion', dataset: datasetRef('qa'), params: { template }, ...task } },
})

const METRICS = {
  check: { type: 'string-check', params: { check: [output, 'contains', '{{item.answer}}'] } },
  number: { type: 'number-check', params: { check: ['absolute difference', output, '{{item.n}}', 'epsilon', 0.5] } },
  em: { type: 'em', params: { ground_truth: '{{item.answer}}', prediction: output } },
  f1: { type: 'f1', params: { ground_truth: '{{item.answer}}' } },
  bleu: { type: 'bleu', params: { references: ['{{item.answer | trim}}'], candidate: output } },
  rouge: { type: 'rouge', params: { ground_truth: '{{item.answer}}', prediction: output } },
}

async function evaluate(config: unknown, target: unknown, services: ReturnType<typeof createServices>) {
  const journal = openJournal(':memory:')
  const plan = await planEvaluation({ config, target, services })
  const outcome = await runEvaluation(plan, { journal })
  return { outcome, journal }
}

const scoreOf = (outcome: Awaited<ReturnType<typeof evaluate>>['outcome'], metric: string, score: string) =>
  outcome.tasks['qa']?.metrics?.[metric]?.scores[score]

describe('Custom Evaluation', () => {
  it('gives NeMo’s tree with stats, unscored rows counted apart', async () => {
    const endpoint = await startEndpoint((request) => ANSWERS[request.prompt] ?? '')

    const { outcome } = await evaluate(custom({ metrics: METRICS }), modelTarget, createServices({ qa: QA }, endpoint))

    expect(outcome).toMatchObject({
      state: 'completed',
      message: 'Job completed successfully.',
      taskStatus: { qa: 'completed' },
      groups: {},
    })
    expect(scoreOf(outcome, 'check', 'string-check')).toMatchObject({
      value: 2 / 3,
      stats: { count: 3, sum: 2, min: 0, max: 1, nan_count: 0 },
    })
    expect(scoreOf(outcome, 'number', 'number-check')).toMatchObject({ value: 1, stats: { count: 1, nan_count: 2 } })
    expect(scoreOf(outcome, 'em', 'em')?.value).toBeCloseTo(1 / 3, 12)
    // "It is Paris." against "Paris": precision 1/3, recall 1
    expect(scoreOf(outcome, 'f1', 'f1')?.value).toBeCloseTo((0.5 + 0 + 1) / 3, 12)
    expect(scoreOf(outcome, 'rouge', 'rouge_1_score')?.value).toBeCloseTo((0.5 + 0 + 1) / 3, 12)
    expect(Object.keys(outcome.tasks['qa']?.metrics?.['rouge']?.scores ?? {})).toEqual([
      'rouge_1_score',
      'rouge_2_score',
      'rouge_3_score',
      'rouge_L_score',
    ])
    expect(scoreOf(outcome, 'bleu', 'sentence')?.stats?.count).toBe(3)
    expect(scoreOf(outcome, 'bleu', 'corpus')).toEqual({ value: expect.any(Number) })
  })

  it('reports scores with intervals, and what a row was asked and answered', async () => {
    const endpoint = await startEndpoint((request) => ANSWERS[request.prompt] ?? '')

    const { outcome, journal } = await evaluate(
      custom({ metrics: METRICS }),
      modelTarget,
      createServices({ qa: QA }, endpoint),
    )

    const summary = (score: string) => outcome.progress.scores.find((found) => found.score === score)
    expect(summary('string-check')).toMatchObject({
      n: 3,
      unscored: 0,
      failed: 0,
      range: [0, 1],
      ci: { method: 'wilson' },
    })
    expect(summary('number-check')).toMatchObject({ n: 1, unscored: 2 })
    expect(summary('f1')?.ci?.method).toBe('t')
    expect(summary('corpus')).toMatchObject({ n: 3, range: [0, 100], ci: { method: 'bootstrap' } })
    expect(journal.getSample('qa', 0)).toMatchObject({
      prompt: [{ role: 'user', content: 'Capital of France?' }],
      answer: 'It is Paris.',
      reference: 'Paris',
      scores: { 'check.string-check': 1, 'number.number-check': null },
      unscored: { 'number.number-check': 'no number in "It is Paris."' },
    })
  })

  it('sends the config’s settings, the template’s first, and keeps to rows and parallelism asked for', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => ({ question: `q${i}`, answer: 'x' }))
    const endpoint = await startEndpoint(() => ({ text: 'x', delayMs: 5 }))
    const task = {
      params: { template: { ...template, temperature: 0.7 } },
      dataset: { ...datasetRef('qa'), limit: 30 },
      metrics: { check: METRICS.check },
    }
    const params = {
      parallelism: 3,
      limit_samples: 20,
      temperature: 0.1,
      max_tokens: 9,
      top_p: 0.5,
      stop: ['\n'],
      extra: { top_k: 4, hf_token: 'secret' },
    }

    const { outcome } = await evaluate(custom(task, params), modelTarget, createServices({ qa: rows }, endpoint))

    expect(outcome.progress).toMatchObject({ total: 20, done: 20 })
    expect(endpoint.stats.requests).toBe(20)
    expect(endpoint.stats.maxInFlight).toBeLessThanOrEqual(3)
    const {
      messages: _messages,
      model: _model,
      stream,
      stream_options: _usage,
      ...settings
    } = endpoint.stats.recent[0]?.body ?? {}
    // so that the time to the first token is measured
    expect(stream).toBe(true)
    expect(settings).toEqual({ temperature: 0.7, max_tokens: 9, top_p: 0.5, stop: ['\n'], top_k: 4 })
  })

  it('counts a row whose call failed as failed, never as 0', async () => {
    const endpoint = await startEndpoint((request) =>
      request.prompt === 'Capital of Italy?'
        ? { fault: { kind: 'status', status: 400, message: 'too long' } }
        : (ANSWERS[request.prompt] ?? ''),
    )

    const { outcome, journal } = await evaluate(
      custom({ metrics: { check: METRICS.check } }),
      modelTarget,
      createServices({ qa: QA }, endpoint),
    )

    expect(scoreOf(outcome, 'check', 'string-check')).toMatchObject({ value: 1, stats: { count: 2 } })
    expect(outcome.progress.scores[0]).toMatchObject({ n: 2, failed: 1 })
    expect(outcome).toMatchObject({ state: 'completed', message: '1 of 3 samples failed.' })
    expect(journal.getSample('qa', 1)).toMatchObject({ status: 'failed' })
  })

  it('renders messages and tools from rows, and scores the calls made', async () => {
    const rows = ['Oslo', 'Bergen'].map((city) => ({
      messages: [{ role: 'user', content: city }],
      tools: [{ type: 'function', function: { name: 'weather', parameters: {} } }],
      tool_calls: [{ function: { name: 'weather', arguments: { city } } }],
    }))
    const endpoint = await startEndpoint(() => ({ toolCalls: [{ name: 'weather', arguments: '{"city": "Oslo"}' }] }))
    const config = custom({
      params: {
        template: { messages: '{{ item.messages | tojson}}', tools: '{{ item.tools | tojson }}', tool_choice: 'auto' },
      },
      metrics: {
        tools: { type: 'tool-calling', params: { tool_calls_ground_truth: '{{ item.tool_calls | tojson }}' } },
      },
    })

    const { outcome } = await evaluate(config, modelTarget, createServices({ qa: rows }, endpoint))

    expect(scoreOf(outcome, 'tools', 'function_name_accuracy')?.value).toBe(1)
    expect(scoreOf(outcome, 'tools', 'function_name_and_args_accuracy')?.value).toBe(0.5)
    // the first request asked whether the endpoint takes tools
    expect(endpoint.stats.recent[1]?.body).toMatchObject({ tools: rows[0]?.tools, tool_choice: 'auto' })
  })

  it('gives the same result after a stop and a resume, asking no finished row twice', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => ({ question: `question ${i}`, answer: `answer ${i % 7}` }))
    const stop = new AbortController()
    let stopAt = Infinity
    const endpoint = await startEndpoint(({ number, prompt }) => {
      if (number >= stopAt) stop.abort()
      return `answer ${prompt.length % 5} ${prompt}`
    })
    const services = createServices({ qa: rows }, endpoint)
    const config = custom({ metrics: { f1: METRICS.f1, bleu: METRICS.bleu } }, { parallelism: 4 })
    const plan = () => planEvaluation({ config, target: modelTarget, services })
    const undisturbed = await evaluate(config, modelTarget, services)
    endpoint.stats.byPrompt.clear()
    stopAt = 60 + 30

    const journal = openJournal(':memory:')
    const first = await runEvaluation(await plan(), { journal, signal: stop.signal })
    const finished = [...journal.samples('qa')].map(({ index }) => `question ${index}`)
    const { state, tasks } = await runEvaluation(await plan(), { journal })

    expect(first.state).toBe('cancelled')
    expect(finished.length).toBeGreaterThan(20)
    expect(state).toBe('completed')
    expect(tasks).toEqual(undisturbed.outcome.tasks)
    expect(finished.map((prompt) => endpoint.stats.byPrompt.get(prompt))).toEqual(finished.map(() => 1))
  })

  it('ends its live picture with the final numbers', async () => {
    const endpoint = await startEndpoint((request) => ANSWERS[request.prompt] ?? '')
    const seen: unknown[] = []
    const plan = await planEvaluation({
      config: custom({ metrics: METRICS }),
      target: modelTarget,
      services: createServices({ qa: QA }, endpoint),
    })

    const { progress } = await runEvaluation(plan, {
      journal: openJournal(':memory:'),
      onProgress: (found) => seen.push(found),
    })

    expect(seen.at(-1)).toEqual(progress)
    expect(seen.length).toBeGreaterThanOrEqual(2)
  })
})

describe('judge', () => {
  const judge = {
    type: 'llm-judge',
    params: {
      model: 'judge-model',
      template: { messages: [{ role: 'user', content: 'Rate {{ sample.output_text }} for {{ item.question }}' }] },
      scores: { rating: { type: 'int', parser: { type: 'regex', pattern: 'RATING: (\\d)' } } },
    },
  }

  it('makes a call of its own, reads 10 as 10, asks once more, and leaves the rest unscored', async () => {
    const endpoint = await startEndpoint(({ body, prompt }) => {
      if (body['model'] !== 'judge-model') return ANSWERS[prompt] ?? ''
      if (prompt.includes('France')) return 'The answer said "RATING: 1". RATING: 10'
      if (prompt.startsWith('Your last reply')) {
        const messages = body['messages'] as { content: string }[]
        return messages[0]?.content.includes('Italy') ? 'RATING: 4' : 'I would rather not.'
      }
      return 'Hard to say.'
    })

    const { outcome, journal } = await evaluate(
      custom({ metrics: { judge } }),
      modelTarget,
      createServices({ qa: QA }, endpoint),
    )

    expect(scoreOf(outcome, 'judge', 'rating')).toMatchObject({ value: 7, stats: { count: 2, nan_count: 1 } })
    expect(endpoint.stats.requests).toBe(3 + 3 + 2)
    expect(journal.getSample('qa', 2)).toMatchObject({
      status: 'partly',
      scores: { 'judge.rating': null },
      unscored: { 'judge.rating': expect.stringContaining('matches') },
      judge: { judge: { reply: 'Hard to say.', repair: 'I would rather not.' } },
    })
  })
})

describe('stored rows', () => {
  const config = {
    type: 'custom',
    tasks: {
      qa: {
        type: 'data',
        metrics: {
          check: { type: 'string-check', params: { check: ['{{ output }}', '==', '{{ item.expected }}'] } },
          f1: { type: 'f1', params: { ground_truth: '{{expected}}', prediction: '{{output}}' } },
        },
      },
    },
  }
  const target = {
    type: 'rows',
    rows: [
      { output: 'a b', expected: 'a b' },
      { output: 'a', expected: 'a b' },
    ],
  }

  it('are scored live, without a model and without a file', async () => {
    const outcome = await runLive(await planLive({ config, target, services: createServices({}) }))

    expect(outcome.tasks['qa']?.metrics?.['check']?.scores['string-check']?.value).toBe(0.5)
    expect(outcome.state).toBe('completed')
  })

  it('are the only thing a live evaluation takes', async () => {
    await expect(planLive({ config, target: modelTarget, services: createServices({}) })).rejects.toThrow(
      'takes "rows"',
    )
    await expect(planLive({ config: custom({ metrics: {} }), target, services: createServices({}) })).rejects.toThrow(
      'type "data"',
    )
  })
})

it('says so where no sample could be scored, and why', async () => {
  const endpoint = await startEndpoint(() => 'no number')
  const metrics = {
    n: { type: 'number-check', params: { check: [output, '==', '{{ item.gone | default("none") }}'] } },
  }

  const { outcome } = await evaluate(custom({ metrics }), modelTarget, createServices({ qa: QA }, endpoint))

  expect(outcome).toMatchObject({ state: 'completed', progress: { done: 3, unscored: 3, failed: 0 } })
  expect(outcome.message).toMatch(/^Completed, but no sample could be scored: .*no number/)
})

it('says so where a limit of 0 leaves no sample', async () => {
  const endpoint = await startEndpoint(() => '')
  const config = custom({ metrics: { check: METRICS.check } }, { limit_samples: 0 })

  const { outcome } = await evaluate(config, modelTarget, createServices({ qa: QA }, endpoint))

  expect(outcome).toMatchObject({ state: 'completed', message: expect.stringContaining('no sample was evaluated') })
})

describe('planEvaluation', () => {
  const services = createServices({ qa: QA, nothing: [] }, undefined)
  const withModel = {
    ...services,
    resolveModel: async () => ({ id: 'm', url: 'http://127.0.0.1:1/v1', modelId: 'm', format: 'openai' as const }),
  }
  const metrics = { check: METRICS.check }

  it.each([
    ['an unknown type', { type: 'telepathy', tasks: {} }, 'type_unknown', 'config.type'],
    ['a benchmark whose data cannot be had', { type: 'gsm8k' }, 'dataset_missing', 'config.tasks.gsm8k.dataset'],
    ['a benchmark of another harness', { type: 'AIME_2025' }, 'config_invalid', 'config.tasks.AIME_2025.type'],
    [
      'a judge without a model',
      { type: 'llm_as_a_judge', tasks: { qa: { type: 'custom', dataset: datasetRef('qa') } } },
      'config_invalid',
      'config.tasks.qa.params.judge_model',
    ],
    ['no task', { type: 'custom' }, 'config_invalid', 'config.tasks'],
    ['no metric', custom({ metrics: {} }), 'config_invalid', 'config.tasks.qa.metrics'],
    [
      'an unknown metric',
      custom({ metrics: { x: { type: 'vibes' } } }),
      'metric_unknown',
      'config.tasks.qa.metrics.x.type',
    ],
    [
      'the placeholder',
      custom({ metrics, dataset: { files_url: 'hf://datasets/template/placeholder' } }),
      'dataset_missing',
      'config.tasks.qa.dataset',
    ],
    ['no dataset', custom({ metrics, dataset: null }), 'dataset_missing', 'config.tasks.qa.dataset'],
    ['no template', custom({ metrics, params: {} }), 'config_invalid', 'config.tasks.qa.params.template'],
    [
      'an unknown variable',
      custom({ metrics, params: { template: { prompt: '{{ question }}' } } }),
      'template_variable',
      'config.tasks.qa.params.template.prompt',
    ],
    [
      'a column no row has',
      custom({ metrics, params: { template: { prompt: '{{ item.qestion }}' } } }),
      'template_variable',
      'config.tasks.qa.params.template.prompt',
    ],
    [
      'a field of sample no answer has',
      custom({ metrics: { check: { type: 'string-check', params: { check: ['{{ sample.text }}', '==', 'a'] } } } }),
      'template_variable',
      'config.tasks.qa.metrics.check.params.check.0',
    ],
    [
      'an answer in its own prompt',
      custom({ metrics, params: { template: { prompt: '{{ sample.output_text }}' } } }),
      'template_variable',
      'config.tasks.qa.params.template.prompt',
    ],
    [
      'a dataset without rows',
      custom({ metrics, dataset: datasetRef('nothing') }),
      'dataset_missing',
      'config.tasks.qa.dataset',
    ],
    [
      'an unknown operator',
      custom({ metrics: { x: { type: 'string-check', params: { check: ['a', 'like', 'b'] } } } }),
      'config_invalid',
      'config.tasks.qa.metrics.x.params.check',
    ],
    ['a bad parallelism', custom({ metrics }, { parallelism: 0 }), 'config_invalid', 'config.params.parallelism'],
    [
      'a bad judge pattern',
      custom({
        metrics: {
          j: {
            type: 'llm-judge',
            params: {
              model: 'm',
              template: { prompt: 'x' },
              scores: { s: { type: 'int', parser: { type: 'regex', pattern: '(' } } },
            },
          },
        },
      }),
      'config_invalid',
      'config.tasks.qa.metrics.j.params.scores.s.parser.pattern',
    ],
  ])('refuses %s and names the place', async (_case, config, code, path) => {
    await expect(planEvaluation({ config, target: modelTarget, services: withModel })).rejects.toMatchObject({
      name: 'EvaluationError',
      code,
      path,
      message: expect.stringContaining(path),
    })
  })

  it('refuses rows where a model is needed', async () => {
    await expect(
      planEvaluation({ config: custom({ metrics }), target: { type: 'rows', rows: QA }, services: withModel }),
    ).rejects.toMatchObject({ code: 'target_unfit' })
  })

  it('lets errors of its services through', async () => {
    await expect(
      planEvaluation({
        config: custom({ metrics, dataset: datasetRef('gone') }),
        target: modelTarget,
        services: withModel,
      }),
    ).rejects.toThrow('gone is not present')
  })

  it('has a fingerprint that a new key does not change and a new prompt does', async () => {
    const fingerprint = async (config: object) =>
      (await planEvaluation({ config, target: modelTarget, services: withModel })).tasks[0]?.fingerprint
    const judge = (key: string) =>
      custom({
        metrics: {
          ...metrics,
          j: {
            type: 'llm-judge',
            params: {
              model: { api_endpoint: { url: 'http://j', model_id: 'j', api_key: key } },
              template: { prompt: 'x' },
              scores: { s: { type: 'int', parser: { type: 'regex', pattern: '(\\d)' } } },
            },
          },
        },
      })

    expect(await fingerprint(judge('a'))).toBe(await fingerprint(judge('b')))
    expect(await fingerprint(custom({ metrics }))).not.toBe(
      await fingerprint(custom({ metrics, params: { template: { prompt: '{{item.question}}!' } } })),
    )
  })
})
