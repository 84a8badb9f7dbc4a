/**
 * Strings as Python sees them, since every reference implementation is Python.
 *
 * Traps: `str.split()` and `\s` know U+001C..U+001F and U+0085, which JavaScript's `\s` does not, and not U+FEFF, which
 * it does; `\w` and `\b` are Unicode; length counts code points.
 */

/** Body of a character class: exactly the characters for which `str.isspace()` holds. */
export const PYTHON_SPACE = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000'

const SPACE_RUN = new RegExp(`[${PYTHON_SPACE}]+`)
const TRAILING_SPACE = new RegExp(`[${PYTHON_SPACE}]+$`)
const LEADING_SPACE = new RegExp(`^[${PYTHON_SPACE}]+`)

/** `text.split()`: parts between runs of white space, without empty ones. */
export function splitWhitespace(text: string): string[] {
  const parts = text.split(SPACE_RUN)
  // only the ends can be empty, since runs are matched whole
  if (parts.length > 0 && parts[parts.length - 1] === '') parts.pop()
  if (parts.length > 0 && parts[0] === '') parts.shift()
  return parts
}

/** `text.rstrip()`. */
export const trimEnd = (text: string): string => text.replace(TRAILING_SPACE, '')

/** `text.strip()`. */
export const trim = (text: string): string => trimEnd(text.replace(LEADING_SPACE, ''))

/** `len(text)`: code points, not UTF-16 units. */
export function codePointCount(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}

/** `len(text.encode('utf-8'))`. */
export const utf8Length = (text: string): number => new TextEncoder().encode(text).length

/** `string.punctuation` removed. ASCII only: “ and 。 stay. */
export const dropAsciiPunctuation = (text: string): string => text.replace(/[!-/:-@[-`{-~]/g, '')
