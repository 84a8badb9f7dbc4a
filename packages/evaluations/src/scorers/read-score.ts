/**
 * Reads a score out of a judge's reply.
 *
 * The last match counts: text quoted from the candidate stands earlier. A number is read whole, so that `(\d)` on "10"
 * gives 10 and not 1. What cannot be read is unscored with the reason, never 0.
 */
import { type Score, scored, toRegExp, unscored } from '@evalflow/metrics'
import { EvaluationError } from '../errors.ts'
import { boundRegExp, MATCH_TIME_MS } from '../patterns/bounded-regexp.ts'

/** Verdicts stand at the end; more than this of a reply is not searched. */
const SEARCHED_LENGTH = 100_000

export interface ScoreRule {
  type: 'int' | 'float'
  pattern: RegExp
  minimum?: number
  maximum?: number
}

/** @throws MetricError `bad_pattern` */
export const toScorePattern = (pattern: string): RegExp => boundRegExp(toRegExp(pattern, 'gd'))

export function readScore(reply: string, rule: ScoreRule): Score {
  const text = reply.slice(-SEARCHED_LENGTH)
  const span = findLastMatch(text, rule.pattern)
  if (span === 'too_slow') return unscored(`the pattern took more than ${MATCH_TIME_MS} ms`)
  if (span === undefined) return unscored(`nothing in the judge's reply matches ${rule.pattern.source}`)
  return toScore(wholeNumber(text, span), rule)
}

/** A number as it was written, held against type and range. */
export function toScore(found: string, rule: Omit<ScoreRule, 'pattern'>): Score {
  const value = Number(found.replace(',', '.'))
  if (found === '' || !Number.isFinite(value)) return unscored(`the judge's score "${found}" is no number`)
  if (rule.type === 'int' && !Number.isInteger(value)) return unscored(`the judge's score ${found} is no whole number`)
  const { minimum = -Infinity, maximum = Infinity } = rule
  if (value < minimum || value > maximum)
    return unscored(`the judge's score ${found} is out of range (${minimum} to ${maximum})`)
  return scored(value)
}

/** The word that the first group of the last match names. */
export function readWord(reply: string, pattern: RegExp): string | undefined {
  const text = reply.slice(-SEARCHED_LENGTH)
  const span = findLastMatch(text, pattern)
  return span === undefined || span === 'too_slow' ? undefined : text.slice(...span)
}

/** Whether a pattern takes one digit alone, so that other readers would read 10 as 1. */
export const cutsNumbers = (pattern: string): boolean => /\((?:\?:)?(?:\\d|\[[01]-\d\])\)/.test(pattern)

type Span = readonly [start: number, end: number]

/** First capture group of the last match, else the match itself. */
function findLastMatch(text: string, pattern: RegExp): Span | undefined | 'too_slow' {
  let found: Span | undefined
  try {
    for (const match of text.matchAll(pattern)) found = match.indices?.[1] ?? match.indices?.[0]
    return found
  } catch (error) {
    if (error instanceof EvaluationError && error.code === 'template_limit') return 'too_slow'
    throw error
  }
}

/** The number around a match, to both sides, if the match ends and begins inside digits. */
function wholeNumber(text: string, [start, end]: Span): string {
  let from = start
  let to = end
  if (/\d/.test(text.charAt(to - 1))) {
    to += /^\d*(?:\.\d+)?/.exec(text.slice(to, to + 400))?.[0].length ?? 0
    if (text.slice(start, end).includes('.')) to = end + (/^\d*/.exec(text.slice(end, end + 400))?.[0].length ?? 0)
  }
  while (from > 0 && /\d/.test(text.charAt(from)) && /\d/.test(text.charAt(from - 1))) from--
  return text.slice(from, to).trim()
}
