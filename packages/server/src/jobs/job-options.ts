/**
 * How a job runs, beside what it measures: `params.extra` of its config, over that `custom_fields.evalflow_options` of the
 * job (what its launch set), over that what was set when it was resumed.
 * None of it changes an outcome, so a job may go on with other options.
 */
import { jobResumeRequestSchema } from '@evalflow/contract'
import { z } from 'zod'

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

/** @throws ZodError with the path of the option at fault */
export function toJobOptions(job: unknown, changed: unknown): JobOptions {
  const { config, custom_fields: fields } = jobSchema.parse(job)
  return jobOptionsSchema.parse({
    ...config?.params?.extra,
    ...fields?.evalflow_options,
    ...jobOptionsSchema.parse(changed),
  })
}

const tokenSchema = z.looseObject({
  params: z.looseObject({ extra: z.looseObject({ hf_token: z.string().min(1) }) }),
})

/** `params.extra.hf_token`, for data sets on a hub; undefined if there is none. */
export function toHubToken(config: unknown): string | undefined {
  return tokenSchema.safeParse(config).data?.params.extra.hf_token
}
