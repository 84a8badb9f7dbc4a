/** Agreement of judges with people and with each other, and what it says about a measured pass rate. */

/**
 * Cohen's kappa of a square confusion matrix (rows: first rater). `quadratic` weighs disagreements of ordered
 * categories by squared distance. Null if chance alone would agree always.
 */
export function cohenKappa(
  matrix: readonly (readonly number[])[],
  weights: 'none' | 'linear' | 'quadratic' = 'none',
): number | null {
  const size = matrix.length
  const total = matrix.flat().reduce((a, b) => a + b, 0)
  const rows = matrix.map((row) => row.reduce((a, b) => a + b, 0))
  const columns = matrix.map((_, j) => matrix.reduce((sum, row) => sum + (row[j] ?? 0), 0))
  let observed = 0
  let expected = 0
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) {
      const weight = disagreement(i, j, size, weights)
      observed += weight * (matrix[i]?.[j] ?? 0)
      expected += (weight * (rows[i] ?? 0) * (columns[j] ?? 0)) / total
    }
  return expected === 0 || total === 0 ? null : 1 - observed / expected
}

/** 0 for the same category, up to 1 for the two ends of the scale. */
export function disagreement(i: number, j: number, size: number, weights: 'none' | 'linear' | 'quadratic'): number {
  if (weights === 'none') return i === j ? 0 : 1
  const distance = Math.abs(i - j) / Math.max(1, size - 1)
  return weights === 'linear' ? distance : distance ** 2
}

/**
 * Krippendorff's alpha. `units[u]` are the ratings of one item; null is a rating not given; items with fewer than two
 * ratings say nothing. `interval` weighs by squared difference. Null without variation or without pairs.
 */
export function krippendorffAlpha(
  units: readonly (readonly (number | null)[])[],
  level: 'nominal' | 'interval' = 'nominal',
): number | null {
  const distance =
    level === 'nominal' ? (a: number, b: number) => (a === b ? 0 : 1) : (a: number, b: number) => (a - b) ** 2
  const rated = units.map((unit) => unit.filter((value) => value !== null)).filter((unit) => unit.length >= 2)
  const totals = new Map<number, number>()
  let pairs = 0
  let observed = 0
  for (const unit of rated) {
    pairs += unit.length
    for (const [i, a] of unit.entries()) {
      totals.set(a, (totals.get(a) ?? 0) + 1)
      for (const [j, b] of unit.entries()) if (i !== j) observed += distance(a, b) / (unit.length - 1)
    }
  }
  let expected = 0
  for (const [a, countA] of totals) for (const [b, countB] of totals) expected += distance(a, b) * countA * countB
  return expected === 0 ? null : 1 - ((pairs - 1) * observed) / expected
}

/**
 * Rogan-Gladen: the pass rate behind a judge's pass rate, given how often the judge passes good answers (sensitivity)
 * and fails bad ones (specificity). Clipped to 0..1; null if the judge is no better than chance.
 */
export function roganGladen(observedRate: number, sensitivity: number, specificity: number): number | null {
  const skill = sensitivity + specificity - 1
  if (skill <= 0) return null
  return Math.min(1, Math.max(0, (observedRate + specificity - 1) / skill))
}
