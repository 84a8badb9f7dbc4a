/** A comparison as it travels: on the port `comparison`, to the node's view and into reports. */
import { z } from 'zod'

const flipSchema = z.object({ task: z.string(), baseline_task: z.string(), index: z.int(), prompt: z.string() })

export const metricComparisonSchema = z.object({
  metric: z.string(),
  n: z.int(),
  left_out: z.int(),
  baseline: z.number(),
  candidate: z.number(),
  /** candidate − baseline. */
  difference: z.number(),
  ci: z.object({ low: z.number(), high: z.number() }).nullable(),
  test: z.enum(['mcnemar', 'paired_t']),
  p: z.number().nullable(),
  p_holm: z.number().nullable(),
  mde: z.number().nullable(),
  better: z.int(),
  worse: z.int(),
  same: z.int(),
  flips: z.object({ right_to_wrong: z.array(flipSchema), wrong_to_right: z.array(flipSchema) }).nullable(),
})

const runFactsSchema = z.object({
  job_id: z.string(),
  label: z.string(),
  config: z.string(),
  target: z.string(),
  model: z.string().nullable(),
  dataset: z.string().nullable(),
  rows: z.int(),
  /** sha256 over the content of all rows, hex. */
  rows_hash: z.string(),
})
export type RunFacts = z.infer<typeof runFactsSchema>

export const comparisonSchema = z.object({
  schema: z.literal('evalflow.comparison/1'),
  baseline: runFactsSchema,
  candidates: z.array(
    z.object({
      run: runFactsSchema,
      rows: z.object({ shared: z.int(), only_baseline: z.int(), only_candidate: z.int() }),
      metrics: z.array(metricComparisonSchema),
      differences: z.array(
        z.object({ path: z.string(), baseline: z.string().nullable(), candidate: z.string().nullable() }),
      ),
    }),
  ),
})
export type Comparison = z.infer<typeof comparisonSchema>
