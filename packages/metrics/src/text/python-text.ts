/**
 * Strings as Python sees them, since every reference implementation is Python.
 *
 * Traps: `str.split()` and `\s` know U+001C..U+001F and U+0085, which JavaScript's `\s` does not, and not U+FEFF, which
 * it does; `\w` and `\b` are Unicode; length counts code points.
 */

/** Body of a character class: exactly the characters for which `str.isspace()` holds. */
export const PYTHON_SPACE = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000'

const SPACE_RUN = new RegExp(`[${PYTHON_SPACE}]+`)

/** `str.isspace()` of one UTF-16 unit; no white space lies beyond them. */
export function isPythonSpace(code: number): boolean {
  if (code < 0x80) return code === 32 || (code > 8 && code < 14) || (code > 27 && code < 32)
  if (code < 0x2000 || code > 0x3000) return code === 0x85 || code === 0xa0 || code === 0x1680
  return code <= 0x200a || code === 0x2028 || code === 0x2029 || code === 0x202f || code === 0x205f || code === 0x3000
}

/** `text.split()`: parts between runs of white space, without empty ones. */
export function splitWhitespace(text: string): string[] {
  const parts = text.split(SPACE_RUN)
  // only the ends can be empty, since runs are matched whole
  if (parts.length > 0 && parts[parts.length - 1] === '') parts.pop()
  if (parts.length > 0 && parts[0] === '') parts.shift()
  return parts
}

/** `text.rstrip()`. */
export function trimEnd(text: string): string {
  let end = text.length
  while (end > 0 && isPythonSpace(text.charCodeAt(end - 1))) end--
  return text.slice(0, end)
}

/** `text.strip()`. */
export function trim(text: string): string {
  let start = 0
  while (isPythonSpace(text.charCodeAt(start))) start++ // NaN at the end, which is no space
  return trimEnd(text.slice(start))
}

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
