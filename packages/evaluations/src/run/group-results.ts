/** Results of `config.groups`: scores that all tasks of a group share, as the mean over their rows together. */
import type { EvaluationConfig, TaskResult } from '@evalflow/contract'
import { meanStderr, mergeSummaries, pooledStderr, toScoreStats, unweightedStderr } from '@evalflow/metrics'
import type { ScoreResult } from './score-results.ts'

/**
 * Corpus scores have no mean over tasks and are left out.
 *
 * A group that says `metrics.{metric}.params.weight_by_size` gets lm-eval's figures (`api/group.py`): true counts tasks by
 * their rows, with the pooled standard error; false gives the plain mean over tasks.
 */
export function toGroupResults(
  groups: NonNullable<EvaluationConfig['groups']>,
  tasks: ReadonlyMap<string, readonly ScoreResult[]>,
): Record<string, TaskResult> {
  return Object.fromEntries(
    Object.entries(groups).map(([name, group]) => {
      const members = (group.tasks ?? []).flatMap((task) => tasks.get(task) ?? [])
      return [name, { metrics: mergeScores(members, group.tasks?.length ?? 0, toWeighting(group)) }]
    }),
  )
}

type Weighting = (metric: string) => boolean | undefined

const toWeighting =
  ({ metrics }: NonNullable<EvaluationConfig['groups']>[string]): Weighting =>
  (metric) => {
    const weighted = metrics?.[metric]?.params?.['weight_by_size']
    return typeof weighted === 'boolean' ? weighted : undefined
  }

function mergeScores(
  results: readonly ScoreResult[],
  taskCount: number,
  isWeighted: Weighting,
): NonNullable<TaskResult['metrics']> {
  const byKey = new Map<string, ScoreResult[]>()
  for (const result of results) {
    if (result.planned.corpus !== undefined) continue
    byKey.set(result.planned.key, [...(byKey.get(result.planned.key) ?? []), result])
  }
  const metrics: NonNullable<TaskResult['metrics']> = {}
  for (const found of byKey.values()) {
    const [first] = found
    if (first === undefined || found.length !== taskCount) continue
    const summary = found.map((result) => result.summary).reduce(mergeSummaries)
    const { scores } = (metrics[first.planned.metric] ??= { scores: {} })
    const own = toTaskMean(found, isWeighted(first.planned.metric))
    scores[first.planned.score] = {
      value: own?.value ?? (summary.count === 0 ? null : summary.sum / summary.count),
      stats: { ...toScoreStats(summary), ...(own?.stderr == null ? {} : { stderr: own.stderr }) },
    }
  }
  return metrics
}

/** Undefined where the group asks for nothing, or a task has no rows. A task of one row adds no spread of its own. */
function toTaskMean(
  results: readonly ScoreResult[],
  isWeighted: boolean | undefined,
): { value: number; stderr: number | null } | undefined {
  if (isWeighted === undefined || results.some(({ summary }) => summary.count === 0)) return undefined
  const parts = results.map(({ summary }) => ({
    mean: summary.sum / summary.count,
    stderr: meanStderr(summary) ?? 0,
    size: isWeighted ? summary.count : 1,
  }))
  const total = parts.reduce((sum, { size }) => sum + size, 0)
  const value = parts.reduce((sum, { mean, size }) => sum + mean * size, 0) / total
  return { value, stderr: isWeighted ? pooledStderr(parts) : unweightedStderr(parts.map(({ stderr }) => stderr)) }
}
