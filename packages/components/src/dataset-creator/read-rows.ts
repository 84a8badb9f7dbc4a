/**
 * Reads rows from text or a file: CSV, JSON, JSONL or Parquet.
 *
 * Nothing is lost silently: every record of the source is either a row or an error issue with its number, so
 * `total = rows.length + rejected`. Rows are counted from 1, as a person counts; 0 means the whole file.
 */
import type { JsonValue } from '@evalflow/graph'
import { messageOf } from '../errors.ts'
import type { JsonObject } from '../services.ts'
import { parseCsv } from './parse-csv.ts'
import { parseJson, parseJsonLines } from './parse-json.ts'
import { parseParquet } from './parse-parquet.ts'
import { fromValues, type ReadRows } from './rows.ts'

export type RowSource =
  | { text: string; format?: 'auto' | 'csv' | 'json' | 'jsonl' | undefined }
  | { name: string; bytes: Uint8Array }
  | { rows: readonly JsonValue[] }
  | { hubRows: readonly JsonValue[]; origin: HubOrigin }

/** Where rows of a hub came from, as it is kept with the dataset. */
export interface HubOrigin extends JsonObject {
  hub: string
  repo: string
  /** As asked for, a branch maybe; `commit` is what it was then. */
  revision: string
  commit: string
  config: string | null
  split: string | null
}

const PARQUET_MAGIC = [0x50, 0x41, 0x52, 0x31]

/** Never throws for bad content: what cannot be read is an issue. */
export async function readRows(source: RowSource): Promise<ReadRows> {
  if ('rows' in source) return fromValues(source.rows)
  if ('hubRows' in source) return fromValues(source.hubRows, 'hub')
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
