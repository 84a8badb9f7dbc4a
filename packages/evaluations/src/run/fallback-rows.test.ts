import { openJournal } from '@evalflow/engine'
import { expect, it } from 'vitest'
import { createServices, datasetRef, startEndpoint } from '../dev/test-services.ts'
import { planEvaluation } from './plan-evaluation.ts'
import { runEvaluation } from './run-evaluation.ts'

const ROWS = Array.from({ length: 12 }, (_, i) => ({ question: `Question ${i}`, answer: 'spare' }))
const config = {
  type: 'custom',
  params: { parallelism: 1, max_retries: 8 },
  tasks: {
    qa: {
      type: 'chat-completion',
      dataset: datasetRef('qa'),
      params: { template: { messages: [{ role: 'user', content: '{{ item.question }}' }] } },
      metrics: {
        same: { type: 'string-check', params: { check: ['{{ sample.output_text }}', '==', '{{ item.answer }}'] } },
      },
    },
  },
}

it('counts the rows a fallback answered, in the result and in a warning', async () => {
  // answers four rows and is down from then on
  const first = await startEndpoint(({ number }) =>
    number < 4 ? { text: 'first' } : { fault: { kind: 'status', status: 503 } },
  )
  const spare = await startEndpoint(() => 'spare')
  const services = createServices({ qa: ROWS }, first)
  const chained = {
    ...services,
    resolveModel: async () => ({
      ...(await services.resolveModel('first')),
      fallbacks: [{ ...(await services.resolveModel('spare')), url: `${spare.url}/chat/completions` }],
    }),
  }
  const plan = await planEvaluation({ config, target: { type: 'model', model: 'first' }, services: chained })
  const journal = openJournal(':memory:')

  const { state, tasks, progress } = await runEvaluation(plan, {
    journal,
    policy: { baseDelayMs: 1, maxDelayMs: 2, breakerFailures: 3 },
  })

  expect(state).toBe('completed')
  expect(tasks['qa']?.data).toMatchObject({ served_by: { first: 4, spare: 8 } })
  expect(progress.warnings).toEqual([
    'Task "qa": of 12 answered rows, 8 by "spare" in place of "first". Each row names who answered (served_by, of a judge beside its reply); compare such scores with care.',
  ])
  expect([...journal.samples('qa')].map(({ served_by }) => served_by)).toEqual([
    ...Array(4).fill('first'),
    ...Array(8).fill('spare'),
  ])
  expect(tasks['qa']?.metrics?.['same']?.scores['string-check']?.value).toBeCloseTo(8 / 12, 12)
})

it('says nothing where no endpoint has a fallback', async () => {
  const only = await startEndpoint(() => 'spare')
  const plan = await planEvaluation({
    config,
    target: { type: 'model', model: 'only' },
    services: createServices({ qa: ROWS }, only),
  })

  const { tasks, progress } = await runEvaluation(plan, { journal: openJournal(':memory:') })

  expect(tasks['qa']?.data).not.toHaveProperty('served_by')
  expect(progress.warnings).toEqual([])
})

it('counts the rows whose judge was another, and names it beside its reply', async () => {
  const target = await startEndpoint(() => 'spare')
  const down = await startEndpoint(() => ({ fault: { kind: 'status', status: 503 } }))
  const spare = await startEndpoint(() => 'Rating: 7')
  const services = createServices({ qa: ROWS }, target)
  const at = (id: string, url: string) => ({
    id,
    modelId: id,
    format: 'openai' as const,
    url: `${url}/chat/completions`,
  })
  const chained = {
    ...services,
    resolveModel: async (model: unknown) =>
      model === 'judge' ? { ...at('judge', down.url), fallbacks: [at('spare', spare.url)] } : at('only', target.url),
  }
  const metrics = {
    quality: {
      type: 'llm-judge',
      params: {
        model: 'judge',
        template: { messages: [{ role: 'user', content: 'Rate {{ sample.output_text }}' }] },
        scores: { rating: { type: 'int', parser: { type: 'regex', pattern: 'Rating: (\\d+)' } } },
      },
    },
  }
  const plan = await planEvaluation({
    config: { ...config, tasks: { qa: { ...config.tasks.qa, metrics } } },
    target: { type: 'model', model: 'only' },
    services: chained,
  })
  const journal = openJournal(':memory:')

  const { progress } = await runEvaluation(plan, { journal, policy: { baseDelayMs: 1, maxDelayMs: 2 } })

  expect(progress.warnings).toEqual([expect.stringContaining('of 12 answered rows, 12 by "spare" in place of "judge"')])
  const [row] = journal.samples('qa')
  expect(row).toMatchObject({ served_by: 'only', judge: { quality: { model: 'judge', served_by: 'spare' } } })
})
