/** Tokenisers of sacrebleu 2.x: `13a` (mteval-v13a, the default), `char`, `none`. */
import { splitWhitespace, trimEnd } from '../text/python-text.ts'

export type BleuTokenizer = '13a' | 'char' | 'none'

// in this order; "'" is not split, and a space is itself in the first class, which later collapsing undoes
const SYMBOLS = /[{-~[-` -&(-+:-@/]/g
const POINT_AFTER_NON_DIGIT = /([^0-9])([.,])/g
const POINT_BEFORE_NON_DIGIT = /([.,])([^0-9])/g
const DASH_AFTER_DIGIT = /([0-9])(-)/g

/** Tokens of one segment. Trailing white space goes first, as sacrebleu strips each segment. */
export function bleuTokens(segment: string, tokenizer: BleuTokenizer, lowercase = false): string[] {
  const text = trimEnd(lowercase ? segment.toLowerCase() : segment)
  if (tokenizer === 'none') return splitWhitespace(text)
  // white space is no token of its own there either, since sacrebleu splits the joined characters again
  if (tokenizer === 'char') return splitWhitespace([...text].join(' '))
  return tokenize13a(text)
}

function tokenize13a(segment: string): string[] {
  let text = segment.replaceAll('<skipped>', '').replaceAll('-\n', '').replaceAll('\n', ' ')
  if (text.includes('&'))
    text = text.replaceAll('&quot;', '"').replaceAll('&amp;', '&').replaceAll('&lt;', '<').replaceAll('&gt;', '>')
  text = ` ${text} `
    .replace(SYMBOLS, ' $& ')
    .replace(POINT_AFTER_NON_DIGIT, '$1 $2 ')
    .replace(POINT_BEFORE_NON_DIGIT, ' $1 $2')
    .replace(DASH_AFTER_DIGIT, '$1 $2 ')
  return splitWhitespace(text)
}
