/**
 * sacrebleu's `13a` tokeniser (mteval-v13a) in one pass over the characters, where the original replaces by four
 * regular expressions and splits:
 *
 *   1 [{-~[-` -&(-+:-@/]   spaces around       3 ([.,])([^0-9])   spaces around the first
 *   2 ([^0-9])([.,])       spaces around the second   4 ([0-9])(-)       spaces around the second
 *
 * Matches of one expression do not overlap, which decides what becomes of points in a row (see `lastPointStays`).
 */
import { isPythonSpace } from '../text/python-text.ts'

const DASH = 45
const LEFT_OF_DIGITS = 47
const RIGHT_OF_DIGITS = 58

/** Kinds of characters below 128. */
const WORD = 0
const WHITE = 1
const SYMBOL = 2
const POINT = 3
const KINDS = createKinds()

/** Tokens of a segment whose trailing white space is gone. */
export function tokenize13a(segment: string): string[] {
  const text = toOneLine(segment)
  const tokens: string[] = []
  const end = text.length
  let start = 0 // of the token under way; none if it is `at`
  for (let at = 0; at < end; at++) {
    const code = text.charCodeAt(at)
    const kind = code < 128 ? (KINDS[code] ?? WORD) : isPythonSpace(code) ? WHITE : WORD
    if (kind === WORD) {
      if (code !== DASH || at === 0 || !isDigit(text.charCodeAt(at - 1))) continue
    }
    if (kind === POINT) {
      const run = at
      while (isPoint(text.charCodeAt(at + 1))) at++ // NaN at the end
      const afterDigit = run > 0 && isDigit(text.charCodeAt(run - 1))
      const stays = lastPointStays(at - run + 1, afterDigit) && isDigit(text.charCodeAt(at + 1))
      const isInNumber = stays && run === at && afterDigit
      if (isInNumber) continue
      if (run > start) tokens.push(text.slice(start, run))
      const apart = stays ? at - 1 : at
      for (let point = run; point <= apart; point++) tokens.push(text.charAt(point))
      start = apart + 1
      continue
    }
    if (at > start) tokens.push(text.slice(start, at))
    if (kind !== WHITE) tokens.push(text.charAt(at))
    start = at + 1
  }
  if (end > start) tokens.push(text.slice(start))
  return tokens
}

/**
 * Whether the last of `count` points in a row is left alone by expression 2, so that a digit after it keeps it.
 *
 * Expression 2 takes the character before the first point with it if that is no digit, and the points that are left in
 * twos: "a.5" and "1..5" are parted, "1.5" and ".5" of "a..5" are not.
 */
function lastPointStays(count: number, afterDigit: boolean): boolean {
  return afterDigit ? count % 2 === 1 : count % 2 === 0
}

function toOneLine(segment: string): string {
  let text = segment
  if (text.includes('<skipped>')) text = text.replaceAll('<skipped>', '')
  // a line break that stays is white space, as the space that sacrebleu puts in its place
  if (text.includes('-\n')) text = text.replaceAll('-\n', '')
  if (text.includes('&'))
    text = text.replaceAll('&quot;', '"').replaceAll('&amp;', '&').replaceAll('&lt;', '<').replaceAll('&gt;', '>')
  return text
}

const isDigit = (code: number) => code > LEFT_OF_DIGITS && code < RIGHT_OF_DIGITS
const isPoint = (code: number) => code === 46 || code === 44

function createKinds(): Uint8Array {
  const kinds = new Uint8Array(128)
  for (let code = 0; code < kinds.length; code++) if (isPythonSpace(code)) kinds[code] = WHITE
  for (const char of '!"#$%&()*+/:;<=>?@[\\]^_`{|}~') kinds[char.charCodeAt(0)] = SYMBOL
  for (const char of '.,') kinds[char.charCodeAt(0)] = POINT
  return kinds
}
