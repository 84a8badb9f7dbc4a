/**
 * Final numbers of a task, folded from its journaled rows in row order: so a resumed run, a live picture at its end and
 * an undisturbed run give the same result to the last bit.
 */
import type { ScoreSummary, TaskResult } from '@evalflow/contract'
import type { Journal, SampleRecord, ScoreAggregate } from '@evalflow/engine'
import {
  type Interval,
  type Summary,
  addValue,
  bootstrapSteps,
  emptySummary,
  meanInterval,
  meanOf,
  meanStderr,
  toScoreStats,
} from '@evalflow/metrics'
import type { CorpusFold, PlannedScore, PlannedTask } from '../types.ts'

export interface ScoreResult {
  planned: PlannedScore
  /** Of the rows' own values. */
  summary: Summary
  /** Null when nothing could be scored. */
  value: number | null
  ci: Interval | null
  stderr: number | null
  failed: number
}

/** Rows folded between two turns of the event loop. */
const BATCH = 500
/** Of a bootstrap, between two turns of the event loop. */
const SLICE_MS = 10
/** A bootstrap costs rows x replicates: some tenths of a second at this many rows. */
const BOOTSTRAP_ROWS = 1000

/** Reads the whole journal of a task once. */
export async function foldTask(task: PlannedTask, journal: Journal): Promise<ScoreResult[]> {
  const folds = task.scores.map((planned) => ({
    planned,
    summary: emptySummary(),
    corpus: planned.corpus?.create(),
    extras: [] as unknown[],
  }))
  let rows = 0
  let failed = 0
  for (const record of journal.samples(task.name)) {
    if (record.status === 'failed') failed++
    else for (const fold of folds) addRecord(fold, record)
    if (++rows % BATCH === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  const results: ScoreResult[] = []
  for (const { planned, summary, corpus, extras } of folds) {
    if (corpus === undefined) {
      results.push({ ...fromSummary(planned, summary), failed })
      continue
    }
    if (corpus.count !== undefined) summary.count = corpus.count()
    const own = corpus.interval === undefined ? await bootstrapCorpus(planned, extras) : toParts(corpus.interval())
    results.push({ planned, summary, failed, value: corpus.value(), ...own })
  }
  return results
}

interface Fold {
  planned: PlannedScore
  summary: Summary
  corpus: CorpusFold | undefined
  extras: unknown[]
}

function addRecord({ planned, summary, corpus, extras }: Fold, record: SampleRecord): void {
  if (corpus === undefined || planned.corpus?.perRow) {
    const value = record.scores[planned.key]
    if (value !== undefined) addValue(summary, value)
  }
  if (corpus === undefined) return
  const extra = (record.extra as Record<string, unknown> | undefined)?.[planned.metric]
  if (!planned.corpus?.perRow) {
    if (extra === undefined) summary.unscored++
    else summary.count++
  }
  if (extra === undefined) return
  corpus.add(extra)
  if (extras.length <= BOOTSTRAP_ROWS) extras.push(extra)
}

function fromSummary(planned: PlannedScore, summary: Summary): Omit<ScoreResult, 'failed'> {
  const value = summary.count === 0 ? null : meanOf(summary)
  return { planned, summary, value, ci: meanInterval(summary, planned.binary), stderr: meanStderr(summary) }
}

/** Null for many rows: a statistic of the corpus has no cheap interval. */
async function bootstrapCorpus(
  planned: PlannedScore,
  extras: readonly unknown[],
): Promise<{ ci: Interval | null; stderr: number | null }> {
  const { corpus } = planned
  if (corpus === undefined || corpus.interval === false || extras.length > BOOTSTRAP_ROWS)
    return { ci: null, stderr: null }
  const steps = bootstrapSteps(
    extras.length,
    (indices) => {
      const fold = corpus.create()
      for (const index of indices) fold.add(extras[index])
      return fold.value() ?? 0
    },
    // 200,000 merges at most
    { replicates: Math.min(1000, Math.max(100, Math.floor(200_000 / Math.max(1, extras.length)))) },
  )
  for (let sinceMs = performance.now(); ;) {
    const step = steps.next()
    if (step.done) return toParts(step.value)
    if (performance.now() - sinceMs < SLICE_MS) continue
    await new Promise((resolve) => setImmediate(resolve))
    sinceMs = performance.now()
  }
}

function toParts(interval: (Interval & { stderr: number }) | null): { ci: Interval | null; stderr: number | null } {
  if (interval === null) return { ci: null, stderr: null }
  const { stderr, ...ci } = interval
  return { ci, stderr }
}

/** NeMo's tree: `metrics.{metric}.scores.{score}` with `value` and `stats`. */
export function toTaskResult(results: readonly ScoreResult[], data?: PlannedTask['data']): TaskResult {
  const metrics: NonNullable<TaskResult['metrics']> = {}
  for (const { planned, summary, value } of results) {
    const { scores } = (metrics[planned.metric] ??= { scores: {} })
    const hasStats = planned.corpus === undefined || planned.corpus.perRow
    scores[planned.score] = hasStats ? { value, stats: { ...toScoreStats(summary) } } : { value }
  }
  return data === undefined ? { metrics } : { metrics, data }
}

export function toScoreSummary(task: string, result: ScoreResult): ScoreSummary {
  const { planned, summary, value, ci, stderr, failed } = result
  const { metric, score, range } = planned
  return { task, metric, score, value, n: summary.count, unscored: summary.unscored, failed, stderr, ci, range }
}

/** A corpus score while rows come in, with the rows that left counts and those that left none. */
export interface LiveCorpus {
  fold: CorpusFold
  count: number
  unscored: number
}

/** A live score from the engine's running figures; the corpus score from counts seen so far. */
export function toLiveSummary(
  task: string,
  planned: PlannedScore,
  aggregate: ScoreAggregate | undefined,
  corpus: LiveCorpus | undefined,
  failed: number,
): ScoreSummary {
  const summary = toSummary(aggregate)
  const { metric, score, range } = planned
  const shared = { task, metric, score, n: summary.count, unscored: summary.unscored, failed, range }
  if (corpus !== undefined) {
    const { fold, count, unscored } = corpus
    const rows = planned.corpus?.perRow ? {} : { n: count, unscored }
    const counted = fold.count === undefined ? {} : { n: fold.count() }
    // nothing was folded yet, which is no score of 0
    const value = count === 0 ? null : fold.value()
    return { ...shared, ...rows, ...counted, value, stderr: null, ci: null }
  }
  const { value, ci, stderr } = fromSummary(planned, summary)
  return { ...shared, value, ci, stderr }
}

function toSummary(aggregate: ScoreAggregate | undefined): Summary {
  if (aggregate === undefined) return emptySummary()
  const { n, unscored, mean, m2, min, max } = aggregate
  const sum = (mean ?? 0) * n
  return {
    count: n,
    unscored,
    sum,
    sumSquared: m2 + (mean ?? 0) * sum,
    mean: mean ?? 0,
    m2,
    min: min ?? Infinity,
    max: max ?? -Infinity,
  }
}
