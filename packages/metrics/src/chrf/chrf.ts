/**
 * chrF and chrF++ as sacrebleu 2.x (`metrics/chrf.py`), 0 to 100: F-beta of character n-grams (white space removed), and
 * with `wordOrder: 2` of word n-grams too. Characters are code points.
 */
import { metricErrors } from '../errors.ts'
import { type NgramOrder, clippedOverlap, indexNgrams } from '../text/ngrams.ts'
import { splitWhitespace } from '../text/python-text.ts'

export interface ChrfOptions {
  charOrder?: number
  /** 0 for chrF, 2 for chrF++. */
  wordOrder?: number
  beta?: number
  lowercase?: boolean
}

/** Per order: n-grams of the hypothesis, of the reference, and in both. Shards merge by addition. */
export type ChrfCounts = readonly (readonly [hypothesis: number, reference: number, match: number])[]

/** Counts of one segment, against the reference with the best score. @throws MetricError `empty_input` */
export function countChrf(hypothesis: string, references: readonly string[], options: ChrfOptions = {}): ChrfCounts {
  if (references.length === 0) throw metricErrors.emptyInput('The list of references')
  let best: ChrfCounts = []
  let bestScore = -1
  for (const reference of references) {
    const counts = countPair(hypothesis, reference, options)
    const score = scoreChrf(counts, options)
    if (score > bestScore) {
      best = counts
      bestScore = score
    }
  }
  return best
}

function countPair(hypothesis: string, reference: string, options: ChrfOptions): ChrfCounts {
  const { charOrder = 6, wordOrder = 0, lowercase = false } = options
  const found = lowercase ? hypothesis.toLowerCase() : hypothesis
  const wanted = lowercase ? reference.toLowerCase() : reference
  const pairs = (left: string[], right: string[], order: number) => indexNgrams([left, right], order).map(countOverlap)
  const characters = pairs(toCharacters(found), toCharacters(wanted), charOrder)
  return wordOrder === 0 ? characters : [...characters, ...pairs(toWords(found), toWords(wanted), wordOrder)]
}

// an order the reference does not reach counts nothing, not even the hypothesis
function countOverlap(order: NgramOrder): [number, number, number] {
  const [found, wanted] = order.ids
  const reference = wanted?.length ?? 0
  return [reference === 0 ? 0 : (found?.length ?? 0), reference, clippedOverlap(order, 0, 1)]
}

export const mergeChrf = (a: ChrfCounts, b: ChrfCounts): ChrfCounts =>
  a.map(([hypothesis, reference, match], i) => {
    const [h, r, m] = b[i] ?? [0, 0, 0]
    return [hypothesis + h, reference + r, match + m]
  })

/** Averages precision and recall over the orders both sides reach, then takes F-beta. */
export function scoreChrf(counts: ChrfCounts, options: ChrfOptions = {}): number {
  const factor = (options.beta ?? 2) ** 2
  let precision = 0
  let recall = 0
  let orders = 0
  for (const [hypothesis, reference, match] of counts) {
    if (hypothesis === 0 || reference === 0) continue
    precision += match / hypothesis
    recall += match / reference
    orders++
  }
  if (orders === 0 || precision + recall === 0) return 0
  precision /= orders
  recall /= orders
  return (100 * (1 + factor) * precision * recall) / (factor * precision + recall)
}

export const sentenceChrf = (hypothesis: string, references: readonly string[], options: ChrfOptions = {}): number =>
  scoreChrf(countChrf(hypothesis, references, options), options)

/** `references[i]` are those of segment i. @throws MetricError `empty_input`, `length_mismatch` */
export function corpusChrf(
  hypotheses: readonly string[],
  references: readonly (readonly string[])[],
  options: ChrfOptions = {},
): number {
  if (hypotheses.length !== references.length)
    throw metricErrors.lengthMismatch('Hypotheses and references', hypotheses.length, references.length)
  const [first, ...others] = hypotheses.map((text, i) => countChrf(text, references[i] ?? [], options))
  if (first === undefined) throw metricErrors.emptyInput('The corpus')
  return scoreChrf(others.reduce(mergeChrf, first), options)
}

const toCharacters = (text: string) => [...splitWhitespace(text).join('')]

/** One punctuation mark is parted from a word: from its end, else from its start. "(hi)" gives "(hi" and ")". */
function toWords(text: string): string[] {
  return splitWhitespace(text).flatMap((word) => {
    const characters = [...word]
    if (characters.length === 1) return [word]
    if (isPunctuation(characters.at(-1))) return [characters.slice(0, -1).join(''), characters.at(-1) ?? '']
    if (isPunctuation(characters[0])) return [characters[0] ?? '', characters.slice(1).join('')]
    return [word]
  })
}

const isPunctuation = (character: string | undefined) => character !== undefined && /^[!-/:-@[-`{-~]$/.test(character)
