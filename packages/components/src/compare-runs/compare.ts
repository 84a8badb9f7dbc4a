/**
 * Is the candidate different from the baseline, and on which rows? (rules of Compare Runs)
 *
 * 1. Rows are joined by place, and must have the same content; otherwise nothing is compared.
 * 2. A row counts for a metric where both runs scored it. What is left out is counted.
 * 3. Difference is candidate − baseline, the mean of the paired differences, with a t interval.
 * 4. A metric that is 0 or 1 on every row is tested with exact McNemar, any other with the paired t test.
 * 5. p values of all metrics and candidates of one node are adjusted together (Holm).
 * 6. The smallest detectable difference (α 0.05 two-sided, power 0.8) says what this many rows can show.
 *
 * Source of the method: E. Miller, "Adding Error Bars to Evals", arXiv 2411.00640.
 */
import { comparePaired, holm, mcNemar, minimumDetectableEffect } from '@evalflow/metrics'
import type { Comparison, MetricComparison } from '@evalflow/contract'
import { ComponentError } from '../errors.ts'
import type { RunRow, RunRows } from './read-run.ts'

export type { MetricComparison } from '@evalflow/contract'
type Flip = NonNullable<MetricComparison['flips']>['right_to_wrong'][number]
type RowsMatch = Comparison['candidates'][number]['rows']

export const LISTED_FLIPS = 50
const ALPHA = 0.05
const EPSILON = 1e-12

/** @throws ComponentError `not_comparable`, with the first row that differs */
export function matchRows(
  baseline: RunRows,
  candidate: RunRows,
  options: { names: readonly [string, string]; sharedOnly: boolean },
): RowsMatch {
  const [left, right] = options.names
  const refuse = (why: string): never => {
    throw new ComponentError(
      'not_comparable',
      `"${left}" and "${right}" cannot be compared: ${why} Run both over the same dataset.`,
      { field: 'results' },
    )
  }
  if (baseline.tasks.length > 1 || candidate.tasks.length > 1) {
    const other = candidate.tasks.find((task) => !baseline.tasks.includes(task))
    if (other !== undefined || baseline.tasks.length !== candidate.tasks.length)
      refuse(`their tasks differ (${baseline.tasks.join(', ')} and ${candidate.tasks.join(', ')}).`)
  }
  let shared = 0
  for (const [key, row] of baseline.rows) {
    const other = candidate.rows.get(key)
    if (!other) continue
    if (other.hash !== row.hash)
      refuse(`row ${row.index + 1} has other content, so the datasets differ (${hashes(baseline, candidate)}).`)
    shared += 1
  }
  const match = {
    shared,
    only_baseline: baseline.rows.size - shared,
    only_candidate: candidate.rows.size - shared,
  }
  if (shared === 0) refuse('they have no row in common.')
  if (!options.sharedOnly && match.only_baseline + match.only_candidate > 0)
    refuse(
      `${match.only_baseline} rows are only in the first and ${match.only_candidate} only in the second, so the datasets differ (${hashes(baseline, candidate)}). To compare the ${shared} rows that are equal, set Rows to "Those in both".`,
    )
  return match
}

const hashes = (a: RunRows, b: RunRows): string => `sha256 ${a.rowsHash.slice(0, 12)} and ${b.rowsHash.slice(0, 12)}`

/** One entry per metric that both runs have. p values are not adjusted yet. */
export function compareRows(baseline: RunRows, candidate: RunRows): MetricComparison[] {
  const several = baseline.tasks.length > 1
  const found = new Map<string, { task: string; pairs: Pair[] }>()
  const shared = new Map<string, number>()
  for (const [key, before] of baseline.rows) {
    const after = candidate.rows.get(key)
    if (!after) continue
    shared.set(before.task, (shared.get(before.task) ?? 0) + 1)
    for (const name of new Set([...Object.keys(before.scores), ...Object.keys(after.scores)])) {
      const metric = several ? `${before.task}/${name}` : name
      const entry = found.get(metric) ?? { task: before.task, pairs: [] }
      found.set(metric, entry)
      const [a, b] = [before.scores[name], after.scores[name]]
      if (typeof a === 'number' && typeof b === 'number')
        entry.pairs.push({ row: after, baselineTask: before.task, a, b })
    }
  }
  // a failed row has no scores at all, so what is left out is counted from the rows, not from nulls
  return Array.from(found, ([metric, { task, pairs }]) =>
    pairs.length === 0 ? null : compareMetric(metric, pairs, (shared.get(task) ?? 0) - pairs.length),
  ).filter((comparison) => comparison !== null)
}

/** One row scored `a` by the baseline and `b` by the candidate. */
interface Pair {
  row: RunRow
  baselineTask: string
  a: number
  b: number
}

function compareMetric(metric: string, pairs: readonly Pair[], leftOut: number): MetricComparison {
  const before = pairs.map(({ a }) => a)
  const after = pairs.map(({ b }) => b)
  const paired = comparePaired(after, before)
  const binary = [...before, ...after].every((value) => value === 0 || value === 1)
  const changed = pairs.filter(({ a, b }) => Math.abs(a - b) > EPSILON)
  const better = changed.filter(({ a, b }) => b > a)
  const worse = changed.filter(({ a, b }) => b < a)
  return {
    metric,
    n: pairs.length,
    left_out: leftOut,
    baseline: meanOf(before),
    candidate: meanOf(after),
    difference: paired.difference,
    ci: paired.ci && { low: paired.ci.low, high: paired.ci.high },
    test: binary ? 'mcnemar' : 'paired_t',
    p: binary ? mcNemar(better.length, worse.length) : paired.pValue,
    p_holm: null,
    mde:
      paired.stderr === null
        ? null
        : minimumDetectableEffect(pairs.length, { omegaSquared: paired.stderr ** 2 * pairs.length, alpha: ALPHA }),
    better: better.length,
    worse: worse.length,
    same: pairs.length - changed.length,
    flips: binary ? { right_to_wrong: toFlips(worse), wrong_to_right: toFlips(better) } : null,
  }
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

const toFlips = (pairs: readonly Pair[]): Flip[] =>
  pairs
    .slice(0, LISTED_FLIPS)
    .map(({ row: { task, index, prompt }, baselineTask }) => ({ task, baseline_task: baselineTask, index, prompt }))

/** Rule 5. A test that told nothing takes no part. */
export function adjust(families: readonly MetricComparison[][]): MetricComparison[][] {
  const tested = families.flat().filter(({ p }) => p !== null)
  const adjusted = holm(tested.map(({ p }) => p ?? 1))
  const byTest = new Map(tested.map((comparison, index) => [comparison, adjusted[index] ?? null]))
  return families.map((family) => family.map((one) => ({ ...one, p_holm: byTest.get(one) ?? null })))
}
