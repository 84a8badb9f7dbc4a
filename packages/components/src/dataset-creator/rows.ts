/** Rows, and what was wrong with them. Rows are counted from 1, as a person counts; 0 means the whole file. */
import type { JsonValue } from '@evalflow/graph'

export type Row = Record<string, JsonValue>
export type RowFormat = 'csv' | 'json' | 'jsonl' | 'parquet' | 'hub'

export interface RowIssue {
  row: number
  column?: string
  message: string
  severity: 'error' | 'warning'
}

export interface ReadRows {
  format: RowFormat
  /** Records found in the source, readable or not. */
  total: number
  rows: NumberedRow[]
  issues: RowIssue[]
}

/** `number` is the record's place in the source, from 1. */
export interface NumberedRow {
  number: number
  row: Row
}

/** Rows that came over a wire, each checked to be an object. */
export function fromValues(values: readonly JsonValue[], format: RowFormat = 'json'): ReadRows {
  const rows: NumberedRow[] = []
  const issues: RowIssue[] = []
  values.forEach((value, index) => {
    const number = index + 1
    if (isRow(value)) rows.push({ number, row: value })
    else
      issues.push({
        row: number,
        message: `Found ${describe(value)}; a row must be an object with named fields.`,
        severity: 'error',
      })
  })
  return { format, total: values.length, rows, issues }
}

export function isRow(value: JsonValue): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function describe(value: JsonValue): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'a list' : `${typeof value} ${JSON.stringify(value).slice(0, 40)}`
}
