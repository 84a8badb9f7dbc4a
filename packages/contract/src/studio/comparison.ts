/**
 * A comparison of runs over the same rows: on the port `comparison` of Compare Runs, in reports, and the answer of
 * `GET /api/comparisons?ids=a,b&baseline=a&rows=same|shared` (two to five jobs; the first is the baseline unless named).
 * 422 with the component's code where they cannot be compared: `not_comparable`, `samples_missing`, `result_missing`.
 */
import { z } from 'zod'

/** `task` is the candidate's; the baseline may call it otherwise. */
const flipSchema = z.object({ task: z.string(), baseline_task: z.string(), index: z.int(), prompt: z.string() })

export const metricComparisonSchema = z.object({
  /** `{metric}.{score}`, with the task before it where there are several. */
  metric: z.string(),
  /** Rows scored in both runs. */
  n: z.int(),
  /** Rows that one of the two did not score. */
  left_out: z.int(),
  baseline: z.number(),
  candidate: z.number(),
  /** candidate − baseline. */
  difference: z.number(),
  ci: z.object({ low: z.number(), high: z.number() }).nullable(),
  test: z.enum(['mcnemar', 'paired_t']),
  /** Null where it cannot be told: fewer than two rows, or the same difference on every row. */
  p: z.number().nullable(),
  p_holm: z.number().nullable(),
  /** Smallest difference that this many rows would show. */
  mde: z.number().nullable(),
  better: z.int(),
  worse: z.int(),
  same: z.int(),
  /** Of metrics that are 0 or 1: which rows turned. First ones only; `better` and `worse` are all. */
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
export type MetricComparison = Comparison['candidates'][number]['metrics'][number]
export type ComparedRun = Comparison['baseline']

export const MOST_COMPARED = 5

export const comparisonQuerySchema = z.object({
  ids: z
    .string()
    .transform((ids) => [...new Set(ids.split(',').filter((id) => id !== ''))])
    .pipe(z.array(z.string()).min(2).max(MOST_COMPARED)),
  baseline: z.string().optional(),
  rows: z.enum(['same', 'shared']).default('same'),
})

/**
 * `GET /api/jobs/{id}/summary`: what the rows say beyond their means. Groups are the tasks, and columns of the rows with
 * few different texts; empty where the job keeps no samples here.
 */
export const sampleSummarySchema = z.object({
  rows: z.int(),
  metrics: z.array(
    z.object({
      metric: z.string(),
      n: z.int(),
      /** Bins of one width, each from `low` up to `high`, the last with its end; of few different values one bin each (`low` = `high`). */
      bins: z.array(z.object({ low: z.number(), high: z.number(), count: z.int() })),
    }),
  ),
  groups: z.array(
    z.object({
      /** `task`, or a column of the rows. */
      by: z.string(),
      values: z.array(
        z.object({
          value: z.string(),
          rows: z.int(),
          /** By metric: mean of the scored rows, and how many those are. */
          metrics: z.record(z.string(), z.object({ mean: z.number(), n: z.int() })),
        }),
      ),
    }),
  ),
})
export type SampleSummary = z.infer<typeof sampleSummarySchema>
