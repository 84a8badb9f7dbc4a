import { expect, it } from 'vitest'
import { GOLDEN_DIGITS, golden } from '../fixtures/golden.ts'
import { meanPassAtK, passAllK, passAtK } from './pass-at-k.ts'

it.each(golden.pass_at_k)('pass@$k of $c in $n is $v', ({ n, c, k, v }) => {
  expect(passAtK(n, c, k)).toBeCloseTo(v, GOLDEN_DIGITS)
})

it('pass^k needs all k to succeed', () => {
  expect(passAllK(10, 3, 1)).toBeCloseTo(0.3, 12)
  expect(passAllK(4, 2, 2)).toBeCloseTo(1 / 6, 12)
})

it('is null where fewer than k attempts were made', () => {
  expect(passAtK(2, 1, 5)).toBeNull()
  expect(
    meanPassAtK(
      [
        { attempts: 5, successes: 1 },
        { attempts: 2, successes: 1 },
      ],
      5,
    ),
  ).toBeNull()
  expect(meanPassAtK([{ attempts: 2, successes: 1 }], 1)).toBe(0.5)
})
