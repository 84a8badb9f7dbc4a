/** Python's `str.isupper()`, `str.islower()`, `str.removeprefix()` and `re.IGNORECASE` counts, where JavaScript differs. */
import { PYTHON_SPACE } from '@evalflow/metrics'
import { compilePattern } from '../python-pattern.ts'

/** Bodies of character classes: Python's `\s` and `\w`. */
export const SPACE = PYTHON_SPACE
export const WORD = '\\p{L}\\p{N}_'

/** At least one cased character, and none of another case. */
export const isUpper = (text: string): boolean => /\p{Uppercase}/u.test(text) && !/[\p{Lowercase}\p{Lt}]/u.test(text)

export const isLower = (text: string): boolean => /\p{Lowercase}/u.test(text) && !/[\p{Uppercase}\p{Lt}]/u.test(text)

export const dropPrefix = (text: string, prefix: string): string =>
  text.startsWith(prefix) ? text.slice(prefix.length) : text

export const dropSuffix = (text: string, suffix: string): string =>
  text.endsWith(suffix) ? text.slice(0, text.length - suffix.length) : text

/** `len(re.findall(pattern, text))`. @throws MetricError `bad_pattern` */
export const countMatches = (pattern: string, flags: '' | 'i', text: string): number =>
  [...text.matchAll(compilePattern(pattern, `g${flags}`))].length
