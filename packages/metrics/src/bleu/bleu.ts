/**
 * BLEU exactly as sacrebleu 2.x computes it (`metrics/bleu.py`), 0 to 100.
 *
 * A corpus score is computed from summed counts, never from sentence scores; counts of shards merge by addition.
 */
import { metricErrors } from '../errors.ts'
import { type NgramOrder, countIds, indexNgrams, takeMatches } from '../text/ngrams.ts'
import { type BleuTokenizer, bleuTokens } from './tokenize.ts'

const MAX_ORDER = 4
/** What sacrebleu takes for log 0. */
const LOG_OF_ZERO = -9999999999

export interface BleuCounts {
  hypothesisLength: number
  /** Of the closest reference per segment; the shorter of two equally close. */
  referenceLength: number
  /** Clipped n-gram matches, orders 1 to 4. */
  correct: number[]
  /** N-grams of the hypothesis, orders 1 to 4. */
  total: number[]
}

export interface BleuOptions {
  tokenizer?: BleuTokenizer
  lowercase?: boolean
}

export interface BleuSmoothing {
  smooth?: 'exp' | 'floor' | 'add-k' | 'none'
  /** For `floor` (default 0.1) and `add-k` (default 1). */
  smoothValue?: number
  /** Stop at the highest order the hypothesis has. On for sentences, off for a corpus. */
  effectiveOrder?: boolean
}

/** Counts of one segment. @throws MetricError `empty_input` without references */
export function countBleu(hypothesis: string, references: readonly string[], options: BleuOptions = {}): BleuCounts {
  if (references.length === 0) throw metricErrors.emptyInput('The list of references')
  const { tokenizer = '13a', lowercase = false } = options
  const [found = [], ...wanted] = [hypothesis, ...references].map((text) => bleuTokens(text, tokenizer, lowercase))
  const orders = indexNgrams([found, ...wanted], MAX_ORDER)
  return {
    hypothesisLength: found.length,
    referenceLength: closestLength(
      found.length,
      wanted.map((tokens) => tokens.length),
    ),
    correct: orders.map(clippedMatches),
    total: orders.map(({ ids }) => ids[0]?.length ?? 0),
  }
}

/** Matches clipped by the largest count any one reference has of that n-gram. Text 0 is the hypothesis. */
function clippedMatches({ ids, size }: NgramOrder): number {
  const [found, first, ...others] = ids
  if (found === undefined || first === undefined || found.length === 0) return 0
  const limits = countIds(first, size)
  for (const other of others) {
    const counts = countIds(other, size)
    for (let id = 0; id < size; id++) limits[id] = Math.max(limits[id] ?? 0, counts[id] ?? 0)
  }
  return takeMatches(found, limits)
}

function closestLength(length: number, candidates: readonly number[]): number {
  let best = candidates[0] ?? 0
  for (const candidate of candidates) {
    const nearer = Math.abs(length - candidate) - Math.abs(length - best)
    if (nearer < 0 || (nearer === 0 && candidate < best)) best = candidate
  }
  return best
}

export const noBleuCounts = (): BleuCounts => ({
  hypothesisLength: 0,
  referenceLength: 0,
  correct: Array.from({ length: MAX_ORDER }, () => 0),
  total: Array.from({ length: MAX_ORDER }, () => 0),
})

/** Counts of both parts together. Order does not matter. */
export function mergeBleu(a: BleuCounts, b: BleuCounts): BleuCounts {
  return {
    hypothesisLength: a.hypothesisLength + b.hypothesisLength,
    referenceLength: a.referenceLength + b.referenceLength,
    correct: a.correct.map((count, i) => count + (b.correct[i] ?? 0)),
    total: a.total.map((count, i) => count + (b.total[i] ?? 0)),
  }
}

export interface BleuScore {
  /** 0 to 100. */
  score: number
  /** Percent, orders 1 to 4, after smoothing. */
  precisions: number[]
  brevityPenalty: number
}

/** The score of counts; `smooth: 'exp'` unless told. */
export function scoreBleu(counts: BleuCounts, options: BleuSmoothing = {}): BleuScore {
  const { smooth = 'exp', smoothValue = smooth === 'floor' ? 0.1 : 1, effectiveOrder = false } = options
  const brevityPenalty = toBrevityPenalty(counts.hypothesisLength, counts.referenceLength)
  const precisions = Array.from({ length: MAX_ORDER }, () => 0)
  // no match of any order is 0, before smoothing could rescue it
  if (counts.correct.every((count) => count === 0)) return { score: 0, precisions, brevityPenalty }

  let halvings = 1
  let order = MAX_ORDER
  for (let n = 1; n <= MAX_ORDER; n++) {
    const added = smooth === 'add-k' && n > 1 ? smoothValue : 0
    const correct = (counts.correct[n - 1] ?? 0) + added
    const total = (counts.total[n - 1] ?? 0) + added
    if (total === 0) break
    if (effectiveOrder) order = n
    if (correct > 0) precisions[n - 1] = (100 * correct) / total
    else if (smooth === 'exp') precisions[n - 1] = 100 / ((halvings *= 2) * total)
    else if (smooth === 'floor') precisions[n - 1] = (100 * smoothValue) / total
  }
  const logs = precisions.slice(0, order).map((value) => (value === 0 ? LOG_OF_ZERO : Math.log(value)))
  return { score: brevityPenalty * Math.exp(logs.reduce((a, b) => a + b, 0) / order), precisions, brevityPenalty }
}

function toBrevityPenalty(hypothesis: number, reference: number): number {
  if (hypothesis >= reference) return 1
  return hypothesis > 0 ? Math.exp(1 - reference / hypothesis) : 0
}

/** As `sacrebleu.sentence_bleu`: effective order on. */
export const sentenceBleu = (
  hypothesis: string,
  references: readonly string[],
  options: BleuOptions & BleuSmoothing = {},
): number => scoreBleu(countBleu(hypothesis, references, options), { effectiveOrder: true, ...options }).score

/** As `sacrebleu.corpus_bleu`, but `references[i]` are those of segment i. */
export function corpusBleu(
  hypotheses: readonly string[],
  references: readonly (readonly string[])[],
  options: BleuOptions & BleuSmoothing = {},
): BleuScore {
  if (hypotheses.length !== references.length)
    throw metricErrors.lengthMismatch('Hypotheses and references', hypotheses.length, references.length)
  let counts = noBleuCounts()
  for (const [i, hypothesis] of hypotheses.entries())
    counts = mergeBleu(counts, countBleu(hypothesis, references[i] ?? [], options))
  return scoreBleu(counts, options)
}

/** What to print beside a score so that it can be compared. */
export function bleuSignature(options: BleuOptions & BleuSmoothing & { references: number }): string {
  const { tokenizer = '13a', lowercase = false, smooth = 'exp', effectiveOrder = false } = options
  const smoothing =
    smooth === 'floor' || smooth === 'add-k'
      ? `${smooth}[${(options.smoothValue ?? (smooth === 'floor' ? 0.1 : 1)).toFixed(2)}]`
      : smooth
  return `nrefs:${options.references}|case:${lowercase ? 'lc' : 'mixed'}|eff:${effectiveOrder ? 'yes' : 'no'}|tok:${tokenizer}|smooth:${smoothing}`
}
