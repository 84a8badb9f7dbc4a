/** Running mean and spread of each score by Welford's method, which stays exact enough over millions of rows. */
import type { ScoreAggregate } from '../types.ts'

interface RunningScore {
  n: number
  unscored: number
  mean: number
  m2: number
  min: number
  max: number
}

/** By score key, in the order first seen. */
export type ScoreFold = Map<string, RunningScore>

export function addScores(fold: ScoreFold, scores: Readonly<Record<string, number | null>>): void {
  for (const key in scores) {
    let score = fold.get(key)
    if (!score) fold.set(key, (score = { n: 0, unscored: 0, mean: 0, m2: 0, min: Infinity, max: -Infinity }))
    const value = scores[key] ?? null
    if (value === null) {
      score.unscored++
      continue
    }
    score.n++
    const delta = value - score.mean
    score.mean += delta / score.n
    score.m2 += delta * (value - score.mean)
    if (value < score.min) score.min = value
    if (value > score.max) score.max = value
  }
}

export function toScoreAggregates(task: string, fold: ScoreFold): ScoreAggregate[] {
  return [...fold].map(([key, { n, unscored, mean, m2, min, max }]) => ({
    task,
    key,
    n,
    unscored,
    mean: n > 0 ? mean : null,
    min: n > 0 ? min : null,
    max: n > 0 ? max : null,
    m2,
    stderr: n > 1 ? Math.sqrt(m2 / (n - 1) / n) : null,
  }))
}
