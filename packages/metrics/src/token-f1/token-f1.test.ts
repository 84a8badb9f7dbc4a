import { expect, it } from 'vitest'
import { GOLDEN_DIGITS, golden } from '../fixtures/golden.ts'
import { tokenF1 } from './token-f1.ts'

it.each(golden.squad)('"$pred" against "$gold" has the F1 of SQuAD', ({ pred, gold, f1 }) => {
  expect(tokenF1(pred, gold)).toBeCloseTo(f1, GOLDEN_DIGITS)
})

it('takes the best reference, and 1 where both sides are empty', () => {
  expect(tokenF1('red fox', ['dog', 'red fox'])).toBe(1)
  expect(tokenF1('the', 'a')).toBe(1)
})
