/**
 * Answer normalisation of SQuAD 1.1 (`evaluate-v1.1.py`, `normalize_answer`): lower case, drop ASCII punctuation, drop
 * the articles a, an, the, collapse white space. In that order: "a-n apple" becomes "an apple", then "apple".
 */
import { dropAsciiPunctuation, splitWhitespace } from './python-text.ts'

// Python's \b with str patterns: \w is any letter or number of Unicode, or "_"; combining marks are not in it
const ARTICLES = /(?<![\p{L}\p{N}_])(?:a|an|the)(?![\p{L}\p{N}_])/gu
const ASCII_ARTICLES = /\b(?:a|an|the)\b/g
const NON_ASCII = /[^\0-\x7f]/

/** Tokens of the normalised answer; empty if nothing is left. */
export function squadTokens(text: string): string[] {
  const bare = dropAsciiPunctuation(text.toLowerCase())
  // the ASCII form means the same there and is several times faster
  return splitWhitespace(bare.replace(NON_ASCII.test(bare) ? ARTICLES : ASCII_ARTICLES, ' '))
}

/** The normalised answer, tokens joined by one space. */
export const squadNormalize = (text: string): string => squadTokens(text).join(' ')
