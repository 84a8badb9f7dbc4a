/**
 * Retriever and RAG evaluations over BEIR data (`beir-data.ts`): each query is embedded, the corpus is searched, and the
 * ranking is scored by trec_eval's measures. RAG also has a model answer with the documents found, and scores the answer by
 * any metric of Custom Evaluation. What was found stands in each row's `extra.retrieved`.
 *
 * Result shape as NeMo's: `groups.evaluation.metrics.evaluation.scores.{recall_5, …}`, and the same under each task.
 */
import type { Endpoint, Pipeline, SampleContext } from '@evalflow/engine'
import { type RankingMeasure, canonicalJson, parseRankingMeasure } from '@evalflow/metrics'
import { compileRequest } from '../custom/compile-request.ts'
import { type Encoder, embedTexts, encoderData, encoderIdentity, planEncoder } from '../encoders/encoder.ts'
import { evaluationErrors } from '../errors.ts'
import { parseParams } from '../llm-as-a-judge/settings.ts'
import { endpointIdentity } from '../run/endpoint-identity.ts'
import { hashText } from '../run/hash-text.ts'
import { toSample } from '../run/model-request.ts'
import { scorerTypes } from '../scorers/registry.ts'
import { plannedScore } from '../scorers/scorer.ts'
import { type NamedScorer, encodersOf, scoreRow } from '../scorers/score-row.ts'
import type { Row } from '../template/row-view.ts'
import type { TaskContext, TaskPlan } from '../types.ts'
import { type BeirData, openBeirData } from './beir-data.ts'
import { createCorpusStage } from './corpus-stage.ts'
import { DEFAULT_RAG_MESSAGES } from './prompts.ts'
import { type RetrievalParams, readRetrievalTarget, retrievalParams } from './settings.ts'

/** Where NeMo puts the scores of these types. */
const GROUP = 'evaluation'
const NOT_HERE = ['faithfulness', 'answer_relevancy', 'context_precision', 'context_recall', 'answer_correctness']

interface Found {
  id: string
  score: number
}

export async function planRetrievalTask(context: TaskContext): Promise<TaskPlan> {
  const kind = context.config.type === 'rag' ? 'rag' : 'retriever'
  if (context.task.type !== 'beir')
    throw evaluationErrors.configInvalid(
      `${context.path}.type`,
      `found "${context.task.type}"; retrieval runs on "beir" here (corpus, queries and judgements). "squad" and "ragas" do not.`,
    )
  const params = parseParams(retrievalParams, context.task.params ?? {}, `${context.path}.params`)
  const target = readRetrievalTarget(context.target, kind, params)
  const { measures, answerMetrics } = readMetrics(context, kind)
  const [queryEncoder, indexEncoder] = await Promise.all([
    toEncoder(context, params, target.queryModel, { prefix: params.query_prefix, extra: params.query_extra }),
    toEncoder(context, params, target.indexModel, { prefix: params.passage_prefix, extra: params.passage_extra }),
  ])
  const data = await openData(context)
  const stage = createCorpusStage(data.documents, data.hashes.corpus, indexEncoder)
  const topK = Math.max(params.top_k ?? target.topK ?? 100, params.context_documents)
  const texts = new Map(data.documents.map(({ id, text }) => [id, text]))
  const retrieve = async (item: Row, sample: SampleContext): Promise<Found[]> => {
    const index = await stage.index(sample.signal)
    const [vector = []] = await embedTexts(queryEncoder, [String(item['text'])], sample, {
      key: 'query',
      role: 'target',
    })
    // one more, since the query itself may be a document
    const found = await index.search(vector, topK + 1)
    const kept = params.ignore_identical_ids ? found.filter(([id]) => id !== item['id']) : found
    return kept.slice(0, topK).map(([id, score]) => ({ id, score }))
  }
  const score = (item: Row, found: readonly Found[]) => scoreRanking(measures, data, item, found)
  const plan = kind === 'rag' ? await planAnswers(context, target.model, answerMetrics) : undefined
  const pipeline: Pipeline = {
    async runSample({ item }, sample) {
      const found = await retrieve(item, sample)
      const reference = Object.fromEntries(data.judgements.get(String(item['id'])) ?? [])
      const scores = score(item, found)
      if (plan === undefined)
        return {
          prompt: item['text'],
          answer: found.map(({ id }) => id),
          reference,
          scores,
          unscored: {},
          extra: { retrieved: found },
        }
      const used = found.slice(0, params.context_documents)
      const contexts = (target.ordering === 'asc' ? used.toReversed() : used).map(({ id }) => texts.get(id) ?? '')
      const outcome = await plan.answer(
        { ...item, question: item['text'], contexts, context: contexts.join('\n\n') },
        sample,
      )
      return {
        ...outcome,
        reference: outcome.reference ?? reference,
        scores: { ...scores, ...outcome.scores },
        extra: { ...(outcome.extra as object | undefined), retrieved: found, contexts },
      }
    },
  }
  return {
    pipeline,
    rows: toRows(data),
    scores: [
      ...measures.map(({ name }) => plannedScore(GROUP, name, { range: [0, 1], binary: name.startsWith('success') })),
      ...(plan?.scorers.flatMap(([, scorer]) => scorer.scores) ?? []),
    ],
    columns: new Set(),
    stages: [stage],
    identity: {
      query: encoderIdentity(queryEncoder),
      index: encoderIdentity(indexEncoder),
      topK,
      ordering: target.ordering,
      ...plan?.identity,
    },
    data: {
      encoders: {
        query: encoderData(queryEncoder),
        index: encoderData(indexEncoder),
        ...encodersOf(plan?.scorers ?? []),
      },
      documents: data.documents.length,
      top_k: topK,
    },
    categoryOf: () => GROUP,
  }
}

