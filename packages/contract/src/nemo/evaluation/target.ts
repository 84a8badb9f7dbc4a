/**
 * Evaluation targets: what is evaluated. `/v1/evaluation/targets`
 *
 * The field named like `type` holds the data. Source: SDK 1.5.0 `types/evaluation_target.py`, `target_type.py`,
 * `retriever_target.py`, `rag_target.py`.
 */
import { z } from 'zod'
import { entityFields, entityInputFields } from '../entity.ts'
import { datasetRefSchema } from '../entity-store/dataset.ts'
import { modelRefSchema } from '../entity-store/model.ts'
import { openEnum } from '../open-enum.ts'

export const TARGET_TYPES = ['model', 'cached_outputs', 'retriever', 'rag', 'rows', 'dataset'] as const
export type TargetType = (typeof TARGET_TYPES)[number]

export const cachedOutputsSchema = z.looseObject({ files_url: z.string() })

export const retrieverSchema = z.looseObject({
  pipeline: z
    .looseObject({
      query_embedding_model: modelRefSchema,
      index_embedding_model: modelRefSchema,
      reranker_model: modelRefSchema.nullish(),
      top_k: z.int().min(1).nullish(),
    })
    .nullish(),
  cached_outputs: cachedOutputsSchema.nullish(),
})

export const ragSchema = z.looseObject({
  pipeline: z
    .looseObject({
      retriever: retrieverSchema,
      model: modelRefSchema,
      /** `asc` or `desc`. */
      context_ordering: z.string().nullish(),
    })
    .nullish(),
  cached_outputs: cachedOutputsSchema.nullish(),
})

const payloadFields = {
  model: modelRefSchema.nullish(),
  cached_outputs: cachedOutputsSchema.nullish(),
  dataset: datasetRefSchema.nullish(),
  rows: z.array(z.record(z.string(), z.unknown())).nullish(),
  retriever: retrieverSchema.nullish(),
  rag: ragSchema.nullish(),
}

export const evaluationTargetSchema = z.looseObject({ ...entityFields, ...payloadFields, type: openEnum(TARGET_TYPES) })
export type EvaluationTarget = z.infer<typeof evaluationTargetSchema>

/** The payload of `type` must be there: a target of type `rows` without `rows` is refused. */
export const evaluationTargetCreateSchema = z
  .looseObject({ ...entityInputFields, ...payloadFields, type: z.enum(TARGET_TYPES) })
  .superRefine((target, context) => {
    if (target[target.type] == null)
      context.addIssue({ code: 'custom', path: [target.type], message: `a target of type "${target.type}" needs it` })
  })
export type EvaluationTargetCreate = z.infer<typeof evaluationTargetCreateSchema>
export const evaluationTargetPatchSchema = z.looseObject({
  ...entityInputFields,
  ...payloadFields,
  type: z.enum(TARGET_TYPES).nullish(),
})
export type EvaluationTargetPatch = z.infer<typeof evaluationTargetPatchSchema>
