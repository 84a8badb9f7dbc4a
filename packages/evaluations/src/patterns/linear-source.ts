/**
 * From a pattern as `toRegExp` writes it (JavaScript, `u` flag) to RE2's syntax, which runs in time linear in the text.
 *
 * RE2 has no look-around and no back references. Those that `toRegExp` itself writes for Python's anchors have an equal:
 * `\A`, `\Z` and multiline `$` always, `$` where the text does not end in a newline, `\b` and `\B` where it is ASCII.
 */

export interface LinearSource {
  source: string
  /** RE2's `\b` knows ASCII words alone. */
  onlyAscii: boolean
  /** Python's `$` also matches before a last newline. */
  noFinalNewline: boolean
}

const WORD = '\\p{L}\\p{N}_'
const BOUNDARY = `(?:(?<=[${WORD}])(?![${WORD}])|(?<![${WORD}])(?=[${WORD}]))`
const NO_BOUNDARY = `(?:(?<=[${WORD}])(?=[${WORD}])|(?<![${WORD}])(?![${WORD}]))`
const DOLLAR = '(?=\\n?(?![^]))'
const MULTILINE_DOLLAR = '(?=\\n|(?![^]))'

/** Undefined for what RE2 cannot say. */
export function toLinearSource(pattern: RegExp): LinearSource | undefined {
  const { source } = pattern
  const written = source
    .replaceAll(NO_BOUNDARY, '\\B')
    .replaceAll(BOUNDARY, '\\b')
    .replaceAll(MULTILINE_DOLLAR, '(?m:$)')
    .replaceAll(DOLLAR, '\\z')
    .replaceAll('(?<![^])', '\\A')
    .replaceAll('(?![^])', '\\z')
    .replaceAll(/\(\?<(?![=!])/g, '(?P<')
    .replaceAll(/\\u\{?([0-9a-fA-F]{4,6})\}?/g, '\\x{$1}')
    .replaceAll('[^]', '(?s:.)')
  // an escaped backslash before a digit or a parenthesis is no reference and no group
  const bare = written.replaceAll('\\\\', '')
  if (/\(\?(?:=|!|<=|<!)|\\[1-9]|\\k</.test(bare)) return undefined
  const flags = [...'ims'].filter((flag) => pattern.flags.includes(flag)).join('')
  return {
    source: flags === '' ? written : `(?${flags})${written}`,
    onlyAscii: /\\[bB]/.test(bare),
    noFinalNewline: source.includes(DOLLAR),
  }
}
