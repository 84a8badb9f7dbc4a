/** Tokenisers of sacrebleu 2.x: `13a` (mteval-v13a, the default), `char`, `none`. */
import { splitWhitespace, trimEnd } from '../text/python-text.ts'
import { tokenize13a } from './tokenize-13a.ts'

export type BleuTokenizer = '13a' | 'char' | 'none'

/** Tokens of one segment. Trailing white space goes first, as sacrebleu strips each segment. */
export function bleuTokens(segment: string, tokenizer: BleuTokenizer, lowercase = false): string[] {
  const text = trimEnd(lowercase ? segment.toLowerCase() : segment)
  if (tokenizer === 'none') return splitWhitespace(text)
  // white space is no token of its own there either, since sacrebleu splits the joined characters again
  if (tokenizer === 'char') return splitWhitespace([...text].join(' '))
  return tokenize13a(text)
}