function toEncoder(
  context: TaskContext,
  params: RetrievalParams,
  model: unknown,
  side: { prefix: string; extra: Record<string, unknown> },
): Promise<Encoder> {
  const merged = {
    ...params,
    encoder: model,
    encoder_prefix: side.prefix || params.encoder_prefix,
    encoder_extra: { ...params.encoder_extra, ...side.extra },
  }
  return planEncoder(merged, context.services, { type: context.config.type, path: `${context.path}.params` })
}

function openData(context: TaskContext): Promise<BeirData> {
  const { dataset } = context.task
  if (dataset == null) throw evaluationErrors.datasetMissing(context.name)
  return openBeirData(dataset, context.services, context.path)
}

const toRows = ({ queries, hashes }: BeirData): TaskPlan['rows'] => ({
  count: queries.length,
  hash: hashText(canonicalJson(hashes)),
  async *rows() {
    yield* queries
  },
})

function scoreRanking(
  measures: readonly RankingMeasure[],
  { judgements }: BeirData,
  item: Row,
  found: readonly Found[],
): Record<string, number> {
  const grades = judgements.get(String(item['id'])) ?? new Map<string, number>()
  const ranked = found.map(({ id }) => id)
  return Object.fromEntries(measures.map((measure) => [`${GROUP}.${measure.name}`, measure.score(ranked, grades)]))
}

/** Measures of the ranking, and metrics of the answer. */
function readMetrics(context: TaskContext, kind: 'retriever' | 'rag') {
  const measures: RankingMeasure[] = []
  const answerMetrics: [string, { type: string; params?: Record<string, unknown> | null | undefined }][] = []
  for (const [metric, given] of Object.entries(context.task.metrics ?? {})) {
    const path = `${context.path}.metrics.${metric}.type`
    if (NOT_HERE.includes(given.type))
      throw evaluationErrors.metricUnavailable(
        given.type,
        'RAGAS metrics do not run here. Rate answers by a metric of type "llm-judge", whose prompt may use {{ item.context }}.',
        path,
      )
    if (scorerTypes.some(({ id }) => id === given.type)) {
      if (kind === 'rag') answerMetrics.push([metric, given])
      else throw evaluationErrors.metricUnavailable(given.type, 'It scores answers, and a retriever gives none.', path)
      continue
    }
    try {
      measures.push(parseRankingMeasure(given.type))
    } catch (error) {
      throw evaluationErrors.configInvalid(path, error instanceof Error ? error.message : String(error))
    }
  }
  if (measures.length + answerMetrics.length === 0)
    throw evaluationErrors.configInvalid(`${context.path}.metrics`, 'is empty, expected at least one metric.')
  return { measures, answerMetrics }
}

async function planAnswers(
  context: TaskContext,
  model: unknown,
  metrics: Awaited<ReturnType<typeof readMetrics>>['answerMetrics'],
) {
  if (model == null || model === '') throw evaluationErrors.targetUnfit('A RAG pipeline needs a `model` that answers.')
  const endpoint: Endpoint = await context.services.resolveModel(model)
  const template = context.task.params?.['template'] ?? { messages: DEFAULT_RAG_MESSAGES }
  const task = { ...context.task, params: { ...context.task.params, template } }
  const request = compileRequest({ ...context, task }, endpoint)
  const scorers = await Promise.all(
    metrics.map(async ([metric, { type, params }]): Promise<NamedScorer> => {
      const known = scorerTypes.find(({ id }) => id === type)
      if (known === undefined)
        throw evaluationErrors.metricUnknown(
          type,
          scorerTypes.map(({ id }) => id),
          context.path,
        )
      const path = `${context.path}.metrics.${metric}.params`
      return [
        metric,
        await known.create({ metric, path, params: params ?? {}, topLevel: false, services: context.services }),
      ]
    }),
  )
  return {
    scorers,
    identity: {
      model: endpointIdentity(endpoint),
      scorers: scorers.map(([metric, { identity }]) => [metric, identity ?? null]),
    },
    async answer(item: Row, sample: SampleContext) {
      const body = request.body.render({ item, sample: {}, topLevel: false }) as Record<string, unknown>
      const reply = await sample.call('target', endpoint, { kind: request.kind, role: 'target', body })
      const view = { item, sample: toSample(reply), topLevel: false }
      return scoreRow(view, scorers, sample, { prompt: body['messages'] ?? body['prompt'] ?? null, answer: reply.text })
    },
  }
}
