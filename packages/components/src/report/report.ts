/** What a report holds, whatever it is written as. JSON is this object; a reader knows it by `schema`. */
import { scoreSummarySchema } from '@evalflow/contract'
import { z } from 'zod'
import { comparisonSchema } from '@evalflow/contract'

export const reportRunSchema = z.object({
  job_id: z.string(),
  label: z.string(),
  created_at: z.string().nullable(),
  config_ref: z.string(),
  target_ref: z.string(),
  model: z.string().nullable(),
  dataset: z.string().nullable(),
  /** Rows read from the journal, and sha256 over their content; null if this server keeps no samples of the job. */
  rows: z.int().nullable(),
  rows_hash: z.string().nullable(),
  partial: z.boolean(),
  scores: z.array(scoreSummarySchema),
  tokens: z.object({ prompt: z.int(), completion: z.int(), unknown: z.int() }).nullable(),
  elapsed_seconds: z.number().nullable(),
  /** Makes the same job again. */
  command: z.string(),
  /** As they ran, secrets masked. */
  config: z.json(),
  target: z.json(),
  /** First samples that were not right: failed, unscored, or a score of 0. */
  wrong: z.array(
    z.object({
      task: z.string(),
      index: z.int(),
      status: z.string(),
      prompt: z.string(),
      answer: z.string(),
      reference: z.string(),
      why: z.string(),
    }),
  ),
})
export type ReportRun = z.infer<typeof reportRunSchema>

export const reportSchema = z.object({
  schema: z.literal('evalflow.report/1'),
  title: z.string(),
  notes: z.string(),
  created_at: z.string(),
  evalflow_version: z.string(),
  runs: z.array(reportRunSchema),
  comparison: comparisonSchema.nullable(),
})
export type Report = z.infer<typeof reportSchema>
