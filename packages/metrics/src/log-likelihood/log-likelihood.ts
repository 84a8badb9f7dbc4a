/**
 * Metrics over log-likelihoods (natural logarithm), as lm-eval `api/metrics.py` and its task code.
 * Perplexities per word and byte are ratios of sums over the corpus, not means of rows.
 */
import { metricErrors } from '../errors.ts'
import { PYTHON_SPACE, utf8Length } from '../text/python-text.ts'

const WORD_BREAK = new RegExp(`[${PYTHON_SPACE}]+`)

/** exp(-mean): perplexity of whole targets, e.g. LAMBADA. @throws MetricError `empty_input` */
export function perplexity(logLikelihoods: readonly number[]): number {
  if (logLikelihoods.length === 0) throw metricErrors.emptyInput('The list of log-likelihoods')
  return Math.exp(-sum(logLikelihoods) / logLikelihoods.length)
}

export interface RollingRow {
  text: string
  /** Of the whole text. */
  logLikelihood: number
}

export interface RollingPerplexity {
  wordPerplexity: number
  bytePerplexity: number
  bitsPerByte: number
}

/** Over a corpus of texts scored from their start. @throws MetricError `empty_input` without any byte of text */
export function rollingPerplexity(rows: readonly RollingRow[]): RollingPerplexity {
  const total = sum(rows.map((row) => row.logLikelihood))
  // leading and trailing blanks give empty "words", as re.split does: kept for parity
  const words = sum(rows.map((row) => row.text.split(WORD_BREAK).length))
  const bytes = sum(rows.map((row) => utf8Length(row.text)))
  if (bytes === 0) throw metricErrors.emptyInput('The text')
  return {
    wordPerplexity: Math.exp(-total / words),
    bytePerplexity: Math.exp(-total / bytes),
    bitsPerByte: -total / bytes / Math.LN2,
  }
}

/** Probabilities that sum to 1; safe for very negative values. */
export function softmax(logLikelihoods: readonly number[]): number[] {
  const top = Math.max(...logLikelihoods)
  const weights = logLikelihoods.map((value) => Math.exp(value - top))
  const total = sum(weights)
  return weights.map((weight) => weight / total)
}

/** TruthfulQA mc1: 1 if the most likely answer is the true one, which stands first. */
export const truthfulMc1 = (logLikelihoods: readonly number[]): 0 | 1 =>
  logLikelihoods.every((value) => value <= (logLikelihoods[0] ?? -Infinity)) ? 1 : 0

/** TruthfulQA mc2: probability mass of the true answers. @throws MetricError `length_mismatch` */
export function truthfulMc2(logLikelihoods: readonly number[], labels: readonly (0 | 1)[]): number {
  if (logLikelihoods.length !== labels.length)
    throw metricErrors.lengthMismatch('Log-likelihoods and labels', logLikelihoods.length, labels.length)
  return sum(softmax(logLikelihoods).filter((_, i) => labels[i] === 1))
}

/** Sum over classes of (probability - one-hot)^2; 0 best, 2 worst. The metric is its mean over rows. */
export const brierScore = (probabilities: readonly number[], gold: number): number =>
  sum(probabilities.map((value, i) => (value - (i === gold ? 1 : 0)) ** 2))

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0)
