/**
 * English sentences as NLTK's Punkt tokenizer finds them (Kiss and Strunk 2006; `nltk/tokenize/punkt.py` of 3.10).
 *
 * Only places after `.`, `?` or `!` are looked at. Whether one ends a sentence is decided from the word before it and the
 * word behind it, with tables of abbreviations, collocations, frequent starters and the case that words are seen in.
 */
import { pythonTrimEnd } from '@evalflow/metrics'
import { SPACE, WORD } from '../python-case.ts'
import { type PunktTables, punktTables } from './punkt-tables.ts'

interface Token {
  text: string
  /** Lower case; a number is `##number##`. */
  type: string
  isBreak: boolean
  isAbbreviation: boolean
  isEllipsis: boolean
}

interface Place {
  /** Of the mark and the first behind it. */
  at: number
  end: number
  /** Start of the next token after white space; undefined where punctuation follows at once. */
  next: number | undefined
  /** Start of the word before. */
  wordStart: number
  after: string
}

const QUOTES = '\\u2018\\u2019\\u201c\\u201d\\xab\\xbb'
const NON_WORD = `[)";}\\]*:@'({[${QUOTES}?!]`
const MULTI = `(?:-{2,}|\\.{2,}|(?:\\.[${SPACE}]){2,}\\.)`
const TOKENS = new RegExp(
  `${MULTI}|(?=[^("\`{[:;&#*@)}\\]\\-,])[^${SPACE}]+?(?=[${SPACE}]|$|${NON_WORD}|${MULTI}|,(?=$|[${SPACE}]|${NON_WORD}|${MULTI}))|[^${SPACE}]`,
  'g',
)
const PLACES = new RegExp(`[.?!](?=(${NON_WORD}|[${SPACE}]+([^${SPACE}]+)))`, 'g')
const CLOSING = new RegExp(`^["')\\]}${QUOTES}]+?(?:[${SPACE}]+|(?=--)|(?=\\n)|$)`)
const INITIAL = new RegExp(`^(?!\\p{Nd})[${WORD}]\\.$`, 'u')

/** How words are written, as bits of the tables. */
const MIDDLE_UPPER = 4
const UPPER = 2 + 4 + 8
const BEGIN_LOWER = 16
const LOWER = 16 + 32 + 64

export function splitSentences(text: string): string[] {
  const tables = punktTables()
  const spans: [number, number][] = []
  let from = 0
  for (const place of findPlaces(text)) {
    if (!breaksAt(text.slice(place.wordStart, place.end) + place.after, tables)) continue
    spans.push([from, place.end])
    from = place.next ?? place.end
  }
  spans.push([from, pythonTrimEnd(text).length])
  return realign(text, spans)
}

/** The last mark of each run stands for it: "acting!!! I" is one place. */
function findPlaces(text: string): Place[] {
  const places: Place[] = []
  let previous: Place | undefined
  for (const match of text.matchAll(PLACES)) {
    const at = match.index
    // between the end of the word before the previous mark and this mark
    const [start, stop] = previous === undefined ? [0, 0] : [previous.wordStart, previous.at]
    const space = lastAsciiSpace(text, stop, at)
    const wordStart = space > stop ? space + 1 : start
    if (previous !== undefined && previous.at <= wordStart) places.push(previous)
    const [, after = '', next] = match
    const end = at + 1
    previous = { at, end, wordStart, after, next: next === undefined ? undefined : end + after.length - next.length }
  }
  if (previous !== undefined) places.push(previous)
  return places
}

/** Index of the last ASCII space in [from, to); `from` if there is none, or if it stands there. */
function lastAsciiSpace(text: string, from: number, to: number): number {
  for (let i = to - 1; i > from; i--) if (/[ \t\n\r\v\f]/.test(text.charAt(i))) return i
  return from
}

/** Whether a sentence ends before the last token. */
function breaksAt(text: string, tables: PunktTables): boolean {
  const tokens = text.split('\n').flatMap((line) => (line.match(TOKENS) ?? []).map((token) => toToken(token, tables)))
  for (const [i, token] of tokens.entries()) {
    const next = tokens[i + 1]
    if (next === undefined) return false
    if (token.text.endsWith('.')) reconsider(token, next, tables)
    if (token.isBreak) return true
  }
  return false
}

function toToken(text: string, { abbreviations }: PunktTables): Token {
  const type = text.toLowerCase().replace(/^-?[.,]?\p{Nd}[\p{Nd},.-]*\.?$/u, '##number##')
  const token = { text, type, isBreak: false, isAbbreviation: false, isEllipsis: false }
  if (/^[.?!]$/.test(text)) token.isBreak = true
  else if (/^\.\.+$/.test(text)) token.isEllipsis = true
  else if (text.endsWith('.') && !text.endsWith('..')) {
    const word = text.slice(0, -1).toLowerCase()
    token.isAbbreviation = abbreviations.has(word) || abbreviations.has(word.split('-').at(-1) ?? '')
    token.isBreak = !token.isAbbreviation
  }
  return token
}

/** A second look at a token that ends with a period, by the token behind it. */
function reconsider(token: Token, next: Token, tables: PunktTables): void {
  const type = withoutPeriod(token.type)
  const nextType = next.isBreak ? withoutPeriod(next.type) : next.type
  const isInitial = INITIAL.test(token.text)
  const notHere = () => {
    token.isBreak = false
    token.isAbbreviation = true
  }
  if (tables.collocations.has(`${type}\t${nextType}`)) return notHere()
  const seen = tables.contexts.get(nextType) ?? 0
  const starts = beginsSentence(next, seen)
  if ((token.isAbbreviation || token.isEllipsis) && !isInitial) {
    if (starts === true || (isCased(next, 'upper') && tables.starters.has(nextType))) {
      token.isBreak = true
      return
    }
  }
  if (!isInitial && type !== '##number##') return
  if (starts === false) return notHere()
  if (starts === undefined && isInitial && isCased(next, 'upper') && (seen & LOWER) === 0) notHere()
}

/** Undefined where the tables do not say. */
function beginsSentence(token: Token, seen: number): boolean | undefined {
  if (/^[;:,.!?]$/.test(token.text)) return false
  if (isCased(token, 'upper') && (seen & LOWER) !== 0 && (seen & MIDDLE_UPPER) === 0) return true
  if (isCased(token, 'lower') && ((seen & UPPER) !== 0 || (seen & BEGIN_LOWER) === 0)) return false
  return undefined
}

const isCased = ({ text }: Token, which: 'upper' | 'lower') =>
  (which === 'upper' ? /^\p{Uppercase}/u : /^\p{Lowercase}/u).test(text)

const withoutPeriod = (type: string) => (type.length > 1 && type.endsWith('.') ? type.slice(0, -1) : type)

/** Closing quotes and brackets go to the sentence they end. */
function realign(text: string, spans: readonly [number, number][]): string[] {
  const sentences: string[] = []
  let shift = 0
  for (const [i, [start, stop]] of spans.entries()) {
    const from = start + shift
    const next = spans[i + 1]
    const closing = next === undefined ? undefined : CLOSING.exec(text.slice(...next))?.[0]
    if (next !== undefined && closing !== undefined) {
      sentences.push(text.slice(from, next[0] + pythonTrimEnd(closing).length))
      shift = closing.length
      continue
    }
    shift = 0
    if (from < stop) sentences.push(text.slice(from, stop))
  }
  return sentences
}
