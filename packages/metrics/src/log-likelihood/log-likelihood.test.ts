import { expect, it } from 'vitest'
import { GOLDEN_DIGITS, golden } from '../fixtures/golden.ts'
import { brierScore, perplexity, rollingPerplexity, softmax, truthfulMc1, truthfulMc2 } from './log-likelihood.ts'

it.each(golden.rolling)('"$text" has the perplexities of lm-eval', ({ text, ll, word_ppl, byte_ppl, bpb }) => {
  const result = rollingPerplexity([{ text, logLikelihood: ll }])

  expect(result.wordPerplexity).toBeCloseTo(word_ppl, 6)
  expect(result.bytePerplexity).toBeCloseTo(byte_ppl, GOLDEN_DIGITS)
  expect(result.bitsPerByte).toBeCloseTo(bpb, GOLDEN_DIGITS)
})

it('takes ratios of sums over a corpus', () => {
  const result = rollingPerplexity(golden.rolling.map(({ text, ll }) => ({ text, logLikelihood: ll })))

  expect(result.wordPerplexity).toBeCloseTo(golden.rolling_corpus.word_ppl, 8)
  expect(result.bytePerplexity).toBeCloseTo(golden.rolling_corpus.byte_ppl, GOLDEN_DIGITS)
  expect(result.bitsPerByte).toBeCloseTo(golden.rolling_corpus.bpb, GOLDEN_DIGITS)
})

it('perplexity is the exponential of the negative mean', () => {
  expect(perplexity([-1, -2, -3])).toBeCloseTo(Math.E ** 2, 12)
  expect(() => perplexity([])).toThrow('empty')
})

it.each(golden.mc)('softmax of $lls', ({ lls, probs }) => {
  for (const [i, value] of softmax(lls).entries()) expect(value).toBeCloseTo(probs[i] ?? NaN, GOLDEN_DIGITS)
})

it('scores TruthfulQA and Brier by their definitions', () => {
  expect(truthfulMc1([-1, -2])).toBe(1)
  expect(truthfulMc1([-3, -2])).toBe(0)
  expect(truthfulMc2([Math.log(0.5), Math.log(0.3), Math.log(0.2)], [1, 0, 1])).toBeCloseTo(0.7, 12)
  expect(brierScore([0.7, 0.3], 0)).toBeCloseTo(0.18, 12)
  expect(softmax([-1000, -1000])).toEqual([0.5, 0.5])
})
