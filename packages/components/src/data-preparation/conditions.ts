/**
 * Conditions on a row, one a line: `column operator value`. All must hold. Data, never code.
 *
 * A column with spaces stands in double quotes; so may a value. Lines that are empty or begin with `#` are skipped.
 *
 *   category = math        score >= 0.5        "Full name" contains Smith        language in en, de        note is empty
 */
import { ComponentError } from '../errors.ts'
import type { Row } from '../dataset-creator/rows.ts'
import { cellOf, isBlank, toText } from './cell.ts'

interface Operator {
  /** As it is written; longer ones first, so that `>=` is not read as `>`. */
  sign: string
  needsValue: boolean
  holds: (cell: Row[string] | undefined, value: string) => boolean
}

export interface RowCondition {
  column: string
  sign: string
  value: string
  holds: (row: Row) => boolean
}

const OPERATORS: readonly Operator[] = [
  { sign: 'is not empty', needsValue: false, holds: (cell) => !isBlank(cell) },
  { sign: 'is empty', needsValue: false, holds: (cell) => isBlank(cell) },
  { sign: 'not contains', needsValue: true, holds: (cell, value) => !toText(cell).includes(value) },
  { sign: 'contains', needsValue: true, holds: (cell, value) => toText(cell).includes(value) },
  { sign: 'starts with', needsValue: true, holds: (cell, value) => toText(cell).startsWith(value) },
  { sign: 'ends with', needsValue: true, holds: (cell, value) => toText(cell).endsWith(value) },
  { sign: 'not in', needsValue: true, holds: (cell, value) => !toList(value).includes(toText(cell)) },
  { sign: 'in', needsValue: true, holds: (cell, value) => toList(value).includes(toText(cell)) },
  { sign: '>=', needsValue: true, holds: byNumber((a, b) => a >= b) },
  { sign: '<=', needsValue: true, holds: byNumber((a, b) => a <= b) },
  { sign: '!=', needsValue: true, holds: (cell, value) => !isEqual(cell, value) },
  { sign: '=', needsValue: true, holds: isEqual },
  { sign: '>', needsValue: true, holds: byNumber((a, b) => a > b) },
  { sign: '<', needsValue: true, holds: byNumber((a, b) => a < b) },
]

/** @throws ComponentError `condition_invalid`, naming the line */
export function parseConditions(text: string, field: string): RowCondition[] {
  return text.split('\n').flatMap((line, index) => {
    const trimmed = line.trim()
    return trimmed === '' || trimmed.startsWith('#') ? [] : [parseLine(trimmed, index + 1, field)]
  })
}

function parseLine(line: string, number: number, field: string): RowCondition {
  const quoted = /^"([^"]+)"\s*/.exec(line)
  const bare = quoted ? null : /^([^\s=!<>"]+)\s*/.exec(line)
  const column = quoted?.[1] ?? bare?.[1]
  const rest = line.slice((quoted ?? bare)?.[0].length ?? 0)
  const operator = OPERATORS.find(({ sign }) => startsWithSign(rest, sign))
  if (column === undefined || !operator)
    throw new ComponentError(
      'condition_invalid',
      `Line ${number} is "${line.slice(0, 80)}". Expected \`column operator value\`, with one of: ${OPERATORS.map(({ sign }) => sign).join(', ')}.`,
      { field },
    )
  const value = unquote(rest.slice(operator.sign.length).trim())
  if (operator.needsValue === (value === ''))
    throw new ComponentError(
      'condition_invalid',
      operator.needsValue
        ? `Line ${number}: "${operator.sign}" needs a value after it. To find empty cells write \`${column} is empty\`.`
        : `Line ${number}: "${operator.sign}" takes no value; found "${value.slice(0, 40)}".`,
      { field },
    )
  return { column, sign: operator.sign, value, holds: (row) => operator.holds(cellOf(row, column), value) }
}

function startsWithSign(text: string, sign: string): boolean {
  if (!text.startsWith(sign)) return false
  // a word must end: `in` is not the beginning of `include`
  return !/\w$/.test(sign) || !/^\w/.test(text.slice(sign.length))
}

const unquote = (text: string): string => /^"(.*)"$/s.exec(text)?.[1] ?? text
const toList = (text: string): string[] => text.split(',').map((part) => unquote(part.trim()))

/** `1`, `1.0` and 1 are equal; all else is compared as text. */
function isEqual(cell: Row[string] | undefined, value: string): boolean {
  const [a, b] = [toNumber(cell), toNumber(value)]
  return a !== null && b !== null ? a === b : toText(cell) === value
}

/** A cell or value that is no number fulfils no order. */
function byNumber(compare: (a: number, b: number) => boolean): Operator['holds'] {
  return (cell, value) => {
    const [a, b] = [toNumber(cell), toNumber(value)]
    return a !== null && b !== null && compare(a, b)
  }
}

function toNumber(value: Row[string] | undefined): number | null {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || value.trim() === '') return null
  const number = Number(value)
  return Number.isFinite(number) ? number : null
}
