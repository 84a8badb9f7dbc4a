/**
 * ROUGE as google-research `rouge_score` computes it: precision, recall and F of n-gram overlap (ROUGE-1..9), of the
 * longest common subsequence (L), and of the union LCS over lines (Lsum). 0 to 1.
 */
import { metricErrors } from '../errors.ts'
import { type NgramOrder, clippedOverlap, indexNgrams } from '../text/ngrams.ts'
import { lcsLength, unionLcs } from './lcs.ts'
import { stem } from './porter-stemmer.ts'

export type RougeType = `rouge${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9}` | 'rougeL' | 'rougeLsum'

export interface RougeScore {
  precision: number
  recall: number
  fmeasure: number
}

export interface RougeOptions {
  /** Porter-stem tokens of four characters or more. Off in rouge_score by default, on in NeMo. */
  stem?: boolean
}

const NONE: RougeScore = { precision: 0, recall: 0, fmeasure: 0 }

/** Scores `prediction` against one target, for each type. */
export function rouge<T extends RougeType>(
  target: string,
  prediction: string,
  types: readonly T[],
  options: RougeOptions = {},
): Record<T, RougeScore> {
  const highest = Math.max(1, ...types.map((type) => Number(/\d$/.exec(type)?.[0] ?? 1)))
  // text 0 is the target, text 1 the prediction
  const orders = indexNgrams([rougeTokens(target, options), rougeTokens(prediction, options)], highest)
  const scoreOf = (type: RougeType): RougeScore => {
    if (type === 'rougeL') return scoreLcs(orders[0])
    if (type === 'rougeLsum') return scoreSummary(target, prediction, options)
    return scoreOverlap(orders[Number(type.slice(5)) - 1])
  }
  return Object.fromEntries(types.map((type) => [type, scoreOf(type)])) as Record<T, RougeScore>
}

/** Best target by F, chosen apart for each type; the first of equals. @throws MetricError `empty_input` */
export function rougeMulti<T extends RougeType>(
  targets: readonly string[],
  prediction: string,
  types: readonly T[],
  options: RougeOptions = {},
): Record<T, RougeScore> {
  const [first, ...others] = targets.map((target) => rouge(target, prediction, types, options))
  if (first === undefined) throw metricErrors.emptyInput('The list of targets')
  const best = { ...first }
  for (const scores of others)
    for (const type of types) if (scores[type].fmeasure > best[type].fmeasure) best[type] = scores[type]
  return best
}

/** Lower case, split at everything but ASCII letters and digits: "naïve" gives "na", "ve". */
export function rougeTokens(text: string, options: RougeOptions = {}): string[] {
  const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? []
  return options.stem ? words.map((word) => (word.length > 3 ? stem(word) : word)) : words
}

const NO_TOKENS: readonly number[] = []

function scoreOverlap(order: NgramOrder | undefined): RougeScore {
  const [wanted = NO_TOKENS, found = NO_TOKENS] = order?.ids ?? []
  const hits = order === undefined ? 0 : clippedOverlap(order, 1, 0)
  return toScore(hits / Math.max(found.length, 1), hits / Math.max(wanted.length, 1))
}

function scoreLcs(order: NgramOrder | undefined): RougeScore {
  const [wanted = NO_TOKENS, found = NO_TOKENS] = order?.ids ?? []
  if (wanted.length === 0 || found.length === 0) return NONE
  const length = lcsLength(wanted, found)
  return toScore(length / found.length, length / wanted.length)
}

function scoreSummary(target: string, prediction: string, options: RougeOptions): RougeScore {
  const lines = (text: string) =>
    text
      .split('\n')
      .filter((line) => line.length > 0)
      .map((line) => rougeTokens(line, options))
  const targetLines = lines(target)
  const [order] = indexNgrams([...targetLines, ...lines(prediction)], 1)
  const wanted = order?.ids.slice(0, targetLines.length) ?? []
  const found = order?.ids.slice(targetLines.length) ?? []
  const size = (sentences: readonly (readonly number[])[]) => sentences.reduce((sum, tokens) => sum + tokens.length, 0)
  if (size(wanted) === 0 || size(found) === 0) return NONE
  const hits = unionLcs(wanted, found)
  return toScore(hits / size(found), hits / size(wanted))
}

function toScore(precision: number, recall: number): RougeScore {
  const sum = precision + recall
  return { precision, recall, fmeasure: sum > 0 ? (2 * precision * recall) / sum : 0 }
}
