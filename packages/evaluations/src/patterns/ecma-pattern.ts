/** Patterns of JSON Schema (ECMA-262, `u` flag), bounded in time. */
import { boundRegExp } from './bounded-regexp.ts'

/** JavaScript's white space; RE2's `\s` knows ASCII alone. */
const SPACE = '\\t-\\r\\x20\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff'
const ANY = '[^\\n\\r\\u2028\\u2029]'

/** @throws SyntaxError */
export function compileEcmaPattern(pattern: string): RegExp {
  // so that a fault is told in the words of what was written
  new RegExp(pattern, 'u').test('')
  return boundRegExp(new RegExp(explicit(pattern), 'u'))
}

/** With `.` and white space written out, which the two engines see differently. */
function explicit(pattern: string): string {
  let inClass = false
  return pattern.replaceAll(/\\[^]|[[\].]/g, (token) => {
    if (token === '[') inClass = true
    else if (token === ']') inClass = false
    else if (token === '.') return inClass ? token : ANY
    else if (token === '\\s') return inClass ? SPACE : `[${SPACE}]`
    else if (token === '\\S' && !inClass) return `[^${SPACE}]`
    return token
  })
}
