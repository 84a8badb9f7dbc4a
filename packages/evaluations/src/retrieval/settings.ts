/** What a retrieval task says, in its target's pipeline (NeMo) and in `params` of the task (ours). */
import type { EvaluationTarget } from '@evalflow/contract'
import { z } from 'zod'
import { encoderParams } from '../encoders/encoder.ts'
import { evaluationErrors } from '../errors.ts'

export const retrievalParams = z.looseObject({
  ...encoderParams,
  /** Documents kept for a query; the longest cut of a measure if that is more. */
  top_k: z.int().min(1).max(10_000).optional(),
  query_prefix: z.string().max(1000).default(''),
  passage_prefix: z.string().max(1000).default(''),
  /** Sent beside `input`, e.g. `{"input_type": "query"}` for encoders that treat both sides differently. */
  query_extra: z.record(z.string(), z.unknown()).default({}),
  passage_extra: z.record(z.string(), z.unknown()).default({}),
  /** BEIR leaves out a document with the query's own id. */
  ignore_identical_ids: z.boolean().default(true),
  /** Documents put before the model; RAG only. */
  context_documents: z.int().min(1).max(1000).default(5),
})
export type RetrievalParams = z.infer<typeof retrievalParams>

export interface RetrievalTarget {
  /** Of queries and documents; the encoder of the params where the target is a model. */
  queryModel: unknown
  indexModel: unknown
  /** Answers; only for RAG. */
  model: unknown
  topK: number | undefined
  /** `asc` puts the best document last, next to the question. */
  ordering: 'asc' | 'desc'
}

const RERANKER =
  'a reranker cannot run here: no request of its kind (`/v1/ranking`) is made. Take `reranker_model` out of the target.'

/** @throws EvaluationError `target_unfit` */
export function readRetrievalTarget(
  target: EvaluationTarget,
  kind: 'retriever' | 'rag',
  params: RetrievalParams,
): RetrievalTarget {
  const none = {
    queryModel: params.encoder,
    indexModel: params.encoder,
    model: undefined,
    topK: undefined,
    ordering: 'desc',
  } as const
  // Studio's targets are models: of a retriever the encoder, of RAG the model that answers
  if (target.type === 'model' && target.model != null)
    return kind === 'retriever'
      ? { ...none, queryModel: target.model, indexModel: target.model }
      : { ...none, model: target.model }
  if (target.type !== kind)
    throw evaluationErrors.targetUnfit(`Found a target of type "${target.type}", expected "${kind}" or "model".`)
  const rag = kind === 'rag' ? target.rag : undefined
  if ((kind === 'rag' ? rag : target.retriever)?.pipeline == null)
    throw evaluationErrors.targetUnfit(
      'The target has no `pipeline`; stored outputs of a retriever cannot be scored here.',
    )
  const pipeline = (kind === 'rag' ? rag?.pipeline?.retriever : target.retriever)?.pipeline
  if (pipeline == null) throw evaluationErrors.targetUnfit("The target's retriever has no `pipeline`.")
  if (pipeline.reranker_model != null) throw evaluationErrors.targetUnfit(`The target names a reranker: ${RERANKER}`)
  return {
    queryModel: pipeline.query_embedding_model,
    indexModel: pipeline.index_embedding_model,
    model: rag?.pipeline?.model,
    topK: pipeline.top_k ?? undefined,
    ordering: rag?.pipeline?.context_ordering === 'asc' ? 'asc' : 'desc',
  }
}
