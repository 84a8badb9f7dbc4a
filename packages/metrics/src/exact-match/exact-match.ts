/**
 * Exact match, in three variants that are not comparable:
 *
 * - `none`: the strings as they are; white space counts.
 * - `squad`: after SQuAD normalisation. NeMo's `em` (SQuAD `evaluate-v1.1.py`, `exact_match_score`).
 * - `hf`: after the options of Hugging Face `exact_match` as lm-eval uses it (`api/metrics.py`,
 *   `exact_match_hf_evaluate`): patterns removed one after another from both sides, then case, punctuation, digits.
 */
import { dropAsciiPunctuation } from '../text/python-text.ts'
import { squadNormalize } from '../text/squad-normalize.ts'

export interface HfExactMatchOptions {
  /** Compiled with the `g` flag, e.g. by `toRegExp(pattern, 'g')`. */
  ignore?: readonly RegExp[]
  ignoreCase?: boolean
  ignorePunctuation?: boolean
  ignoreNumbers?: boolean
}

export type ExactMatchNormalize = 'none' | 'squad' | HfExactMatchOptions

/** 1 if the prediction equals one of the references after normalisation, else 0. */
export function exactMatch(
  prediction: string,
  references: string | readonly string[],
  normalize: ExactMatchNormalize = 'squad',
): 0 | 1 {
  const apply = normalizer(normalize)
  const found = apply(prediction)
  const all = typeof references === 'string' ? [references] : references
  return all.some((reference) => apply(reference) === found) ? 1 : 0
}

function normalizer(normalize: ExactMatchNormalize): (text: string) => string {
  if (normalize === 'none') return (text) => text
  if (normalize === 'squad') return squadNormalize
  return (text) => hfNormalize(text, normalize)
}

function hfNormalize(text: string, options: HfExactMatchOptions): string {
  let result = text
  for (const pattern of options.ignore ?? []) result = result.replace(pattern, '')
  if (options.ignoreCase) result = result.toLowerCase()
  if (options.ignorePunctuation) result = dropAsciiPunctuation(result)
  if (options.ignoreNumbers) result = result.replace(/[0-9]/g, '')
  return result
}
