/**
 * The matching kernel of BERTScore (`bert_score/utils.py`, `greedy_cos_idf`) over token vectors that an encoder gave.
 * Only with the contextual vectors of the named model and layer is the result a BERTScore; this package has no encoder.
 */
export interface GreedyMatch {
  precision: number
  recall: number
  f1: number
}

export interface GreedyMatchOptions {
  /** One weight per token; all 1 unless given. A token of weight 0 counts for nothing, and others may still match it. */
  candidateWeights?: readonly number[]
  referenceWeights?: readonly number[]
  /** Baseline of model, layer and language: each value becomes (x - b) / (1 - b). */
  baseline?: number
}

type Vectors = readonly (readonly number[])[]

/** 0 throughout if either side has no tokens, as upstream. A vector of length 0 matches nothing. */
export function greedyMatch(candidate: Vectors, reference: Vectors, options: GreedyMatchOptions = {}): GreedyMatch {
  const left = candidate.map(toUnit)
  const right = reference.map(toUnit)
  const bestLeft = left.map(() => -Infinity)
  const bestRight = right.map(() => -Infinity)
  for (const [i, a] of left.entries())
    for (const [j, b] of right.entries()) {
      const cosine = dot(a, b)
      if (cosine > (bestLeft[i] ?? 0)) bestLeft[i] = cosine
      if (cosine > (bestRight[j] ?? 0)) bestRight[j] = cosine
    }
  const precision = weightedMean(bestLeft, options.candidateWeights)
  const recall = weightedMean(bestRight, options.referenceWeights)
  const sum = precision + recall
  const f1 = sum === 0 ? 0 : (2 * precision * recall) / sum
  const rescale = (value: number) =>
    options.baseline === undefined ? value : (value - options.baseline) / (1 - options.baseline)
  return { precision: rescale(precision), recall: rescale(recall), f1: rescale(f1) }
}

function weightedMean(best: readonly number[], weights: readonly number[] = []): number {
  let sum = 0
  let weightSum = 0
  for (const [i, value] of best.entries()) {
    const weight = weights[i] ?? 1
    sum += weight * (value === -Infinity ? 0 : value)
    weightSum += weight
  }
  return weightSum === 0 ? 0 : sum / weightSum
}

function toUnit(vector: readonly number[]): Float64Array {
  const unit = Float64Array.from(vector)
  const length = Math.hypot(...vector)
  if (length > 0) for (let i = 0; i < unit.length; i++) unit[i] = (unit[i] ?? 0) / length
  return unit
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0)
  return sum
}
