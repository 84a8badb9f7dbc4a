/** Words and punctuation of a text as `nltk.word_tokenize` parts them: sentences first, then the rules below in order. */
import { splitWhitespace } from '@evalflow/metrics'
import { SPACE, WORD } from '../python-case.ts'
import { splitSentences } from './punkt.ts'

type Rule = readonly [pattern: RegExp, replacement: string]

const S = `[${SPACE}]`
const BORDER = `(?:(?<=[${WORD}])(?![${WORD}])|(?<![${WORD}])(?=[${WORD}]))`

const contraction = (first: string, second: string, after = BORDER): Rule => [
  new RegExp(`${BORDER}(${first})(${second})${after}`, 'giu'),
  ' $1 $2 ',
]

const OPENING: readonly Rule[] = [
  [/([«“‘„]|`+)/g, ' $1 '],
  [/^"/, '``'],
  [/(``)/g, ' $1 '],
  [/([ ([{<])("|'{2})/g, '$1 `` '],
  [new RegExp(`(?<![${WORD}])(')(?!(?:re|ve|ll|m|t|s|d|n)${BORDER})(?=[${WORD}])`, 'giu'), '$1 '],
]
const PUNCTUATION: readonly Rule[] = [
  [new RegExp(`([^.])(\\.)([\\])}>"'»”’ ]*)${S}*$`, 'gu'), '$1 $2 $3 '],
  [/([:,])(\P{Nd})/gu, ' $1 $2'],
  [/([:,])(?=\n?$)/g, ' $1 '],
  [/\.{2,}/g, ' $& '],
  [/[;@#$%&]/g, ' $& '],
  [/[\u2012-\u2015]/g, ' $& '],
  [new RegExp(`([^.])(\\.)([\\])}>"']*)${S}*$`, 'gu'), '$1 $2$3 '],
  [/[?!]/g, ' $& '],
  [/([^'])' /gu, "$1 ' "],
  [/[*]/g, ' $& '],
  [/[\][(){}<>]/g, ' $& '],
  [/--/g, ' -- '],
]
const CLOSING: readonly Rule[] = [
  [/([»”’])/g, ' $1 '],
  [/''/g, " '' "],
  [/"/g, " '' "],
  [new RegExp(`${S}+`, 'g'), ' '],
  [/([^' ])('[sS]|'[mM]|'[dD]|') /gu, '$1 $2 '],
  [/([^' ])('ll|'LL|'re|'RE|'ve|'VE|n't|N'T) /gu, '$1 $2 '],
]
const CONTRACTIONS: readonly Rule[] = [
  contraction('can', 'not'),
  contraction('d', "'ye"),
  contraction('gim', 'me'),
  contraction('gon', 'na'),
  contraction('got', 'ta'),
  contraction('lem', 'me'),
  contraction('more', "'n"),
  contraction('wan', 'na', `(?=${S})`),
  [new RegExp(` ('t)(is)${BORDER}`, 'giu'), ' $1 $2 '],
  [new RegExp(` ('t)(was)${BORDER}`, 'giu'), ' $1 $2 '],
]

export const tokenizeWords = (text: string): string[] => splitSentences(text).flatMap(tokenizeSentence)

function tokenizeSentence(sentence: string): string[] {
  const parted = apply(PUNCTUATION, apply(OPENING, sentence))
  return splitWhitespace(apply(CONTRACTIONS, apply(CLOSING, ` ${parted} `)))
}

const apply = (rules: readonly Rule[], text: string): string =>
  rules.reduce((now, [pattern, replacement]) => now.replace(pattern, replacement), text)
