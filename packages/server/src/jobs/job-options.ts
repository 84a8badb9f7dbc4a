/**
 * How a job runs, beside what it measures: `params.extra` of its config, and over that what was set when it was resumed.
 * None of it changes an outcome, so a job may go on with other options.
 */
import { jobResumeRequestSchema } from '@evalflow/contract'
import { z } from 'zod'

/** What is not in it (`top_k`, say) is a sampling setting and not this module's. */
const jobOptionsSchema = jobResumeRequestSchema
export type JobOptions = z.infer<typeof jobOptionsSchema>

const configSchema = z.looseObject({
  params: z.looseObject({ extra: z.record(z.string(), z.unknown()).nullish() }).nullish(),
})

/** @throws ZodError with the path of the option at fault */
export function toJobOptions(config: unknown, changed: unknown): JobOptions {
  const extra = configSchema.safeParse(config).data?.params?.extra ?? {}
  return jobOptionsSchema.parse({ ...extra, ...jobOptionsSchema.parse(changed) })
}

const tokenSchema = z.looseObject({
  params: z.looseObject({ extra: z.looseObject({ hf_token: z.string().min(1) }) }),
})

/** `params.extra.hf_token`, for data sets on a hub; undefined if there is none. */
export function toHubToken(config: unknown): string | undefined {
  return tokenSchema.safeParse(config).data?.params.extra.hf_token
}
