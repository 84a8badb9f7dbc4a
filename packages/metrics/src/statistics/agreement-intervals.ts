/**
 * How sure an agreement is. Kappa: the large-sample standard error of Fleiss, Cohen and Everitt (Psychological Bulletin 72,
 * 1969), as statsmodels has it. Alpha has none; whole items are drawn anew (percentile bootstrap).
 */
import { cohenKappa, disagreement, krippendorffAlpha } from './agreement.ts'
import { createPcg32, percentile } from './bootstrap.ts'
import { normalQuantile } from './distributions.ts'
import type { Interval } from './intervals.ts'

type AgreementInterval = Interval & { stderr: number }

/** Draws for alpha; fewer for many items, so that a result never waits long. */
const REPLICATES = 1000
const MOST_STEPS = 3_000_000

/**
 * Interval of Cohen's kappa of a square confusion matrix, cut at -1 and 1. Null where kappa is, and where its standard error
 * is 0 (full agreement), since that says nothing of the next rows.
 */
export function kappaInterval(
  matrix: readonly (readonly number[])[],
  weights: 'none' | 'linear' | 'quadratic' = 'none',
  level = 0.95,
): AgreementInterval | null {
  const kappa = cohenKappa(matrix, weights)
  if (kappa === null) return null
  const size = matrix.length
  const total = matrix.flat().reduce((a, b) => a + b, 0)
  const share = (i: number, j: number) => (matrix[i]?.[j] ?? 0) / total
  const indices = Array.from({ length: size }, (_, i) => i)
  const sum = (value: (i: number) => number) => indices.reduce((so, i) => so + value(i), 0)
  const weight = (i: number, j: number) => 1 - disagreement(i, j, size, weights)
  const rows = indices.map((i) => sum((j) => share(i, j)))
  const columns = indices.map((j) => sum((i) => share(i, j)))
  const rowWeights = indices.map((i) => sum((j) => (columns[j] ?? 0) * weight(i, j)))
  const columnWeights = indices.map((j) => sum((i) => (rows[i] ?? 0) * weight(i, j)))
  const chance = sum((i) => (rows[i] ?? 0) * (rowWeights[i] ?? 0))
  const spread = sum((i) =>
    sum((j) => share(i, j) * (weight(i, j) - ((rowWeights[i] ?? 0) + (columnWeights[j] ?? 0)) * (1 - kappa)) ** 2),
  )
  const variance = (spread - (kappa - chance * (1 - kappa)) ** 2) / (total * (1 - chance) ** 2)
  // rounding leaves some 1e-17 of either sign where agreement is full
  if (!(variance > 1e-15)) return null
  const stderr = Math.sqrt(variance)
  const half = normalQuantile((1 + level) / 2) * stderr
  return { low: Math.max(-1, kappa - half), high: Math.min(1, kappa + half), method: 'asymptotic', stderr }
}

/**
 * Interval of Krippendorff's alpha over items (`units`, as `krippendorffAlpha` takes them). Draws without variation have no
 * alpha and are left out. Null for fewer than two items with two ratings, or where most draws have none. Seeded.
 */
export function alphaInterval(
  units: readonly (readonly (number | null)[])[],
  distances: 'nominal' | 'interval' = 'nominal',
  options: { level?: number; seed?: number } = {},
): AgreementInterval | null {
  const { level = 0.95, seed = 1 } = options
  const rated = units.filter((unit) => unit.filter((value) => value !== null).length >= 2)
  if (rated.length < 2 || krippendorffAlpha(rated, distances) === null) return null
  const replicates = Math.min(REPLICATES, Math.max(200, Math.floor(MOST_STEPS / rated.length)))
  const draw = createAlphaDraw(rated, distances)
  const random = createPcg32(seed)
  const values: number[] = []
  for (let r = 0; r < replicates; r++) {
    const alpha = draw(() => Math.floor(random() * rated.length))
    if (alpha !== null) values.push(alpha)
  }
  if (values.length < replicates / 2) return null
  values.sort((a, b) => a - b)
  const mean = values.reduce((a, b) => a + b, 0) / values.length
  const stderr = Math.sqrt(values.reduce((so, value) => so + (value - mean) ** 2, 0) / (values.length - 1))
  return {
    low: percentile(values, (1 - level) / 2),
    high: percentile(values, (1 + level) / 2),
    method: 'bootstrap',
    stderr,
  }
}

/** Alpha of items drawn by `pick`. What an item adds is counted once, so a draw costs a few steps an item. */
function createAlphaDraw(
  units: readonly (readonly (number | null)[])[],
  distances: 'nominal' | 'interval',
): (pick: () => number) => number | null {
  const distance = (a: number, b: number) => (distances === 'nominal' ? Number(a !== b) : (a - b) ** 2)
  const levels = [...new Set(units.flat().filter((value) => value !== null))]
  const parts = units.map((unit) => {
    const ratings = unit.filter((value) => value !== null)
    const pairs = ratings.reduce((so, a) => so + ratings.reduce((inner, b) => inner + distance(a, b), 0), 0)
    return { observed: pairs / (ratings.length - 1), levels: ratings.map((value) => levels.indexOf(value)) }
  })
  const between = levels.map((a) => levels.map((b) => distance(a, b)))
  return (pick) => {
    const counts = new Float64Array(levels.length)
    let observed = 0
    let ratings = 0
    for (let i = 0; i < parts.length; i++) {
      const part = parts[pick()]
      if (part === undefined) continue
      observed += part.observed
      ratings += part.levels.length
      for (const at of part.levels) counts[at] = (counts[at] ?? 0) + 1
    }
    let expected = 0
    for (const [i, row] of between.entries())
      for (const [j, apart] of row.entries()) expected += apart * (counts[i] ?? 0) * (counts[j] ?? 0)
    return expected === 0 ? null : 1 - ((ratings - 1) * observed) / expected
  }
}
