/** NeMo's `string-check`: compares two rendered strings, case-sensitively. */
import { metricErrors } from '../errors.ts'

const OPERATORS = {
  equals: (left: string, right: string) => left === right,
  'not equals': (left: string, right: string) => left !== right,
  contains: (left: string, right: string) => left.includes(right),
  'not contains': (left: string, right: string) => !left.includes(right),
  startswith: (left: string, right: string) => left.startsWith(right),
  endswith: (left: string, right: string) => left.endsWith(right),
}

export type StringOperator = keyof typeof OPERATORS
export const stringOperators = Object.keys(OPERATORS) as readonly StringOperator[]

const SPELLINGS: Readonly<Record<string, StringOperator>> = {
  '==': 'equals',
  '!=': 'not equals',
  '<>': 'not equals',
  not_equals: 'not equals',
  not_contains: 'not contains',
  starts_with: 'startswith',
  'starts with': 'startswith',
  ends_with: 'endswith',
  'ends with': 'endswith',
}

/** Any accepted spelling to the one name. @throws MetricError `unknown_operator` */
export function parseStringOperator(text: string): StringOperator {
  const name = text.trim().toLowerCase()
  const operator = SPELLINGS[name] ?? stringOperators.find((known) => known === name)
  if (operator === undefined) throw metricErrors.unknownOperator(text, [...stringOperators, ...Object.keys(SPELLINGS)])
  return operator
}

/** 1 or 0. The empty string is contained in every string. */
export const stringCheck = (left: string, operator: StringOperator, right: string): 0 | 1 =>
  OPERATORS[operator](left, right) ? 1 : 0
