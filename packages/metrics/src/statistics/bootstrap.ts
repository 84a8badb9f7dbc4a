/**
 * Percentile bootstrap for statistics that are no mean (corpus BLEU, perplexity). Seeded: the same seed gives the same
 * interval on every machine. Its draws are not Python's.
 */
import type { Interval } from './intervals.ts'

export interface BootstrapOptions {
  replicates?: number
  seed?: number
  level?: number
  /** One label per row; whole clusters are drawn. */
  clusters?: readonly string[]
}

export type BootstrapInterval = Interval & { stderr: number }

/** `statistic` gets row indices drawn with replacement. Null for fewer than two rows (or clusters). */
export function bootstrapInterval(
  rows: number,
  statistic: (indices: readonly number[]) => number,
  options: BootstrapOptions = {},
): BootstrapInterval | null {
  const steps = bootstrapSteps(rows, statistic, options)
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

/** The same with a rest after each replicate, for callers that must not hold up an event loop. */
export function* bootstrapSteps(
  rows: number,
  statistic: (indices: readonly number[]) => number,
  options: BootstrapOptions = {},
): Generator<undefined, BootstrapInterval | null> {
  const { replicates = 1000, seed = 1, level = 0.95 } = options
  const groups =
    options.clusters === undefined ? Array.from({ length: rows }, (_, i) => [i]) : groupRows(options.clusters)
  if (groups.length < 2) return null
  const random = createPcg32(seed)
  const values: number[] = []
  for (let r = 0; r < replicates; r++) {
    const indices: number[] = []
    for (let i = 0; i < groups.length; i++) indices.push(...(groups[Math.floor(random() * groups.length)] ?? []))
    values.push(statistic(indices))
    yield
  }
  values.sort((a, b) => a - b)
  const mean = values.reduce((a, b) => a + b, 0) / values.length
  const stderr = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1))
  return {
    low: percentile(values, (1 - level) / 2),
    high: percentile(values, (1 + level) / 2),
    method: 'bootstrap',
    stderr,
  }
}

/** Linear interpolation between order statistics (numpy's default). `sorted` must not be empty. */
export function percentile(sorted: readonly number[], p: number): number {
  const position = p * (sorted.length - 1)
  const below = Math.floor(position)
  const low = sorted[below] ?? NaN
  return low + (position - below) * ((sorted[below + 1] ?? low) - low)
}

/** PCG-XSH-RR 64/32 (M. O'Neill, 2014): uniform in [0, 1). */
export function createPcg32(seed: number): () => number {
  const multiplier = 6364136223846793005n
  const increment = 1442695040888963407n
  let state = BigInt.asUintN(64, BigInt(Math.trunc(seed)) + increment)
  const next = () => {
    const old = state
    state = BigInt.asUintN(64, old * multiplier + increment)
    const shifted = Number(BigInt.asUintN(32, ((old >> 18n) ^ old) >> 27n))
    const rotation = Number(old >> 59n)
    return ((shifted >>> rotation) | (shifted << (-rotation & 31))) >>> 0
  }
  next()
  return () => next() / 2 ** 32
}

function groupRows(clusters: readonly string[]): number[][] {
  const groups = new Map<string, number[]>()
  for (const [i, cluster] of clusters.entries()) {
    const rows = groups.get(cluster)
    if (rows === undefined) groups.set(cluster, [i])
    else rows.push(i)
  }
  return [...groups.values()]
}
