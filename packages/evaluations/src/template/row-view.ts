/**
 * A row as templates see it: `item`, `sample`, and in `data` tasks the row's own columns at top level.
 *
 * A column is found by its exact name, else by its normalised one: lower case, everything but letters, digits and `_`
 * turned to `_`; of two columns with the same normalised name the later gets `_1`, then `_2` (NeMo, "templating").
 */
export type Row = Readonly<Record<string, unknown>>

export interface RowView {
  readonly item: Row
  /** Output of the model: `output_text`, `response`. Empty where there is none. */
  readonly sample: Row
  /** Whether columns are variables of their own (`{{ output }}` beside `{{ item.output }}`). */
  readonly topLevel: boolean
}

/** The value of a column, undefined if there is none. */
export function findColumn(row: Row, name: string): unknown {
  if (Object.hasOwn(row, name)) return row[name]
  const column = normalizedNames(row).get(name)
  return column === undefined ? undefined : row[column]
}

export const hasColumn = (row: Row, name: string): boolean => Object.hasOwn(row, name) || normalizedNames(row).has(name)

/** Exact and normalised names together; exact ones win. */
export function toItem(row: Row): Record<string, unknown> {
  const item: Record<string, unknown> = {}
  for (const [name, column] of normalizedNames(row)) item[name] = row[column]
  return Object.assign(item, row)
}

/** Names a person may use. */
export const columnNames = (row: Row): string[] => Object.keys(row)

let lastColumns: readonly string[] = []
let lastNames: ReadonlyMap<string, string> = new Map()

/** Normalised name to column. Rows of a dataset mostly share their columns, so the last answer is kept. */
function normalizedNames(row: Row): ReadonlyMap<string, string> {
  const columns = Object.keys(row)
  if (columns.length === lastColumns.length && columns.every((column, i) => column === lastColumns[i])) return lastNames
  const names = new Map<string, string>()
  for (const column of columns) {
    const base = column.toLowerCase().replace(/[^\p{L}\p{N}_]/gu, '_')
    let name = base
    for (let n = 1; names.has(name); n++) name = `${base}_${n}`
    names.set(name, column)
  }
  lastColumns = columns
  lastNames = names
  return names
}
