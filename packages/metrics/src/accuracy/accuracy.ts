/**
 * Accuracy, and the accuracies of multiple choice by log-likelihood.
 *
 * Source: lm-eval `api/task.py`, `process_results` of multiple choice. Ties go to the first choice, as numpy's argmax.
 */
import { metricErrors } from '../errors.ts'
import { codePointCount, utf8Length } from '../text/python-text.ts'

/** 1 if the prediction is one of the gold labels, else 0. Compared as given. */
export function accuracy(prediction: string | number, gold: string | number | readonly (string | number)[]): 0 | 1 {
  const accepted = Array.isArray(gold) ? gold.includes(prediction) : gold === prediction
  return accepted ? 1 : 0
}

/** Index of the largest value; the first of equals. @throws MetricError `empty_input` */
export function argmax(values: readonly number[]): number {
  if (values.length === 0) throw metricErrors.emptyInput('The list of log-likelihoods')
  let best = 0
  for (let i = 1; i < values.length; i++) if ((values[i] ?? 0) > (values[best] ?? 0)) best = i
  return best
}

export interface MultipleChoice {
  /** By raw log-likelihood. */
  acc: 0 | 1
  /** By log-likelihood per code point of the choice (lm-eval's `acc_norm`, often described as per byte). */
  accNorm: 0 | 1
  /** By log-likelihood per UTF-8 byte. */
  accBytes: 0 | 1
}

/**
 * Scores one question. `choices` are the raw strings, without the space put before them in the prompt.
 *
 * @throws MetricError `length_mismatch`, `empty_input`
 */
export function multipleChoice(
  choices: readonly string[],
  logLikelihoods: readonly number[],
  gold: number | readonly number[],
): MultipleChoice {
  if (choices.length !== logLikelihoods.length)
    throw metricErrors.lengthMismatch('Choices and log-likelihoods', choices.length, logLikelihoods.length)
  const per = (length: (text: string) => number) =>
    argmax(logLikelihoods.map((value, i) => value / length(choices[i] ?? '')))
  return {
    acc: accuracy(argmax(logLikelihoods), gold),
    accNorm: accuracy(per(codePointCount), gold),
    accBytes: accuracy(per(utf8Length), gold),
  }
}
