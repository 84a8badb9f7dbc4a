import { openJournal } from '@evalflow/engine'
import type { Script } from '@evalflow/testkit'
import { describe, expect, it } from 'vitest'
import { createServices, datasetRef, modelTarget, startEndpoint } from '../dev/test-services.ts'
import { planEvaluation } from '../run/plan-evaluation.ts'
import { runEvaluation } from '../run/run-evaluation.ts'

type Json = Record<string, unknown>

const output = '{{ sample.output_text }}'
const metrics: Json = {
  check: { type: 'string-check', params: { check: [output, 'contains', 'Paris'] } },
  f1: { type: 'f1', params: { ground_truth: 'Paris', prediction: output } },
}
const TEXTS = ['It is Rome', 'It is Paris', 'Paris']

async function evaluate(
  choices: Json | undefined,
  script: Script,
  more: { params?: Json; metrics?: Json; rows?: Json[] } = {},
) {
  const endpoint = await startEndpoint(script)
  const template = { messages: [{ role: 'user', content: '{{ item.q }}' }] }
  const params = { template, ...(choices === undefined ? {} : { choices }) }
  const task = { type: 'chat-completion', dataset: datasetRef('rows'), params, metrics: more.metrics ?? metrics }
  const config = { type: 'custom', params: more.params ?? {}, tasks: { qa: task } }
  const services = createServices({ rows: more.rows ?? [{ q: 'Capital?' }] }, endpoint)
  const journal = openJournal(':memory:')
  const outcome = await runEvaluation(await planEvaluation({ config, target: modelTarget, services }), { journal })
  const values = Object.fromEntries(outcome.progress.scores.map(({ metric, value }) => [metric, value]))
  return { outcome, values, endpoint, sample: journal.getSample('qa', 0) }
}

const several: Script = () => ({ text: TEXTS })

describe('several choices', () => {
  it.each([
    ['first', { check: 0, f1: 0 }, 'It is Rome'],
    // "It is Paris" against "Paris": precision 1/3, recall 1
    ['mean', { check: 2 / 3, f1: (0 + 0.5 + 1) / 3 }, 'It is Rome'],
    ['best', { check: 1, f1: 1 }, 'It is Paris'],
  ])('are kept, and scored by the policy %s', async (policy, expected, answer) => {
    const { values, endpoint, sample } = await evaluate({ n: 3, policy }, several)

    expect(values['check']).toBeCloseTo(expected.check, 12)
    expect(values['f1']).toBeCloseTo(expected.f1, 12)
    expect(endpoint.stats.recent.map(({ body }) => body['n'])).toEqual([3])
    expect(sample).toMatchObject({
      answer,
      extra: { choices: { policy, asked_singly: 0, answers: TEXTS.map((text) => ({ text, finish_reason: 'stop' })) } },
    })
  })

  it('are each judged, under a key of its own', async () => {
    const judge = {
      type: 'llm-judge',
      params: {
        model: 'judge',
        template: { prompt: `Rate ${output}` },
        scores: { rating: { type: 'int', parser: { type: 'regex', pattern: 'R: (\\d)' } } },
      },
    }

    const { values, sample } = await evaluate(
      { n: 3, policy: 'mean' },
      ({ body, prompt }) =>
        body['model'] === 'judge' ? `R: ${prompt.length - 'Rate '.length > 6 ? 4 : 1}` : { text: TEXTS },
      { metrics: { judge } },
    )

    expect(values['judge']).toBe(3)
    expect(sample).toMatchObject({ judge: { choices: { length: 3 } } })
  })

  it('are asked for one by one where the server ignores n, with another seed each, and learned for later rows', async () => {
    const ignoring: Script = ({ number }) => ({ text: [`answer ${number}`] })

    const { endpoint, sample } = await evaluate({ n: 3 }, ignoring, {
      params: { parallelism: 1, extra: { seed: 7 } },
      rows: [{ q: 'a' }, { q: 'b' }],
    })

    // the first three asked whether the endpoint keeps a seed
    expect(endpoint.stats.recent.slice(3).map(({ body }) => [body['n'], body['seed']])).toEqual([
      [3, 7],
      [undefined, 8],
      [undefined, 9],
      [undefined, 7],
      [undefined, 8],
      [undefined, 9],
    ])
    expect(sample).toMatchObject({ extra: { choices: { asked_singly: 2, answers: [{ text: 'answer 3' }, {}, {}] } } })
  })

  it('are asked for one by one where the server refuses n', async () => {
    const refusing: Script = ({ body }) =>
      body['n'] === undefined ? 'Paris' : { fault: { kind: 'status', status: 400, message: 'n > 1 is not supported' } }

    const { endpoint, sample } = await evaluate({ n: 2, policy: 'mean' }, refusing)

    expect(endpoint.stats.requests).toBe(1 + 2)
    expect(sample).toMatchObject({ status: 'ok', extra: { choices: { asked_singly: 2 } } })
  })

  it('take n from the config’s settings too', async () => {
    const { endpoint, sample } = await evaluate(undefined, several, { params: { extra: { n: 3 } } })

    expect(endpoint.stats.recent[0]?.body['n']).toBe(3)
    expect(sample).toMatchObject({ extra: { choices: { policy: 'first', answers: [{}, {}, {}] } } })
  })
})
