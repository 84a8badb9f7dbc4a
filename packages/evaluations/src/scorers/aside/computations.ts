/** What is computed of two or more texts, or of vectors, and grows with their length; by name, so that a thread can do it. */
import { type BleuCounts, countBleu, exactMatch, greedyMatch, rouge, tokenF1 } from '@evalflow/metrics'

const ROUGE_TYPES = ['rouge1', 'rouge2', 'rouge3', 'rougeL'] as const

type Vectors = readonly (readonly number[])[]
interface Side {
  readonly vectors: Vectors
  readonly weights: readonly number[]
}

export const computations = {
  em: (prediction: string, reference: string): number => exactMatch(prediction, reference),
  f1: (prediction: string, reference: string): number => tokenF1(prediction, reference),
  bleu: (prediction: string, ...references: string[]): BleuCounts => countBleu(prediction, references),
  /** F-measures with stemmer, as NeMo reports them. */
  rouge(prediction: string, reference: string): number[] {
    const scores = rouge(reference, prediction, ROUGE_TYPES, { stem: true })
    return ROUGE_TYPES.map((type) => scores[type].fmeasure)
  },
  /** Precision, recall, F1. */
  match(candidate: Side, reference: Side): number[] {
    const weights = { candidateWeights: candidate.weights, referenceWeights: reference.weights }
    const { precision, recall, f1 } = greedyMatch(candidate.vectors, reference.vectors, weights)
    return [precision, recall, f1]
  },
}
export type Computations = typeof computations
export type ComputationName = keyof Computations
