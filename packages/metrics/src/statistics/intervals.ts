/** Confidence intervals, 95 % unless told. */
import { normalQuantile, studentQuantile } from './distributions.ts'
import { type Summary, meanOf, meanStderr } from './summary.ts'

export interface Interval {
  low: number
  high: number
  /** How it was computed, for people: `wilson`, `t`, `bootstrap`, `asymptotic`. */
  method: 'wilson' | 't' | 'bootstrap' | 'asymptotic'
}

const quantiles = new Map<string, number>()

/** Student t around a mean; null for fewer than two values. `df` is n - 1, or clusters - 1. */
export function tInterval(mean: number, stderr: number | null, df: number, level = 0.95): Interval | null {
  if (stderr === null || df < 1) return null
  // progress asks for the same one many times a second
  const key = `${df}/${level}`
  const t = quantiles.get(key) ?? studentQuantile((1 + level) / 2, df)
  if (quantiles.size > 1000) quantiles.clear()
  quantiles.set(key, t)
  return { low: mean - t * stderr, high: mean + t * stderr, method: 't' }
}

/** Wilson's score interval of a proportion; null for n = 0. Holds near 0 and 1, where the t interval does not. */
export function wilsonInterval(successes: number, n: number, level = 0.95): Interval | null {
  if (n === 0) return null
  const z = level === 0.95 ? 1.959963984540054 : normalQuantile((1 + level) / 2)
  const p = successes / n
  const scale = 1 + (z * z) / n
  const centre = (p + (z * z) / (2 * n)) / scale
  const half = (z / scale) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half), method: 'wilson' }
}

/** Of the mean of a summary: Wilson if every value was 0 or 1 (`binary`), else t. */
export function meanInterval(summary: Summary, binary: boolean, level = 0.95): Interval | null {
  if (summary.count === 0) return null
  if (binary) return wilsonInterval(summary.sum, summary.count, level)
  return tInterval(meanOf(summary), meanStderr(summary), summary.count - 1, level)
}
