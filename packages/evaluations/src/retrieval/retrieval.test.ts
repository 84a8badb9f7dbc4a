import { openJournal } from '@evalflow/engine'
import type { ScriptedAnswer, ScriptedRequest } from '@evalflow/testkit'
import { describe, expect, it } from 'vitest'
import { createServices, datasetRef, startEndpoint } from '../dev/test-services.ts'
import { planEvaluation } from '../run/plan-evaluation.ts'
import { runEvaluation } from '../run/run-evaluation.ts'

const CORPUS = [
  { _id: 'd1', title: 'Cats', text: 'cat cat' },
  { _id: 'd2', title: '', text: 'dog' },
  { _id: 'd3', title: '', text: 'cat dog' },
  { _id: 'd4', title: '', text: '' },
  { _id: 'd5', title: '', text: 'fish' },
]
const QUERIES = [
  { _id: 'q1', text: 'cat', answer: 'Cats cat cat' },
  { _id: 'q2', text: 'dog fish', answer: 'dog' },
  { _id: 'q3', text: 'nobody judges this' },
]
const QRELS = [
  { 'query-id': 'q1', 'corpus-id': 'd3', score: '2' },
  { 'query-id': 'q1', 'corpus-id': 'd1', score: '1' },
  { 'query-id': 'q2', 'corpus-id': 'd4', score: '1' },
]
const files = { 'corpus.jsonl': CORPUS, 'queries.jsonl': QUERIES, 'test.tsv': QRELS }

/** Counts of words: cosine is easily checked by hand. */
const WORDS = ['cat', 'dog', 'fish']
const toVector = (text: string) =>
  WORDS.map(
    (word) =>
      text
        .toLowerCase()
        .split(/\W+/)
        .filter((found) => found === word).length,
  )

function answer(request: ScriptedRequest): ScriptedAnswer {
  if (!request.path.endsWith('/embeddings')) return { text: /Documents:\n([^\n]*)/.exec(request.prompt)?.[1] ?? '' }
  const data = (request.body['input'] as string[]).map((text, index) => ({ index, embedding: toVector(text) }))
  return { fault: { kind: 'raw', status: 200, body: JSON.stringify({ data }) } }
}

const retrieverTarget = {
  type: 'retriever',
  retriever: { pipeline: { query_embedding_model: 'encoder', index_embedding_model: 'encoder', top_k: 10 } },
}
const ragTarget = { type: 'rag', rag: { pipeline: { retriever: retrieverTarget.retriever, model: 'answering' } } }
const measures = Object.fromEntries(['recall_1', 'recall_2', 'ndcg_cut_2', 'mrr'].map((type) => [type, { type }]))
const config = (type: string, task: object = {}) => ({
  type,
  tasks: {
    beir: { type: 'beir', dataset: datasetRef('set'), params: { encoder_batch_size: 2 }, metrics: measures, ...task },
  },
})

