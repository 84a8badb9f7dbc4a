import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addScores, type ScoreFold, toScoreAggregates } from './score-fold.ts'

describe('score fold', () => {
  it('[A1] equals mean and standard error computed in two passes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1000, max: 1000, noNaN: true }), { minLength: 2, maxLength: 200 }),
        (values) => {
          const fold: ScoreFold = new Map()
          for (const value of values) addScores(fold, { 'm.s': value })
          const [aggregate] = toScoreAggregates('t', fold)

          const mean = values.reduce((sum, value) => sum + value, 0) / values.length
          const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
          expect(aggregate?.mean).toBeCloseTo(mean, 9)
          expect(aggregate?.stderr).toBeCloseTo(Math.sqrt(variance / values.length), 9)
        },
      ),
    )
  })

  it('[A2] counts an unscored value apart and never as 0', () => {
    const fold: ScoreFold = new Map()

    addScores(fold, { 'm.s': 1 })
    addScores(fold, { 'm.s': null })

    expect(toScoreAggregates('t', fold)[0]).toMatchObject({ n: 1, unscored: 1, mean: 1, min: 1, max: 1, stderr: null })
  })
})
