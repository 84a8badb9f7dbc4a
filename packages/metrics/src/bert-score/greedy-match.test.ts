import { expect, it } from 'vitest'
import { greedyMatch } from './greedy-match.ts'

const x = [1, 0]
const y = [0, 1]

it.each([
  ['equal sides', [x, y], [x, y], {}, [1, 1, 1]],
  ['half the reference', [x], [x, y], {}, [1, 0.5, 2 / 3]],
  ['nothing in common', [y], [x], {}, [0, 0, 0]],
  ['empty candidate', [], [x], {}, [0, 0, 0]],
  ['idf weights', [x], [x, y], { referenceWeights: [2, 1] }, [1, 2 / 3, 0.8]],
  ['special tokens: without weight, yet matched', [x, y], [x], { candidateWeights: [1, 0] }, [1, 1, 1]],
  ['vectors of other lengths', [[3, 0]], [[0.5, 0]], {}, [1, 1, 1]],
])('%s', (_case, candidate, reference, options, [precision, recall, f1]) => {
  const match = greedyMatch(candidate, reference, options)

  expect(match.precision).toBeCloseTo(precision ?? NaN, 12)
  expect(match.recall).toBeCloseTo(recall ?? NaN, 12)
  expect(match.f1).toBeCloseTo(f1 ?? NaN, 12)
})

it('rescales by the baseline', () => {
  expect(greedyMatch([x], [x], { baseline: 0.5 }).f1).toBe(1)
  expect(greedyMatch([x], [x, y], { baseline: 0.5 }).recall).toBe(0)
})
