/** Are two runs different? Paired by row, as E. Miller, "Adding Error Bars to Evals", advises. */
import { metricErrors } from '../errors.ts'
import { normalCdf, studentCdf } from './distributions.ts'
import { type Interval, tInterval } from './intervals.ts'
import { clusteredStderr } from './stderr.ts'
import { meanOf, meanStderr, summarize } from './summary.ts'

export interface PairedComparison {
  n: number
  /** Mean of a - b. */
  difference: number
  /** Null for fewer than two rows (or clusters). */
  stderr: number | null
  ci: Interval | null
  /** Two-sided, from t; null where the error is null or 0. */
  pValue: number | null
  /** Pearson correlation of a and b; null if one does not vary. */
  correlation: number | null
}

/** `a[i]` and `b[i]` are scores of the same row. @throws MetricError `length_mismatch`, `empty_input` */
export function comparePaired(
  a: readonly number[],
  b: readonly number[],
  clusters?: readonly string[],
): PairedComparison {
  if (a.length !== b.length) throw metricErrors.lengthMismatch('The two runs', a.length, b.length)
  if (a.length === 0) throw metricErrors.emptyInput('The list of pairs')
  const differences = a.map((value, i) => value - (b[i] ?? 0))
  const summary = summarize(differences)
  const difference = meanOf(summary)
  const stderr = clusters === undefined ? meanStderr(summary) : clusteredStderr(differences, clusters)
  const df = (clusters === undefined ? a.length : new Set(clusters).size) - 1
  const pValue = stderr === null || stderr === 0 ? null : 2 * studentCdf(-Math.abs(difference / stderr), df)
  return {
    n: a.length,
    difference,
    stderr,
    ci: tInterval(difference, stderr, df),
    pValue,
    correlation: correlation(a, b),
  }
}

/** Row sets differ: errors add. Two-sided p from the normal distribution; null where the error is null or 0. */
export function compareUnpaired(
  a: { mean: number; stderr: number | null },
  b: { mean: number; stderr: number | null },
): { difference: number; stderr: number | null; pValue: number | null } {
  const difference = a.mean - b.mean
  if (a.stderr === null || b.stderr === null) return { difference, stderr: null, pValue: null }
  const stderr = Math.hypot(a.stderr, b.stderr)
  return { difference, stderr, pValue: stderr === 0 ? null : 2 * normalCdf(-Math.abs(difference / stderr)) }
}

/**
 * Exact McNemar test, two-sided: `onlyA` rows that only a got right, `onlyB` that only b did. 1 if there are none.
 */
export function mcNemar(onlyA: number, onlyB: number): number {
  const n = onlyA + onlyB
  const smaller = Math.min(onlyA, onlyB)
  let logChoose = 0
  let tail = 0
  for (let k = 0; k <= smaller; k++) {
    if (k > 0) logChoose += Math.log((n - k + 1) / k)
    tail += Math.exp(logChoose - n * Math.LN2)
  }
  return Math.min(1, 2 * tail)
}

/** Holm's step-down adjustment; result i belongs to p value i. */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, i) => i).toSorted((i, j) => (pValues[i] ?? 0) - (pValues[j] ?? 0))
  const adjusted = Array.from(pValues, () => 0)
  let highest = 0
  for (const [rank, index] of order.entries()) {
    highest = Math.max(highest, Math.min(1, (pValues[index] ?? 0) * (pValues.length - rank)))
    adjusted[index] = highest
  }
  return adjusted
}

function correlation(a: readonly number[], b: readonly number[]): number | null {
  const meanA = meanOf(summarize(a))
  const meanB = meanOf(summarize(b))
  let both = 0
  let squareA = 0
  let squareB = 0
  for (const [i, value] of a.entries()) {
    const other = b[i] ?? 0
    both += (value - meanA) * (other - meanB)
    squareA += (value - meanA) ** 2
    squareB += (other - meanB) ** 2
  }
  return squareA === 0 || squareB === 0 ? null : both / Math.sqrt(squareA * squareB)
}
