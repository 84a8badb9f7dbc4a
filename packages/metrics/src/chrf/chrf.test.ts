import { expect, it } from 'vitest'
import { GOLDEN_DIGITS, golden } from '../fixtures/golden.ts'
import { corpusChrf, sentenceChrf } from './chrf.ts'

it.each(golden.chrf_corpus)('$hyps scores $chrf2', ({ hyps, refs, chrf2 }) => {
  expect(
    corpusChrf(
      hyps,
      refs.map((text) => [text]),
    ),
  ).toBeCloseTo(chrf2, GOLDEN_DIGITS)
})

it('takes the best reference, and 0 where nothing can match', () => {
  expect(sentenceChrf('abc', ['xyz', 'abc'])).toBe(100)
  expect(sentenceChrf('', ['abc'])).toBe(0)
})
