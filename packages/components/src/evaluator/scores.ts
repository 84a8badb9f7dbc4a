/**
 * Headline scores of a finished job.
 *
 * Evalflow's own server sends them with their proof; of any other NeMo server they are read from the result tree, with
 * what its `stats` hold. What the server did not tell stays unknown: it is never filled in.
 */
import type { ScoreSummary } from '@evalflow/contract'
import { z } from 'zod'
import type { StoredJob } from '../services.ts'
import { progressOf } from './wait.ts'

/** Two-sided 95 % of the normal distribution. */
const Z_95 = 1.959963984540054

const statsSchema = z.looseObject({
  count: z.number().nullish(),
  stderr: z.number().nullish(),
  nan_count: z.number().nullish(),
})
const metricsSchema = z.record(
  z.string(),
  z.looseObject({
    scores: z
      .record(z.string(), z.looseObject({ value: z.number().nullable(), stats: statsSchema.nullish() }))
      .nullish(),
  }),
)
const treeSchema = z.looseObject({
  tasks: z.record(z.string(), z.looseObject({ metrics: metricsSchema.nullish() })).nullish(),
  groups: z.record(z.string(), z.looseObject({ metrics: metricsSchema.nullish() })).nullish(),
})

export async function readScores(job: StoredJob, results: (id: string) => Promise<unknown>): Promise<ScoreSummary[]> {
  const own = progressOf(job)?.scores
  if (own && own.length > 0) return own
  return toScoreSummaries(await results(job.id))
}

/** Flattens `{tasks, groups}` of NeMo's result shape. @throws ZodError if it is not that shape */
export function toScoreSummaries(tree: unknown): ScoreSummary[] {
  const { tasks, groups } = treeSchema.parse(tree)
  return [...Object.entries(tasks ?? {}), ...Object.entries(groups ?? {})].flatMap(([task, { metrics }]) =>
    Object.entries(metrics ?? {}).flatMap(([metric, { scores }]) =>
      Object.entries(scores ?? {}).map(([score, { value, stats }]): ScoreSummary => {
        const stderr = stats?.stderr ?? null
        const ci =
          stderr === null || value === null
            ? null
            : { low: value - Z_95 * stderr, high: value + Z_95 * stderr, method: 'normal' }
        const unscored = stats?.nan_count ?? 0
        return { task, metric, score, value, n: stats?.count ?? 0, unscored, failed: 0, stderr, ci, range: null }
      }),
    ),
  )
}
