/** Results of `config.groups`: scores that all tasks of a group share, as the mean over their rows together. */
import type { EvaluationConfig, TaskResult } from '@evalflow/contract'
import { mergeSummaries, toScoreStats } from '@evalflow/metrics'
import type { ScoreResult } from './score-results.ts'

/** Corpus scores have no mean over tasks and are left out. */
export function toGroupResults(
  groups: NonNullable<EvaluationConfig['groups']>,
  tasks: ReadonlyMap<string, readonly ScoreResult[]>,
): Record<string, TaskResult> {
  return Object.fromEntries(
    Object.entries(groups).map(([name, group]) => {
      const members = (group.tasks ?? []).flatMap((task) => tasks.get(task) ?? [])
      return [name, { metrics: mergeScores(members, group.tasks?.length ?? 0) }]
    }),
  )
}

function mergeScores(results: readonly ScoreResult[], taskCount: number): NonNullable<TaskResult['metrics']> {
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
    scores[first.planned.score] = {
      value: summary.count === 0 ? null : summary.sum / summary.count,
      stats: { ...toScoreStats(summary) },
    }
  }
  return metrics
}
