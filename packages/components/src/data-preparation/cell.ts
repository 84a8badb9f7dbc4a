/** How a cell is read as text: the same for conditions, templates, duplicates and strata. */
import { sortKeys, type JsonValue } from '@evalflow/graph'

/** Text as it is; a missing cell and null are empty; all else as JSON with sorted keys. */
export function toText(cell: JsonValue | undefined): string {
  if (cell === undefined || cell === null) return ''
  return typeof cell === 'string' ? cell : JSON.stringify(sortKeys(cell))
}

/** A row's own cell: a column may be called `constructor`. */
export const cellOf = (row: Readonly<Record<string, JsonValue>>, column: string): JsonValue | undefined =>
  Object.hasOwn(row, column) ? row[column] : undefined

export function isBlank(cell: JsonValue | undefined): boolean {
  return toText(cell).trim() === '' || (Array.isArray(cell) && cell.length === 0)
}
