/**
 * Running summary of one score: mergeable, exact in count, stable in variance (Welford; merge after Chan et al.).
 *
 * A null is unscored: counted apart, in no mean. Two summaries folded over the same values in the same order are equal
 * to the last bit, so live numbers can equal the batch result.
 */
export interface Summary {
  /** Scored values. */
  count: number
  unscored: number
  sum: number
  sumSquared: number
  mean: number
  /** Sum of squared deviations from the mean. */
  m2: number
  min: number
  max: number
}

export const emptySummary = (): Summary => ({
  count: 0,
  unscored: 0,
  sum: 0,
  sumSquared: 0,
  mean: 0,
  m2: 0,
  min: Infinity,
  max: -Infinity,
})

/** Adds one value to `summary`, in place: this runs once per row and score. NaN counts as unscored. */
export function addValue(summary: Summary, value: number | null): void {
  if (value === null || Number.isNaN(value)) {
    summary.unscored++
    return
  }
  summary.count++
  summary.sum += value
  summary.sumSquared += value * value
  const delta = value - summary.mean
  summary.mean += delta / summary.count
  summary.m2 += delta * (value - summary.mean)
  if (value < summary.min) summary.min = value
  if (value > summary.max) summary.max = value
}

export function summarize(values: Iterable<number | null>): Summary {
  const summary = emptySummary()
  for (const value of values) addValue(summary, value)
  return summary
}

/** Summary of both parts. Equal to one pass up to rounding. */
export function mergeSummaries(a: Summary, b: Summary): Summary {
  const unscored = a.unscored + b.unscored
  if (a.count === 0) return { ...b, unscored }
  if (b.count === 0) return { ...a, unscored }
  const count = a.count + b.count
  const delta = b.mean - a.mean
  return {
    count,
    unscored,
    sum: a.sum + b.sum,
    sumSquared: a.sumSquared + b.sumSquared,
    mean: a.mean + (delta * b.count) / count,
    m2: a.m2 + b.m2 + (delta * delta * a.count * b.count) / count,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
  }
}

/** NeMo's `ScoreStats`. `variance` and `stddev` are those of the population, `stderr` that of the mean (sample). */
export interface ScoreStats {
  count: number
  sum: number
  sum_squared: number
  mean: number
  min: number
  max: number
  variance: number
  stddev: number
  /** Absent for fewer than two values. */
  stderr?: number
  /** Unscored rows. */
  nan_count: number
}

/** `stats` of a score on the wire; with no scored value only `count`, `sum` and `nan_count` mean anything. */
export function toScoreStats(summary: Summary): ScoreStats | { count: 0; sum: 0; nan_count: number } {
  if (summary.count === 0) return { count: 0, sum: 0, nan_count: summary.unscored }
  const variance = summary.m2 / summary.count
  const stderr = meanStderr(summary)
  return {
    count: summary.count,
    sum: summary.sum,
    sum_squared: summary.sumSquared,
    mean: meanOf(summary),
    min: summary.min,
    max: summary.max,
    variance,
    stddev: Math.sqrt(variance),
    ...(stderr === null ? {} : { stderr }),
    nan_count: summary.unscored,
  }
}

/** sum / count: what a person would recompute, while `mean` carries the rounding of the running form. */
export const meanOf = (summary: Summary): number => summary.sum / summary.count

/** Sample standard deviation over root n, as lm-eval's `mean_stderr`; null for fewer than two values. */
export function meanStderr(summary: Summary): number | null {
  return summary.count < 2 ? null : Math.sqrt(summary.m2 / (summary.count - 1) / summary.count)
}
