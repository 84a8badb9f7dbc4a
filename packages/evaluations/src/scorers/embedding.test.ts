import { openJournal, readInstruments } from '@evalflow/engine'
import type { ScriptedAnswer, ScriptedRequest } from '@evalflow/testkit'
import { describe, expect, it } from 'vitest'
import { createServices, startEndpoint } from '../dev/test-services.ts'
import { planEvaluation } from '../run/plan-evaluation.ts'
import { runEvaluation } from '../run/run-evaluation.ts'
import type { EvaluationServices } from '../types.ts'

const VECTORS: Record<string, number[]> = {
  'a cat': [1, 0, 1],
  'a dog': [1, 1, 0],
  'One.': [1, 0, 0],
  'Two.': [0, 1, 0],
  zero: [0, 0, 0],
}

/** Answers in reverse order, every second vector as base64. */
function embed({ body }: ScriptedRequest): ScriptedAnswer {
  const texts = body['input'] as string[]
  const data = texts.map((text, index) => {
    const vector = VECTORS[text] ?? [1, 2, 3]
    const packed = Buffer.from(Float32Array.from(vector).buffer).toString('base64')
    return { index, embedding: index % 2 === 0 ? vector : packed }
  })
  return {
    fault: { kind: 'raw', status: 200, body: JSON.stringify({ data: data.toReversed(), usage: { prompt_tokens: 4 } }) },
  }
}

const rows = (pairs: readonly (readonly [string, string])[]) =>
  pairs.map(([response, ideal]) => ({ prompt: 'q', response, ideal_response: ideal }))

async function evaluate(
  metrics: object,
  pairs: readonly (readonly [string, string])[],
  services: EvaluationServices,
  type: 'similarity_metrics' | 'custom' = 'similarity_metrics',
) {
  const config = { type, tasks: { sim: { type: type === 'custom' ? 'data' : 'default', metrics } } }
  const plan = await planEvaluation({ config, target: { type: 'rows', rows: rows(pairs) }, services })
  const journal = openJournal(':memory:')
  const outcome = await runEvaluation(plan, { journal })
  return { outcome, journal, task: outcome.tasks['sim'], plan }
}

const encoder = 'mini'
const COSINE = 'cosine[mini,version unknown]'

describe('metrics on an encoder', () => {
  it('gives the cosine of both vectors, under a name that holds the encoder', async () => {
    const services = createServices({}, await startEndpoint(embed))

    const { task, journal } = await evaluate(
      { sim: { type: 'embedding-similarity', params: { encoder } } },
      [
        ['a cat', 'a dog'],
        ['a cat', 'a cat'],
      ],
      services,
    )

    expect(journal.getSample('sim', 0)?.scores[`sim.${COSINE}`]).toBeCloseTo(0.5, 12)
    expect(task?.metrics?.['sim']?.scores[COSINE]?.value).toBeCloseTo(0.75, 12)
    expect(task?.['data']).toMatchObject({ encoders: { sim: { id: 'mini', version: null } } })
    // its times are its own, not a judge's; the second row's one text was sent once
    const measured = readInstruments(journal)
    expect([measured?.encoder?.requests, measured?.judge, measured?.target]).toEqual([2, null, null])
  })

  it('names version, pooling and layer of an encoder that this server runs', async () => {
    const services: EvaluationServices = {
      ...createServices({}, await startEndpoint(embed)),
      describeEncoder: async () => ({ version: 'sha256 0123456789ab', pooling: 'mean', layer: 6 }),
    }

    const { plan } = await evaluate(
      { sim: { type: 'embedding-similarity', params: { encoder: 'mini.v2' } } },
      [['a cat', 'a dog']],
      services,
    )

    expect(plan.tasks[0]?.scores[0]?.score).toBe('cosine[mini-v2,mean,layer 6,sha256 0123456789ab]')
  })

  it('matches units greedily: one of two reference sentences found is recall one half', async () => {
    const services = createServices({}, await startEndpoint(embed))

    const { task } = await evaluate(
      { sim: { type: 'embedding-bertscore', params: { encoder } } },
      [['One.', 'One. Two.']],
      services,
    )

    const value = (name: string) => task?.metrics?.['sim']?.scores[`${name}[sentence,mini,version unknown]`]?.value
    expect([value('precision'), value('recall')]).toEqual([1, 0.5])
    expect(value('f1')).toBeCloseTo(2 / 3, 12)
  })

  it('sends batches of the size asked for, each text once, with the prefix before it', async () => {
    const endpoint = await startEndpoint(embed)
    const params = { encoder, unit: 'word', encoder_batch_size: 2, encoder_prefix: 'query: ' }

    await evaluate({ sim: { type: 'embedding-bertscore', params } }, [['a b a', 'b c']], createServices({}, endpoint))

    expect(endpoint.stats.recent.map(({ body }) => body['input'])).toEqual([['query: a', 'query: b'], ['query: c']])
  })

  it('leaves unscored, with the reason, what has no direction or no text', async () => {
    const services = createServices({}, await startEndpoint(embed))

    const { journal } = await evaluate(
      { sim: { type: 'embedding-similarity', params: { encoder } } },
      [
        ['zero', 'a dog'],
        [' ', 'a dog'],
      ],
      services,
    )

    expect(journal.getSample('sim', 0)?.unscored[`sim.${COSINE}`]).toContain('zero vector')
    expect(journal.getSample('sim', 1)?.unscored[`sim.${COSINE}`]).toContain('answer is empty')
  })

  it('leaves a row unscored whose vectors do not fit those before, and fails one the encoder fails', async () => {
    const endpoint = await startEndpoint((request) => {
      const [text] = request.body['input'] as string[]
      if (text === 'down') return { fault: { kind: 'status', status: 400, message: 'no' } }
      return { embedding: text === 'odd' ? [1, 2, 3, 4] : [1, 2, 3] }
    })
    const config = {
      type: 'similarity_metrics',
      params: { parallelism: 1 },
      tasks: { sim: { type: 'default', metrics: { s: { type: 'embedding-similarity', params: { encoder } } } } },
    }
    const target = {
      type: 'rows',
      rows: rows([
        ['a', 'b'],
        ['odd', 'b'],
        ['down', 'b'],
      ]),
    }

    const journal = openJournal(':memory:')
    await runEvaluation(await planEvaluation({ config, target, services: createServices({}, endpoint) }), { journal })

    expect(journal.getSample('sim', 1)?.unscored[`s.${COSINE}`]).toContain('those before had 3')
    expect(journal.getSample('sim', 2)).toMatchObject({ status: 'failed', scores: {} })
  })

  it('is a metric of Custom Evaluation too', async () => {
    const params = { encoder, ground_truth: '{{ item.ideal_response }}', prediction: '{{ item.response }}' }
    const services = createServices({}, await startEndpoint(embed))

    const { task } = await evaluate(
      { sim: { type: 'embedding-similarity', params } },
      [['a cat', 'a dog']],
      services,
      'custom',
    )

    expect(task?.metrics?.['sim']?.scores[COSINE]?.value).toBeCloseTo(0.5, 12)
  })

  it('is unavailable without an encoder, and says so', async () => {
    await expect(
      evaluate({ sim: { type: 'embedding-similarity' } }, [['a', 'b']], createServices({ x: [] })),
    ).rejects.toMatchObject({ code: 'metric_unavailable', path: 'config.tasks.sim.metrics.sim.params.encoder' })
  })
})
