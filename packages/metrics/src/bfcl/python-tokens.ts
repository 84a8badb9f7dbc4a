/** Tokens of a Python expression: names, numbers, texts, signs. */
import { MetricError } from '../errors.ts'
import { PyFloat } from './python-value.ts'

export type Token =
  | { readonly kind: 'name' | 'sign'; readonly text: string }
  | { readonly kind: 'number'; readonly text: string; readonly value: number | PyFloat }
  | { readonly kind: 'text'; readonly text: string; readonly value: string }

const SPACE = /(?:[ \t\f\r\n]|\\\r?\n|#[^\n]*)+/y
const NAME = /[\p{L}_][\p{L}\p{N}_]*/uy
const FLOAT = /(?:\d[\d_]*\.(?:\d[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d+)?|\d[\d_]*[eE][+-]?\d+/y
const INTEGER = /0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|\d[\d_]*/y
const SIGN = /\*\*|\/\/|\.\.\.|[-+*/%~(){}[\],:.=]/y
const QUOTE = /([rRuU]?)('''|"""|'|")/y

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  a: '\x07',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': '',
}

/** @throws MetricError `python_syntax` at the first character that begins no token; f- and b-texts are none */
export function tokenizePython(source: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const found = pattern.exec(source)
    if (found !== null) at = pattern.lastIndex
    return found
  }
  while (at < source.length) {
    if (take(SPACE) !== null) continue
    const quote = take(QUOTE)
    if (quote !== null) {
      const { value, end } = readText(source, at, quote[2] ?? '', (quote[1] ?? '').toLowerCase() === 'r')
      tokens.push({ kind: 'text', text: source.slice(at, end), value })
      at = end
      continue
    }
    tokens.push(readWord(take) ?? fail(source, at))
  }
  return tokens
}

function readWord(take: (pattern: RegExp) => RegExpExecArray | null): Token | undefined {
  const name = take(NAME)?.[0]
  if (name !== undefined) return { kind: 'name', text: name }
  const float = take(FLOAT)?.[0]
  if (float !== undefined) return { kind: 'number', text: float, value: new PyFloat(Number(float.replaceAll('_', ''))) }
  const integer = take(INTEGER)?.[0]
  if (integer !== undefined) {
    // Python refuses 007, which here might be meant as a text
    if (/^0\d*[1-9]/.test(integer)) throw new MetricError('python_syntax', `Not a number in Python: ${integer}.`)
    return { kind: 'number', text: integer, value: Number(integer.replaceAll('_', '')) }
  }
  const sign = take(SIGN)?.[0]
  return sign === undefined ? undefined : { kind: 'sign', text: sign }
}

function readText(source: string, from: number, quote: string, isRaw: boolean): { value: string; end: number } {
  let value = ''
  for (let at = from; at < source.length;) {
    if (source.startsWith(quote, at)) return { value, end: at + quote.length }
    const character = source[at] ?? ''
    if (character === '\n' && quote.length === 1) break
    if (character !== '\\') {
      value += character
      at++
    } else if (isRaw) {
      value += source.slice(at, at + 2)
      at += 2
    } else {
      const escaped = readEscape(source, at)
      value += escaped.value
      at = escaped.end
    }
  }
  throw new MetricError('python_syntax', 'Not a Python call: a text has no end.')
}

function readEscape(source: string, at: number): { value: string; end: number } {
  const next = source[at + 1] ?? ''
  const hex = /^\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3}))/.exec(source.slice(at, at + 10))
  if (hex !== null && (hex[1] ?? hex[2] ?? hex[3]) !== undefined)
    return {
      value: String.fromCodePoint(Number.parseInt(hex[1] ?? hex[2] ?? hex[3] ?? '0', 16)),
      end: at + hex[0].length,
    }
  if (hex !== null) return { value: String.fromCodePoint(Number.parseInt(hex[4] ?? '0', 8)), end: at + hex[0].length }
  // an escape that Python does not know stays as it is
  return { value: ESCAPES[next] ?? `\\${next}`, end: at + 2 }
}

function fail(source: string, at: number): never {
  throw new MetricError('python_syntax', `Not a Python call: found ${source.slice(at, at + 12)}.`)
}
