/**
 * NeMo's `number-check`: compares two numbers read out of rendered texts.
 *
 * How a number is read is named, since the ways disagree on "1,000":
 * - `nemo` (default): the last match of `[+-]?[.\d]*\d+`, so "1,000" gives 0.
 * - `whole`: the text is the number, and nothing else.
 * - `last`: the last number written with thousands commas, `$` and `%` ignored, so "1,000" gives 1000.
 *
 * Text without a number is unscored (NeMo counts it in `nan_count`), never 0.
 */
import { metricErrors } from '../errors.ts'
import { type Score, scored, unscored } from '../score.ts'

export type NumberReading = 'nemo' | 'whole' | 'last'

const OPERATORS = {
  '==': (left: number, right: number) => left === right,
  '!=': (left: number, right: number) => left !== right,
  '>=': (left: number, right: number) => left >= right,
  '>': (left: number, right: number) => left > right,
  '<=': (left: number, right: number) => left <= right,
  '<': (left: number, right: number) => left < right,
  'absolute difference': (left: number, right: number, epsilon: number) => Math.abs(left - right) <= epsilon,
}

export type NumberOperator = keyof typeof OPERATORS
export const numberOperators = Object.keys(OPERATORS) as readonly NumberOperator[]

const SPELLINGS: Readonly<Record<string, NumberOperator>> = {
  equals: '==',
  '<>': '!=',
  'not equals': '!=',
  gte: '>=',
  'greater than or equal': '>=',
  gt: '>',
  'greater than': '>',
  lte: '<=',
  'less than or equal': '<=',
  lt: '<',
  'less than': '<',
  absolute_difference: 'absolute difference',
}

/** Any accepted spelling to the one name. @throws MetricError `unknown_operator` */
export function parseNumberOperator(text: string): NumberOperator {
  const name = text.trim().toLowerCase()
  const operator = SPELLINGS[name] ?? numberOperators.find((known) => known === name)
  if (operator === undefined) throw metricErrors.unknownOperator(text, [...numberOperators, ...Object.keys(SPELLINGS)])
  return operator
}

export interface NumberCheckOptions {
  /** Greatest difference allowed by `absolute difference`. */
  epsilon?: number
  read?: NumberReading
}

/** 1 or 0; unscored if either text holds no number. @throws MetricError `bad_argument` without a needed epsilon */
export function numberCheck(
  left: string,
  operator: NumberOperator,
  right: string,
  options: NumberCheckOptions = {},
): Score {
  const { epsilon, read = 'nemo' } = options
  if (operator === 'absolute difference' && !(epsilon !== undefined && epsilon >= 0))
    throw metricErrors.badArgument(
      '"absolute difference" needs an epsilon of 0 or more, e.g. ["absolute difference", "3.1", "3", "epsilon", 0.2].',
    )
  const a = readNumber(left, read)
  if (a === null) return unscored(`no number in ${quote(left)}`)
  const b = readNumber(right, read)
  if (b === null) return unscored(`no number in ${quote(right)}`)
  return scored(OPERATORS[operator](a, b, epsilon ?? 0) ? 1 : 0)
}

/** The number of a text, or null. */
export function readNumber(text: string, read: NumberReading): number | null {
  if (read === 'whole') return toFloat(text.trim())
  if (read === 'nemo') return toFloat(text.match(/[+-]?[.\d]*\d+/g)?.at(-1) ?? '')
  return toFloat((text.match(/-?\$?\d[\d,]*(?:\.\d+)?/g)?.at(-1) ?? '').replace(/[,$]/g, ''))
}

/** As Python's `float` for plain decimals: "1.2.3" and "" are no numbers. */
const toFloat = (text: string): number | null =>
  /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : null

const quote = (text: string) => JSON.stringify(text.length > 80 ? `${text.slice(0, 79)}…` : text)
