import { openJournal } from '@evalflow/engine'
import { corpusBleu } from '@evalflow/metrics'
import { describe, expect, it } from 'vitest'
import { planEvaluation } from './plan-evaluation.ts'
import { runEvaluation } from './run-evaluation.ts'
import { createServices, datasetRef, modelTarget, startEndpoint } from '../dev/test-services.ts'

const ROWS = [
  { prompt: 'one', ideal_response: 'the cat sat on the mat', category: 'a' },
  { prompt: 'two', ideal_response: 'a dog runs in the park', category: 'b' },
]
const ANSWERS: Record<string, string> = { one: 'the cat sat on the mat', two: 'a dog sleeps in the park' }

const metrics = Object.fromEntries(['accuracy', 'bleu', 'rouge', 'em', 'f1'].map((type) => [type, { type }]))
const similarity = (task: object = {}) => ({
  type: 'similarity_metrics',
  params: { max_tokens: 200, temperature: 0.7, extra: { top_k: 20 } },
  tasks: { sim: { type: 'default', dataset: datasetRef('inputs'), metrics, ...task } },
})

async function evaluate(config: unknown, target: unknown, services: ReturnType<typeof createServices>) {
  const journal = openJournal(':memory:')
  const outcome = await runEvaluation(await planEvaluation({ config, target, services }), { journal })
  return { outcome, journal, scores: outcome.tasks['sim']?.metrics }
}

describe('Similarity Metrics', () => {
  it('asks the model each prompt and gives NeMo’s scores; BLEU is of the corpus, 0 to 1', async () => {
    const endpoint = await startEndpoint((request) => ANSWERS[request.prompt] ?? '')

    const { scores } = await evaluate(similarity(), modelTarget, createServices({ inputs: ROWS }, endpoint))

    expect(scores?.['accuracy']?.scores['accuracy']?.value).toBe(0.5)
    expect(scores?.['em']?.scores['em']?.value).toBe(0.5)
    // "dog sleeps in park" against "dog runs in park": 3 of 4 words on both sides
    expect(scores?.['f1']?.scores['f1']?.value).toBeCloseTo((1 + 0.75) / 2, 12)
    const corpus = corpusBleu(
      ROWS.map(({ prompt }) => ANSWERS[prompt] ?? ''),
      ROWS.map((row) => [row.ideal_response]),
    )
    expect(scores?.['bleu']?.scores['bleu_score']?.value).toBeCloseTo(corpus.score / 100, 12)
    expect(Object.keys(scores?.['rouge']?.scores ?? {})).toHaveLength(4)
    expect(endpoint.stats.recent[0]?.body).toMatchObject({
      max_tokens: 200,
      temperature: 0.7,
      top_k: 20,
      messages: [{ role: 'user', content: 'one' }],
    })
  })

  it('scores stored rows that hold answers', async () => {
    const rows = ROWS.map((row) => ({ ...row, response: ANSWERS[row.prompt] }))

    const { scores } = await evaluate(similarity({ dataset: null }), { type: 'rows', rows }, createServices({}))

    expect(scores?.['accuracy']?.scores['accuracy']?.value).toBe(0.5)
  })

  it('joins cached outputs with the dataset by prompt; a row without an answer is unscored', async () => {
    const services = createServices({
      inputs: ROWS,
      outputs: [{ prompt: 'two', response: ROWS[1]?.ideal_response, llm_name: 'x' }],
    })

    const { scores, journal } = await evaluate(
      similarity(),
      { type: 'cached_outputs', cached_outputs: datasetRef('outputs') },
      services,
    )

    expect(scores?.['accuracy']?.scores['accuracy']).toMatchObject({ value: 1, stats: { count: 1, nan_count: 1 } })
    expect(journal.getSample('sim', 0)?.unscored['em.em']).toContain('no stored answer')
  })

  it('refuses BERTScore without an encoder, and rows without an ideal response', async () => {
    const endpoint = await startEndpoint(() => '')
    const services = createServices({ inputs: [{ prompt: 'x', expected: 'y' }] }, endpoint)

    await expect(
      planEvaluation({ config: similarity({ metrics: { bert: { type: 'bert' } } }), target: modelTarget, services }),
    ).rejects.toMatchObject({
      code: 'metric_unavailable',
      path: 'config.tasks.sim.metrics.bert.params.encoder',
    })
    await expect(planEvaluation({ config: similarity(), target: modelTarget, services })).rejects.toThrow(
      'item.ideal_response',
    )
  })
})
