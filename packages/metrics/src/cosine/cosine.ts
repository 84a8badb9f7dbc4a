/** Cosine similarity of two embeddings. */
import { type Score, scored, unscored } from '../score.ts'

/** -1 to 1, not clamped; unscored for a zero vector or unequal dimensions. */
export function cosineSimilarity(a: readonly number[], b: readonly number[]): Score {
  if (a.length !== b.length) return unscored(`vectors of ${a.length} and ${b.length} dimensions cannot be compared`)
  let dot = 0
  let squareA = 0
  let squareB = 0
  for (let i = 0; i < a.length; i++) {
    const x = a[i] ?? 0
    const y = b[i] ?? 0
    dot += x * y
    squareA += x * x
    squareB += y * y
  }
  if (squareA === 0 || squareB === 0) return unscored('a zero vector has no direction')
  return scored(dot / (Math.sqrt(squareA) * Math.sqrt(squareB)))
}
