/**
 * Evaluation configs: what to measure. `/v1/evaluation/configs`
 *
 * `type` is a free string: harness names (`custom`, `similarity_metrics`, `lm_eval_harness`) and benchmark names
 * (`gsm8k`, `humaneval`) both occur. Source: SDK 1.5.0 `types/evaluation_config.py`, `evaluation_params.py`,
 * `task_config.py`, `group_config.py`, `metric_config.py`.
 */
import { z } from 'zod'
import { entityFields, entityInputFields } from '../entity.ts'
import { datasetRefSchema } from '../entity-store/dataset.ts'

export const evaluationParamsSchema = z.looseObject({
  /** Most requests in flight at one time. */
  parallelism: z.int().min(1).nullish(),
  /** Seconds, for one request. */
  request_timeout: z.number().min(0).nullish(),
  /** Retries after the first try of one request. */
  max_retries: z.int().min(0).nullish(),
  /** Count of samples to evaluate at most. */
  limit_samples: z.int().min(0).nullish(),
  max_tokens: z.int().min(0).nullish(),
  temperature: z.number().nullish(),
  top_p: z.number().nullish(),
  stop: z.union([z.string(), z.array(z.string())]).nullish(),
  /** Whatever the evaluation type reads beside the above; `hf_token` in it is secret. */
  extra: z.record(z.string(), z.unknown()).nullish(),
})
export type EvaluationParams = z.infer<typeof evaluationParamsSchema>

export const metricConfigSchema = z.looseObject({
  type: z.string().min(1),
  params: z.record(z.string(), z.unknown()).nullish(),
})
export type MetricConfig = z.infer<typeof metricConfigSchema>
const metricsSchema = z.record(z.string(), metricConfigSchema)

export const taskConfigSchema = z.looseObject({
  type: z.string().min(1),
  dataset: datasetRefSchema.nullish(),
  params: z.record(z.string(), z.unknown()).nullish(),
  metrics: metricsSchema.nullish(),
})
export type TaskConfig = z.infer<typeof taskConfigSchema>

export const groupConfigSchema = z.looseObject({
  tasks: z.array(z.string()).nullish(),
  metrics: metricsSchema.nullish(),
  get groups() {
    return z.record(z.string(), groupConfigSchema).nullish()
  },
})
export type GroupConfig = z.infer<typeof groupConfigSchema>

const configFields = {
  type: z.string().min(1),
  params: evaluationParamsSchema.nullish(),
  tasks: z.record(z.string(), taskConfigSchema).nullish(),
  groups: z.record(z.string(), groupConfigSchema).nullish(),
}

export const evaluationConfigSchema = z.looseObject({ ...entityFields, ...configFields })
export type EvaluationConfig = z.infer<typeof evaluationConfigSchema>
export const evaluationConfigCreateSchema = z.looseObject({ ...entityInputFields, ...configFields })
export type EvaluationConfigCreate = z.infer<typeof evaluationConfigCreateSchema>
export const evaluationConfigPatchSchema = z.looseObject({
  ...entityInputFields,
  ...configFields,
  type: z.string().min(1).nullish(),
})
export type EvaluationConfigPatch = z.infer<typeof evaluationConfigPatchSchema>
