/**
 * Standard errors of means.
 *
 * Sources: lm-eval `api/metrics.py` (`mean_stderr`, `pooled_sample_stderr`); clustered: E. Miller, "Adding Error Bars to
 * Evals" (arXiv 2411.00640), without finite-sample factor (CR0) unless asked.
 */
import { metricErrors } from '../errors.ts'
import { meanStderr, summarize } from './summary.ts'

/** Of the mean of `values`; null for fewer than two. */
export const stderrOfMean = (values: readonly number[]): number | null => meanStderr(summarize(values))

/** Of a group's size-weighted mean, from its parts' errors and sizes. Null if every part has one row. */
export function pooledStderr(parts: readonly { stderr: number; size: number }[]): number | null {
  const total = parts.reduce((sum, { size }) => sum + size, 0)
  if (total <= parts.length) return null
  const pooled =
    parts.reduce((sum, { stderr, size }) => sum + (size - 1) * stderr ** 2 * size, 0) / (total - parts.length)
  return Math.sqrt(pooled / total)
}

/** Of a group's plain mean over its parts, whatever their sizes. */
export const unweightedStderr = (stderrs: readonly number[]): number =>
  Math.sqrt(stderrs.reduce((sum, value) => sum + value ** 2, 0)) / stderrs.length

export interface ClusteredOptions {
  /** Multiply the variance by G / (G - 1), as inspect does. */
  finiteFactor?: boolean
}

/** Where rows of one cluster are not independent (one passage, one subject). Null for fewer than two clusters. */
export function clusteredStderr(
  values: readonly number[],
  clusters: readonly string[],
  options: ClusteredOptions = {},
): number | null {
  if (values.length !== clusters.length)
    throw metricErrors.lengthMismatch('Values and clusters', values.length, clusters.length)
  const mean = values.reduce((a, b) => a + b, 0) / values.length
  const sums = new Map<string, number>()
  for (const [i, value] of values.entries()) {
    const cluster = clusters[i] ?? ''
    sums.set(cluster, (sums.get(cluster) ?? 0) + value - mean)
  }
  if (sums.size < 2) return null
  const squares = [...sums.values()].reduce((total, sum) => total + sum ** 2, 0)
  const factor = options.finiteFactor ? sums.size / (sums.size - 1) : 1
  return Math.sqrt(factor * squares) / values.length
}
