/**
 * Python `re` patterns as JavaScript regular expressions, for lm-eval's filters and judge parsers.
 *
 * Differences that change results are translated: inline flags `(?s)`, `(?P<name>)`, Unicode `\d \w \s \b`, `$` before a
 * final newline, `.` but for newlines alone (JavaScript's also leaves out `\r`, U+2028 and U+2029), `\A`, `\Z`. What JavaScript cannot express (conditionals, atomic groups, possessive quantifiers) is
 * refused. Time is not limited here: whoever runs a stranger's pattern must do so.
 */
import { metricErrors } from '../errors.ts'
import { PYTHON_SPACE } from './python-text.ts'

const WORD = '\\p{L}\\p{N}_'
const CLASS_ESCAPES: Readonly<Record<string, string>> = { d: '\\p{Nd}', w: WORD, s: PYTHON_SPACE }
const NEGATED: Readonly<Record<string, string>> = { D: '\\P{Nd}', W: `[^${WORD}]`, S: `[^${PYTHON_SPACE}]` }
const ANCHORS: Readonly<Record<string, string>> = {
  b: `(?:(?<=[${WORD}])(?![${WORD}])|(?<![${WORD}])(?=[${WORD}]))`,
  B: `(?:(?<=[${WORD}])(?=[${WORD}])|(?<![${WORD}])(?![${WORD}]))`,
  A: '(?<![^])',
  Z: '(?![^])',
}
const SYNTAX = /[\^$\\.*+?()[\]{}|/]/

/**
 * Compiles a Python pattern; `flags` may add `g`.
 *
 * @throws MetricError `bad_pattern` if it is no regular expression or has no equal here
 */
export function toRegExp(pattern: string, flags = ''): RegExp {
  const inline = /^\(\?([aiLmsux]+)\)/.exec(pattern)
  const letters = inline?.[1] ?? ''
  if (/[aLx]/.test(letters)) throw metricErrors.badPattern(pattern, `flag "${letters}" has no equal. Remove it.`)
  // an escape or a class is one character here: "-?\d+" and "[*+]+" have no possessive quantifier
  const skeleton = pattern.replace(/\\./gs, '_').replace(/\[\^?\]?[^\]]*\]/g, '_')
  if (/\(\?\(|\(\?>|[*+?}]\+/.test(skeleton))
    throw metricErrors.badPattern(pattern, 'conditionals, atomic groups and possessive quantifiers are not supported.')
  const multiline = letters.includes('m')
  const source = translate(pattern.slice(inline?.[0].length ?? 0), { multiline, dotAll: letters.includes('s') })
  try {
    return new RegExp(source, `u${[...new Set(letters.replace('u', '') + flags)].join('')}`)
  } catch (error) {
    throw metricErrors.badPattern(pattern, error instanceof Error ? error.message : String(error))
  }
}

function translate(pattern: string, { multiline, dotAll }: { multiline: boolean; dotAll: boolean }): string {
  let out = ''
  let inClass = false
  let classStart = 0
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern.charAt(i)
    if (char === '\\') out += escape(pattern, ++i, inClass)
    else if (inClass) {
      // "]" first in a class is a member of it
      const first = i === classStart || (i === classStart + 1 && pattern[classStart] === '^')
      if (char === ']' && !first) inClass = false
      out += (char === ']' && first) || char === '[' ? `\\${char}` : char
    } else if (char === '[') {
      inClass = true
      classStart = i + 1
      out += char
    } else if (char === '.') out += dotAll ? char : '[^\\n]'
    else if (char === '$') out += multiline ? '(?=\\n|(?![^]))' : '(?=\\n?(?![^]))'
    else if (pattern.startsWith('(?P<', i)) {
      out += '(?<'
      i += 3
    } else if (char === '{' && !/^\{(?:\d+(?:,\d*)?|,\d+)\}/.test(pattern.slice(i))) out += '\\{'
    else if (char === '{') {
      const quantifier = pattern.slice(i, pattern.indexOf('}', i) + 1)
      out += quantifier.startsWith('{,') ? `{0${quantifier.slice(1)}` : quantifier
      i += quantifier.length - 1
    } else if (char === '}' || char === ']') out += `\\${char}`
    else out += char
  }
  return out
}

/** The escape whose letter stands at `index`. */
function escape(pattern: string, index: number, inClass: boolean): string {
  const letter = pattern.charAt(index)
  const members = CLASS_ESCAPES[letter]
  if (members !== undefined) return inClass ? members : `[${members}]`
  const negated = NEGATED[letter]
  if (negated !== undefined) {
    if (inClass && letter !== 'D') throw metricErrors.badPattern(pattern, `\\${letter} inside [...] is not supported.`)
    return negated
  }
  if (!inClass) {
    const anchor = ANCHORS[letter]
    if (anchor !== undefined) return anchor
  }
  if (letter === 'a') return '\\x07'
  if (/[0-9nrtfvxu]/.test(letter)) return `\\${letter}`
  if (inClass && letter === 'b') return '\\x08'
  if (/[A-Za-z]/.test(letter) || letter === '') throw metricErrors.badPattern(pattern, `bad escape \\${letter}.`)
  // with the u flag only syntax characters may be escaped, and "-" inside a class
  return SYNTAX.test(letter) || (inClass && letter === '-') ? `\\${letter}` : letter
}
