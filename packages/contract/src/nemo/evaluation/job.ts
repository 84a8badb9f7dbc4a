/**
 * Evaluation jobs: one run of a config against a target. `/v1/evaluation/jobs`
 *
 * Jobs have no name and are addressed by id. `/status` answers the details only: read the job itself for `status`.
 * Source: SDK 1.5.0 `types/evaluation_job.py`, `evaluation_status_details.py`, `shared/job_status.py`.
 */
import { z } from 'zod'
import { entityFields, entityInputFields } from '../entity.ts'
import { openEnum } from '../open-enum.ts'
import { evaluationConfigCreateSchema, evaluationConfigSchema } from './config.ts'
import { evaluationResultSchema } from './result.ts'
import { evaluationTargetCreateSchema, evaluationTargetSchema } from './target.ts'

export const JOB_STATUSES = [
  'created',
  'pending',
  'running',
  'cancelled',
  'cancelling',
  'failed',
  'completed',
  'ready',
  'unknown',
] as const
export type JobStatus = (typeof JOB_STATUSES)[number]
export const TASK_STATUSES = ['pending', 'running', 'completed', 'failed'] as const
/** Nothing follows these. */
export const FINAL_JOB_STATUSES: readonly string[] = ['completed', 'failed', 'cancelled']

/**
 * Progress of a job: body of `GET /v1/evaluation/jobs/{job_id}/status`.
 * `progress` is null until something is known; Evalflow's own server adds `evalflow` (`JobProgress` of Studio's API).
 */
export const evaluationStatusDetailsSchema = z.looseObject({
  /** For people; never parse it. */
  message: z.string().nullish(),
  /** Percent, 0 to 100 (not a 0..1 rate). */
  progress: z.number().min(0).max(100).nullish(),
  /** Count of samples, 0 or more. */
  samples_processed: z.int().min(0).nullish(),
  /** By task name. */
  task_status: z.record(z.string(), openEnum(TASK_STATUSES)).nullish(),
})
export type EvaluationStatusDetails = z.infer<typeof evaluationStatusDetailsSchema>

const { name: _jobsHaveNoName, ...jobEntityFields } = entityFields

export const evaluationJobSchema = z.looseObject({
  ...jobEntityFields,
  id: z.string(),
  namespace: z.string().nullish(),
  /** Expanded in single answers; some lists give the reference only. */
  config: z.union([z.string(), evaluationConfigSchema]).nullish(),
  target: z.union([z.string(), evaluationTargetSchema]).nullish(),
  status: openEnum(JOB_STATUSES).nullish(),
  status_details: evaluationStatusDetailsSchema.nullish(),
  /** Id of the result. */
  result: z.string().nullish(),
  output_files_url: z.string().nullish(),
})
export type EvaluationJob = z.infer<typeof evaluationJobSchema>

/** An object with a name and no payload refers to a stored entity. */
export const objectRefSchema = z.looseObject({ name: z.string(), namespace: z.string().nullish() })

/** `namespace/name`, a bare name, an id, an object that names a stored one, or the thing itself. */
export const jobConfigSchema = z.union([z.string().min(1), evaluationConfigCreateSchema, objectRefSchema])
export const jobTargetSchema = z.union([z.string().min(1), evaluationTargetCreateSchema, objectRefSchema])

export const evaluationJobCreateSchema = z.looseObject({
  config: jobConfigSchema,
  target: jobTargetSchema,
  namespace: entityInputFields.namespace,
  description: entityInputFields.description,
  project: entityInputFields.project,
  custom_fields: entityInputFields.custom_fields,
  ownership: entityInputFields.ownership,
  output_files_url: z.string().nullish(),
})
export type EvaluationJobCreate = z.infer<typeof evaluationJobCreateSchema>

/** Answer of `POST /v1/evaluation/live`: the evaluation has run, nothing is stored. */
export const liveEvaluationSchema = z.looseObject({
  status: openEnum(JOB_STATUSES).nullish(),
  status_details: evaluationStatusDetailsSchema.nullish(),
  result: evaluationResultSchema.nullish(),
  logs: z.unknown().optional(),
})
export type LiveEvaluation = z.infer<typeof liveEvaluationSchema>
