/**
 * Reads rows from text or a file: CSV, JSON, JSONL or Parquet.
 *
 * Nothing is lost silently: every record of the source is either a row or an error issue with its number, so
 * `total = rows.length + rejected`. Rows are counted from 1, as a person counts; 0 means the whole file.
 */
import type { JsonValue } from '@evalflow/graph'
import { messageOf } from '../errors.ts'
import { parseCsv } from './parse-csv.ts'
import { parseJson, parseJsonLines } from './parse-json.ts'
import { parseParquet } from './parse-parquet.ts'

export type Row = Record<string, JsonValue>
export type RowFormat = 'csv' | 'json' | 'jsonl' | 'parquet'

export type RowSource =
  | { text: string; format?: 'auto' | 'csv' | 'json' | 'jsonl' | undefined }
  | { name: string; bytes: Uint8Array }
  | { rows: readonly JsonValue[] }

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

const PARQUET_MAGIC = [0x50, 0x41, 0x52, 0x31]

/** Never throws for bad content: what cannot be read is an issue. */
export async function readRows(source: RowSource): Promise<ReadRows> {
  if ('rows' in source) return fromValues(source.rows)
  if ('text' in source) return readText(source.text, source.format ?? 'auto')
  if (isParquet(source)) return parseParquet(source.bytes)
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(source.bytes)
    return readText(text, formatOfName(source.name))
  } catch (error) {
    const message = `"${source.name}" is not UTF-8 text and not Parquet (${messageOf(error)}). Save it as UTF-8 and choose it again.`
    return { format: 'jsonl', total: 0, rows: [], issues: [{ row: 0, message, severity: 'error' }] }
  }
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

function readText(raw: string, asked: 'auto' | 'csv' | 'json' | 'jsonl'): ReadRows {
  const text = raw.startsWith('\uFEFF') ? raw.slice(1) : raw
  const format = asked === 'auto' ? detectFormat(text) : asked
  if (format === 'csv') return parseCsv(text)
  return format === 'json' ? parseJson(text) : parseJsonLines(text)
}

/** `[` begins a JSON array; `{` is JSON Lines unless its first line alone is no object; all else is a table. */
function detectFormat(text: string): 'csv' | 'json' | 'jsonl' {
  const start = text.trimStart()
  if (start.startsWith('[')) return 'json'
  if (!start.startsWith('{')) return 'csv'
  const firstLine = start.slice(0, start.indexOf('\n') === -1 ? undefined : start.indexOf('\n'))
  try {
    JSON.parse(firstLine)
    return 'jsonl'
  } catch {
    return isWholeJson(start) ? 'json' : 'jsonl'
  }
}

function isWholeJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function formatOfName(name: string): 'auto' | 'csv' | 'json' | 'jsonl' {
  const extension = name.toLowerCase().split('.').at(-1)
  if (extension === 'csv' || extension === 'tsv') return 'csv'
  return extension === 'jsonl' || extension === 'ndjson' ? 'jsonl' : 'auto'
}

function isParquet({ name, bytes }: { name: string; bytes: Uint8Array }): boolean {
  return name.toLowerCase().endsWith('.parquet') || PARQUET_MAGIC.every((byte, index) => bytes[index] === byte)
}

function describe(value: JsonValue): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'a list' : `${typeof value} ${JSON.stringify(value).slice(0, 40)}`
}
