/** Values of any node as rows and columns, where they have that shape. Pure. */
import type { JsonValue } from '@evalflow/graph'

export interface OutputTable {
  columns: readonly string[]
  rows: readonly (readonly string[])[]
  /** Rows there are; more than are given. */
  total: number
}

export const MAX_ROWS = 200
const MAX_COLUMNS = 40
const MAX_CELL = 300

/** A list of objects is a table of them; one object, a table of its keys; undefined for what is neither. */
export function toTable(value: JsonValue): OutputTable | undefined {
  const list = Array.isArray(value) ? value : listIn(value)
  if (list) {
    const shown = list.slice(0, MAX_ROWS)
    if (!shown.every(isObject)) return undefined
    const columns = [...new Set(shown.flatMap((row) => Object.keys(row)))].slice(0, MAX_COLUMNS)
    if (columns.length === 0) return undefined
    return { columns, rows: shown.map((row) => columns.map((column) => toCell(row[column]))), total: list.length }
  }
  if (!isObject(value)) return undefined
  const rows = Object.entries(value).map(([key, item]) => [key, toCell(item)])
  return { columns: [], rows, total: rows.length }
}

/** A value that holds its rows in `rows`, as outputs of type rows do. */
function listIn(value: JsonValue): { [key: string]: JsonValue }[] | undefined {
  const rows = isObject(value) ? value['rows'] : undefined
  return Array.isArray(rows) && rows.length > 0 && rows.every(isObject) ? rows : undefined
}

function isObject(value: JsonValue | undefined): value is { [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Short enough for a cell; the JSON beside it has all of it. */
export function toCell(value: JsonValue | undefined): string {
  const text = value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value)
  return text.length <= MAX_CELL ? text : `${text.slice(0, MAX_CELL)}…`
}

/** As a person would read it: text as it is, lists of texts line by line, anything else as JSON. */
export function toText(value: JsonValue): string {
  if (typeof value === 'string') return value
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.join('\n')
  return JSON.stringify(value, null, 2)
}
