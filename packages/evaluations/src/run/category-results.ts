/** Scores by category of the rows (MT-bench: writing, math, ...), as groups of the result. */
import type { TaskResult } from '@evalflow/contract'
import type { Journal } from '@evalflow/engine'
import { type Summary, addValue, emptySummary, toScoreStats } from '@evalflow/metrics'
import type { PlannedScore, PlannedTask } from '../types.ts'

/** Rows folded between two turns of the event loop. */
const BATCH = 500

type ByScore = Map<string, { planned: PlannedScore; summary: Summary }>

/** One group for each category that rows name; tasks with the same category share it. Corpus scores have no share in a group. */
export async function foldCategories(
  tasks: readonly PlannedTask[],
  journal: Journal,
): Promise<Record<string, TaskResult>> {
  const groups = new Map<string, ByScore>()
  for (const task of tasks) {
    if (task.categoryOf === undefined) continue
    let rows = 0
    for (const record of journal.samples(task.name)) {
      const category = record.status === 'failed' ? undefined : task.categoryOf(record.extra)
      if (category !== undefined) addRow(groups, category, task.scores, record.scores)
      if (++rows % BATCH === 0) await new Promise((resolve) => setImmediate(resolve))
    }
  }
  return Object.fromEntries([...groups].map(([category, scores]) => [category, toResult(scores)]))
}

function addRow(
  groups: Map<string, ByScore>,
  category: string,
  planned: readonly PlannedScore[],
  scores: Readonly<Record<string, number | null>>,
): void {
  const group: ByScore = groups.get(category) ?? new Map()
  groups.set(category, group)
  for (const score of planned) {
    const value = scores[score.key]
    if (score.corpus !== undefined || value === undefined) continue
    const fold = group.get(score.key) ?? { planned: score, summary: emptySummary() }
    group.set(score.key, fold)
    addValue(fold.summary, value)
  }
}

function toResult(group: ByScore): TaskResult {
  const metrics: NonNullable<TaskResult['metrics']> = {}
  for (const { planned, summary } of group.values()) {
    const { scores } = (metrics[planned.metric] ??= { scores: {} })
    const value = summary.count === 0 ? null : summary.sum / summary.count
    scores[planned.score] = { value, stats: { ...toScoreStats(summary) } }
  }
  return { metrics }
}
