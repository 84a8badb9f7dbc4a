import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GOLDEN_DIGITS, golden } from '../fixtures/golden.ts'
import { bleuSignature, corpusBleu, countBleu, mergeBleu, noBleuCounts, scoreBleu, sentenceBleu } from './bleu.ts'
import { bleuTokens } from './tokenize.ts'

const README_HYPOTHESES = ['The dog bit the man.', "It wasn't surprising.", 'The man had just bitten him.']
const README_REFERENCES = [
  ['The dog bit the man.', 'The dog had bit the man.'],
  ['It was not unexpected.', 'No one was surprised.'],
  ['The man bit him first.', 'The man had bitten the dog.'],
]

describe('corpusBleu', () => {
  it.each(golden.bleu_corpus)('$hyps scores $score', ({ hyps, refs, score, precisions, bp, score_lc, floor, addk }) => {
    const references = refs.map((text) => [text])

    const result = corpusBleu(hyps, references)

    expect(result.score).toBeCloseTo(score, GOLDEN_DIGITS)
    expect(result.brevityPenalty).toBeCloseTo(bp, GOLDEN_DIGITS)
    // sacrebleu prints 100/(2*total) and so on for smoothed orders; where it stops early they stay 0
    for (const [i, value] of precisions.entries()) expect(result.precisions[i]).toBeCloseTo(value, GOLDEN_DIGITS)
    expect(corpusBleu(hyps, references, { lowercase: true }).score).toBeCloseTo(score_lc, GOLDEN_DIGITS)
    expect(corpusBleu(hyps, references, { smooth: 'floor' }).score).toBeCloseTo(floor, GOLDEN_DIGITS)
    expect(corpusBleu(hyps, references, { smooth: 'add-k' }).score).toBeCloseTo(addk, GOLDEN_DIGITS)
  })

  it('gives the two values of sacrebleu’s README', () => {
    expect(corpusBleu(README_HYPOTHESES, README_REFERENCES).score).toBeCloseTo(48.530827, 6)
    expect(corpusBleu(README_HYPOTHESES, README_REFERENCES, { tokenizer: 'none' }).score).toBeCloseTo(49.1919566, 6)
  })

  it('is 0 for empty hypotheses', () => {
    expect(corpusBleu(['', ''], [['a b'], ['c']]).score).toBe(0)
  })
})

it.each(golden.bleu_sentence)('sentence "$hyp" scores $score', ({ hyp, ref, score }) => {
  expect(sentenceBleu(hyp, [ref])).toBeCloseTo(score, GOLDEN_DIGITS)
})

it.each(golden.tok13a)('tokenises "$inp" as 13a', ({ inp, out }) => {
  expect(bleuTokens(inp, '13a').join(' ')).toBe(out)
})

it('merges counts of shards to those of the whole', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 8 }).map((words) => words.join(' '))

  fc.assert(
    fc.property(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 12 }), fc.nat(12), (rows, cut) => {
      const fold = (part: typeof rows) => part.map(([h, r]) => countBleu(h, [r])).reduce(mergeBleu, noBleuCounts())

      const merged = mergeBleu(fold(rows.slice(0, cut)), fold(rows.slice(cut)))

      expect(merged).toEqual(fold(rows))
      expect(scoreBleu(merged).score).toBe(
        corpusBleu(
          rows.map(([h]) => h),
          rows.map(([, r]) => [r]),
        ).score,
      )
    }),
  )
})

it('prints a signature to compare by', () => {
  expect(bleuSignature({ references: 1 })).toBe('nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp')
  expect(bleuSignature({ references: 2, smooth: 'floor', lowercase: true })).toContain(
    'case:lc|eff:no|tok:13a|smooth:floor[0.10]',
  )
})

it('refuses a segment without references', () => {
  expect(() => countBleu('a', [])).toThrow('references is empty')
  expect(() => corpusBleu(['a'], [])).toThrow('differ in length')
})
