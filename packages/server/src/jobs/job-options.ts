/**
 * How a job runs, beside what it measures: `params.extra` of its config, over that `custom_fields.evalflow_options` of the
 * job (what its launch set), over that what was set when it was resumed.
 * None of it changes an outcome, so a job may go on with other options.
 */
import { type EvaluationJob, jobResumeRequestSchema } from '@evalflow/contract'
import { z } from 'zod'
import { problems } from '../errors.ts'

/** What is not in it (`top_k`, say) is a sampling setting and not this module's. */
const jobOptionsSchema = jobResumeRequestSchema
export type JobOptions = z.infer<typeof jobOptionsSchema>

const extraSchema = z.record(z.string(), z.unknown()).nullish()
const jobSchema = z.looseObject({
  config: z
    .looseObject({ params: z.looseObject({ extra: extraSchema }).nullish() })
    .nullish()
    .catch(null),
  custom_fields: z.looseObject({ evalflow_options: extraSchema }).nullish(),
})

/** @throws ApiProblem `bad_input` with the path of the option at fault, as in `config.params.extra.budget` */
export function toJobOptions(job: unknown, changed: unknown): JobOptions {
  const { config, custom_fields: fields } = jobSchema.parse(job)
  const given: Record<string, unknown> = {
    ...config?.params?.extra,
    ...fields?.evalflow_options,
    ...jobOptionsSchema.parse(changed),
  }
  const parsed = jobOptionsSchema.safeParse(given)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const [name = '', ...rest] = (issue?.path ?? []).map(String)
  const isLaunched = Object.hasOwn(fields?.evalflow_options ?? {}, name)
  const path = [isLaunched ? 'custom_fields.evalflow_options' : 'config.params.extra', name, ...rest].join('.')
  const found = JSON.stringify(given[name])
  throw problems.badInput(
    `${path}: found ${found}. ${issue?.message ?? 'It is not valid'}. Correct it or leave it out.`,
    path,
  )
}

const tokenSchema = z.looseObject({
  params: z.looseObject({ extra: z.looseObject({ hf_token: z.string().min(1) }) }),
})

/** `params.extra.hf_token`, for data sets on a hub; undefined if there is none. */
export function toHubToken(config: unknown): string | undefined {
  return tokenSchema.safeParse(config).data?.params.extra.hf_token
}

const limitedSchema = z.looseObject({
  params: z.looseObject({ limit_samples: z.number().nullish() }).nullish(),
})

/** `limit_samples` of the config; null if the job takes every row. */
export function toLimit(job: EvaluationJob): number | null {
  return limitedSchema.safeParse(job.config).data?.params?.limit_samples ?? null
}
