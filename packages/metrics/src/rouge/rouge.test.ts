import { describe, expect, it } from 'vitest'
import { GOLDEN_DIGITS, golden } from '../fixtures/golden.ts'
import { stem } from './porter-stemmer.ts'
import { rouge, rougeMulti, rougeTokens } from './rouge.ts'

it.each(golden.rouge)(
  '"$pred" against "$target" (stem $stem)',
  ({ target, pred, stem: stemmed, rouge1, rouge2, rougeL }) => {
    const scores = rouge(target, pred, ['rouge1', 'rouge2', 'rougeL'], { stem: stemmed })

    expect(scores.rouge1.fmeasure).toBeCloseTo(rouge1, GOLDEN_DIGITS)
    expect(scores.rouge2.fmeasure).toBeCloseTo(rouge2, GOLDEN_DIGITS)
    expect(scores.rougeL.fmeasure).toBeCloseTo(rougeL, GOLDEN_DIGITS)
  },
)

it.each(golden.rougeLsum)('Lsum of "$pred" is $f', ({ target, pred, p, r, f }) => {
  const { rougeLsum } = rouge(target, pred, ['rougeLsum'])

  expect(rougeLsum.precision).toBeCloseTo(p, GOLDEN_DIGITS)
  expect(rougeLsum.recall).toBeCloseTo(r, GOLDEN_DIGITS)
  expect(rougeLsum.fmeasure).toBeCloseTo(f, GOLDEN_DIGITS)
})

describe('values of rouge_score’s own tests', () => {
  it('ROUGE-1, 2 and L', () => {
    expect(rouge('testing one two', 'testing', ['rouge1']).rouge1).toEqual({
      precision: 1,
      recall: 1 / 3,
      fmeasure: 0.5,
    })
    expect(rouge('testing one two', 'testing one', ['rouge2']).rouge2.fmeasure).toBeCloseTo(2 / 3, 12)
    expect(rouge('testing one two', 'testing two', ['rougeL']).rougeL.fmeasure).toBeCloseTo(0.8, 12)
  })

  it('takes the best of several targets', () => {
    expect(rougeMulti(['dog', 'testing'], 'testing', ['rouge1']).rouge1.fmeasure).toBe(1)
  })
})

it('deletes letters outside ASCII', () => {
  expect(rougeTokens('Naïve İstanbul 北京 K')).toEqual(['na', 've', 'i', 'stanbul', 'k'])
})

it.each([
  ['sky', 'sky'],
  ['skies', 'sky'],
  ['dying', 'die'],
  ['ties', 'tie'],
  ['dies', 'die'],
  ['spied', 'spi'],
  ['tied', 'tie'],
  ['enjoy', 'enjoy'],
  ['happy', 'happi'],
  ['hopefully', 'hope'],
  ['conditionally', 'condit'],
  ['geologi', 'geolog'],
  ['relational', 'relat'],
  ['controlling', 'control'],
  ['hopping', 'hop'],
  ['filing', 'file'],
  ['oed', 'o'],
  ['agreed', 'agre'],
  ['proceed', 'proceed'],
  ['generalization', 'gener'],
  ['yyyy', 'yyyi'],
])('stems %s to %s as NLTK', (word, expected) => {
  expect(stem(word)).toBe(expected)
})
