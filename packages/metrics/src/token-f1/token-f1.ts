/**
 * Token F1 of SQuAD 1.1 (`evaluate-v1.1.py`, `f1_score`): overlap of the two bags of normalised tokens. Not the F1 of
 * classification. Where both sides have no tokens it is 1, where one has none it is 0 (SQuAD 2.0's rule, and NeMo's).
 */
import { squadTokens } from '../text/squad-normalize.ts'

/** Largest F1 over the references, 0 to 1. */
export function tokenF1(prediction: string, references: string | readonly string[]): number {
  const predicted = squadTokens(prediction)
  const all = typeof references === 'string' ? [references] : references
  let best = 0
  for (const reference of all) best = Math.max(best, f1(predicted, squadTokens(reference)))
  return best
}

function f1(predicted: readonly string[], gold: readonly string[]): number {
  if (predicted.length === 0 || gold.length === 0) return predicted.length === gold.length ? 1 : 0
  const counts = new Map<string, number>()
  for (const token of gold) counts.set(token, (counts.get(token) ?? 0) + 1)
  let same = 0
  for (const token of predicted) {
    const left = counts.get(token) ?? 0
    if (left === 0) continue
    counts.set(token, left - 1)
    same++
  }
  if (same === 0) return 0
  const precision = same / predicted.length
  const recall = same / gold.length
  return (2 * precision * recall) / (precision + recall)
}
