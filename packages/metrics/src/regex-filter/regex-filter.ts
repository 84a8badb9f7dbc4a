/** Reads an answer out of a text by a pattern, as lm-eval's `RegexFilter` (`filters/extraction.py`). */
import { trim } from '../text/python-text.ts'

export const NO_MATCH = '[invalid]'

export interface RegexFilterOptions {
  /** Which match: 0 the first, -1 the last. */
  select?: number
  /** Given when nothing matches. */
  fallback?: string
}

/**
 * The chosen match: its only group, the first non-empty of several groups, or the whole match; stripped.
 * `pattern` needs the `g` flag (`toRegExp(pattern, 'g')`).
 */
export function filterRegex(text: string, pattern: RegExp, options: RegexFilterOptions = {}): string {
  const { select = 0, fallback = NO_MATCH } = options
  const match = [...text.matchAll(pattern)].at(select)
  if (match === undefined) return fallback
  const groups = match.slice(1)
  // with one group Python's findall gives it even if empty; with several, a tuple of which the first non-empty counts
  if (groups.length === 0) return trim(match[0])
  if (groups.length === 1) return trim(groups[0] ?? '')
  return trim(groups.find((group) => group !== undefined && group !== '') ?? fallback)
}