describe('retriever', () => {
  it('gives NeMo’s groups, scored as trec_eval does', async () => {
    const services = createServices(files, await startEndpoint(answer))

    const plan = await planEvaluation({ config: config('retriever'), target: retrieverTarget, services })
    const journal = openJournal(':memory:')
    const outcome = await runEvaluation(plan, { journal })

    const scores = outcome.groups['evaluation']?.metrics?.['evaluation']?.scores
    // q1 ranks d1 (cosine 1), d3, then the others; q2 never finds the empty d4
    const dcg = 1 + 2 / Math.log2(3)
    expect(scores?.['recall_1']?.value).toBeCloseTo(0.5 / 2, 12)
    expect(scores?.['recall_2']?.value).toBeCloseTo(1 / 2, 12)
    expect(scores?.['ndcg_cut_2']?.value).toBeCloseTo(dcg / (2 + 1 / Math.log2(3)) / 2, 12)
    expect(scores?.['recip_rank']?.value).toBeCloseTo(1 / 2, 12)
    expect(Object.keys(outcome.tasks)).toEqual(['beir'])
    expect(journal.getSample('beir', 0)).toMatchObject({ prompt: 'cat', reference: { d1: 1, d3: 2 } })
    expect(journal.getSample('beir', 0)?.answer).toEqual(['d1', 'd3', 'd5', 'd2'])
    expect(journal.counts('beir').done).toBe(2)
  })

  it('resumes: what was embedded is not asked again, and the result is the same', async () => {
    const endpoint = await startEndpoint(answer)
    const run = async (journal = openJournal(':memory:'), signal?: AbortSignal) => {
      const services = createServices(files, endpoint)
      const plan = await planEvaluation({ config: config('retriever'), target: retrieverTarget, services })
      return { journal, outcome: await runEvaluation(plan, { journal, ...(signal ? { signal } : {}) }) }
    }
    const undisturbed = await run()
    const stop = new AbortController()
    let asked = 0
    endpoint.setScript((request) => {
      // the first query never gets its answer
      if (++asked <= 3) return answer(request)
      stop.abort()
      return { fault: { kind: 'hang' } }
    })
    const { journal, outcome } = await run(undefined, stop.signal)
    expect(outcome.state).toBe('cancelled')
    expect(journal.counts('beir/corpus').done).toBe(3)
    const asks: unknown[] = []
    endpoint.setScript((request) => {
      asks.push(request.body['input'])
      return answer(request)
    })

    const resumed = await run(journal)

    // of the queries; one that left the stopped run late may come too
    expect([...new Set(asks.flat())].toSorted()).toEqual(['cat', 'dog fish'])
    expect(resumed.outcome.groups).toEqual(undisturbed.outcome.groups)
  })

  it('fails the queries, with the reason, when a part of the corpus cannot be embedded; a retry goes on from there', async () => {
    const endpoint = await startEndpoint((request) =>
      (request.body['input'] as string[]).includes('fish')
        ? { fault: { kind: 'status', status: 400, message: 'no fish' } }
        : answer(request),
    )
    const journal = openJournal(':memory:')
    const plan = () =>
      planEvaluation({
        config: config('retriever'),
        target: retrieverTarget,
        services: createServices(files, endpoint),
      })

    await runEvaluation(await plan(), { journal })
    expect(journal.getSample('beir', 0)).toMatchObject({ status: 'failed' })
    expect(journal.getSample('beir', 0)?.error).toContain('Batch 3 of 3')

    endpoint.setScript(answer)
    const outcome = await runEvaluation(await plan(), { journal, retryFailed: true })
    expect(outcome.groups['evaluation']?.metrics?.['evaluation']?.scores['recall_2']?.value).toBeCloseTo(0.5, 12)
  })

  it('takes an embedding model as target, as Studio makes them', async () => {
    const services = createServices(files, await startEndpoint(answer))

    const plan = await planEvaluation({
      config: config('retriever'),
      target: { type: 'model', model: 'encoder' },
      services,
    })

    expect(plan.tasks.map(({ name, decision }) => [name, decision.pipeline])).toEqual([
      ['beir/corpus', 'retrieval'],
      ['beir', 'retrieval'],
    ])
  })

  it.each([
    [
      'a reranker',
      config('retriever'),
      { ...retrieverTarget, retriever: { pipeline: { ...retrieverTarget.retriever.pipeline, reranker_model: 'r' } } },
      'reranker',
    ],
    ['another task type', config('retriever', { type: 'squad' }), retrieverTarget, '"beir"'],
    [
      'an unknown measure',
      config('retriever', { metrics: { x: { type: 'recall' } } }),
      retrieverTarget,
      'Unknown operator',
    ],
    ['an answer metric', config('retriever', { metrics: { x: { type: 'f1' } } }), retrieverTarget, 'gives none'],
    ['a RAGAS metric', config('rag', { metrics: { x: { type: 'faithfulness' } } }), ragTarget, 'RAGAS'],
    [
      'a built-in data set',
      config('retriever', { dataset: { files_url: 'file://fiqa/' } }),
      retrieverTarget,
      'none is shipped',
    ],
  ])('refuses %s, and says why', async (_what, given, target, message) => {
    const services = createServices(files, await startEndpoint(answer))

    await expect(planEvaluation({ config: given, target, services })).rejects.toThrow(message)
  })
})

describe('rag', () => {
  it('answers with the documents found, keeps them, and scores ranking and answer', async () => {
    const services = createServices(files, await startEndpoint(answer))
    const f1 = { type: 'f1', params: { ground_truth: '{{ item.answer }}' } }
    const given = config('rag', { params: { context_documents: 2 }, metrics: { ...measures, f1 } })

    const plan = await planEvaluation({ config: given, target: ragTarget, services })
    const journal = openJournal(':memory:')
    const outcome = await runEvaluation(plan, { journal })

    const row = journal.getSample('beir', 0)
    expect(row).toMatchObject({ answer: 'Cats cat cat', scores: { 'f1.f1': 1, 'evaluation.recall_2': 1 } })
    expect(row?.extra).toMatchObject({
      contexts: ['Cats cat cat', 'cat dog'],
      retrieved: [{ id: 'd1' }, { id: 'd3' }, {}, {}],
    })
    expect(outcome.groups['evaluation']?.metrics?.['evaluation']?.scores['recall_2']?.value).toBeCloseTo(0.5, 12)
    expect(outcome.tasks['beir']?.metrics?.['f1']?.scores['f1']?.value).toBeGreaterThan(0)
  })

  it('puts the best document last where the target says asc', async () => {
    const services = createServices(files, await startEndpoint(answer))
    const target = { type: 'rag', rag: { pipeline: { ...ragTarget.rag.pipeline, context_ordering: 'asc' } } }
    const journal = openJournal(':memory:')

    await runEvaluation(
      await planEvaluation({ config: config('rag', { params: { context_documents: 2 } }), target, services }),
      { journal },
    )

    expect(journal.getSample('beir', 0)?.extra).toMatchObject({ contexts: ['cat dog', 'Cats cat cat'] })
  })
})
