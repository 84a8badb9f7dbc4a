/**
 * The matching kernel of BERTScore (`bert_score/utils.py`, `greedy_cos_idf`) over token vectors that an encoder gave.
 * Only with the contextual vectors of the named model and layer is the result a BERTScore; this package has no encoder.
 */
import { cosineSimilarity } from '../cosine/cosine.ts'

export interface GreedyMatch {
  precision: number
  recall: number
  f1: number
}

export interface GreedyMatchOptions {
  /** One weight per token; all 1 unless given. */
  candidateWeights?: readonly number[]
  referenceWeights?: readonly number[]
  /** Baseline of model, layer and language: each value becomes (x - b) / (1 - b). */
  baseline?: number
}

type Vectors = readonly (readonly number[])[]

/** 0 throughout if either side has no tokens, as upstream. */
export function greedyMatch(candidate: Vectors, reference: Vectors, options: GreedyMatchOptions = {}): GreedyMatch {
  const precision = weightedBest(candidate, reference, options.candidateWeights)
  const recall = weightedBest(reference, candidate, options.referenceWeights)
  const sum = precision + recall
  const f1 = sum === 0 ? 0 : (2 * precision * recall) / sum
  const rescale = (value: number) =>
    options.baseline === undefined ? value : (value - options.baseline) / (1 - options.baseline)
  return { precision: rescale(precision), recall: rescale(recall), f1: rescale(f1) }
}

/** Weighted mean over `tokens` of the best cosine with any of `others`. */
function weightedBest(tokens: Vectors, others: Vectors, weights: readonly number[] = []): number {
  let sum = 0
  let weightSum = 0
  for (const [i, token] of tokens.entries()) {
    const weight = weights[i] ?? 1
    let best = -Infinity
    for (const other of others) best = Math.max(best, cosineSimilarity(token, other).value ?? 0)
    sum += weight * (best === -Infinity ? 0 : best)
    weightSum += weight
  }
  return weightSum === 0 ? 0 : sum / weightSum
}
