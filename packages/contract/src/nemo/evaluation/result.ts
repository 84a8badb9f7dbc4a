/**
 * Results: `GET /v1/evaluation/jobs/{job_id}/results`, `/v1/evaluation/results`
 *
 * Task, metric and score names are data: walk the tree, never look for a fixed name. `value` and `stats.mean` can
 * differ; `value` is the result. Source: SDK 1.5.0 `types/evaluation_result.py`, and recorded answers.
 */
import { z } from 'zod'
import { entityFields, entityInputFields } from '../entity.ts'

/** Spread of the per-sample values behind one score. */
export const scoreStatsSchema = z.looseObject({
  count: z.int().min(0).nullish(),
  sum: z.number().nullish(),
  sum_squared: z.number().nullish(),
  mean: z.number().nullish(),
  min: z.number().nullish(),
  max: z.number().nullish(),
  variance: z.number().nullish(),
  /** Of the population, not the sample. */
  stddev: z.number().nullish(),
  stderr: z.number().nullish(),
  /** Count of samples that could not be scored. */
  nan_count: z.int().min(0).nullish(),
})
export type ScoreStats = z.infer<typeof scoreStatsSchema>

/** `value` is null when nothing could be scored. */
export const scoreSchema = z.looseObject({ value: z.number().nullable(), stats: scoreStatsSchema.nullish() })
export type Score = z.infer<typeof scoreSchema>
export const metricResultSchema = z.looseObject({ scores: z.record(z.string(), scoreSchema) })
export type MetricResult = z.infer<typeof metricResultSchema>
export const taskResultSchema = z.looseObject({
  metrics: z.record(z.string(), metricResultSchema).nullish(),
  data: z.unknown().optional(),
})
export type TaskResult = z.infer<typeof taskResultSchema>
export const groupResultSchema = z.looseObject({
  metrics: z.record(z.string(), metricResultSchema).nullish(),
  get groups() {
    return z.record(z.string(), groupResultSchema).nullish()
  },
})
export type GroupResult = z.infer<typeof groupResultSchema>

const resultFields = {
  files_url: z.string().nullish(),
  tasks: z.record(z.string(), taskResultSchema).nullish(),
  groups: z.record(z.string(), groupResultSchema).nullish(),
}

export const evaluationResultSchema = z.looseObject({
  ...entityFields,
  /** Id of the job that made it. */
  job: z.string(),
  ...resultFields,
})
export type EvaluationResult = z.infer<typeof evaluationResultSchema>
export const evaluationResultCreateSchema = z.looseObject({ ...entityInputFields, ...resultFields, job: z.string() })
export type EvaluationResultCreate = z.infer<typeof evaluationResultCreateSchema>
export const evaluationResultPatchSchema = z.looseObject({
  ...entityInputFields,
  ...resultFields,
  job: z.string().nullish(),
})
export type EvaluationResultPatch = z.infer<typeof evaluationResultPatchSchema>
