/** From a source to rows that can be uploaded: reading, mapping, checking. Preview and run share it. */
import type { JsonValue } from '@evalflow/graph'
import { applyMapping, detectMapping, type FieldMapping } from './mapping.ts'
import { readRows, type RowSource } from './read-rows.ts'
import type { NumberedRow, Row, RowFormat, RowIssue } from './rows.ts'

export type RowStyle = 'chat' | 'completion' | 'unknown'

export interface PreparedRows {
  format: RowFormat
  total: number
  /** Rows without an error, mapped. */
  rows: NumberedRow[]
  rejected: number
  /** Columns of the source, in order of first appearance. */
  columns: { name: string; type: string }[]
  mapping: FieldMapping
  style: RowStyle
  issues: RowIssue[]
}

/**
 * @param mapping target field to column; absent means detect. An empty column name means "none".
 */
export async function prepareRows(source: RowSource, mapping?: FieldMapping): Promise<PreparedRows> {
  const read = await readRows(source)
  const columns = describeColumns(read.rows)
  const names = columns.map((column) => column.name)
  const used = dropEmpty(mapping ?? detectMapping(names))
  const issues = [...read.issues, ...mappingIssues(used, names)]
  const rows: NumberedRow[] = []
  // a column that is not there is told once, not again for each row
  const present = Object.fromEntries(Object.entries(used).filter(([, column]) => names.includes(column)))
  for (const { number, row } of read.rows) {
    const mapped = applyMapping(row, present)
    const found = checkRow(mapped, number, present)
    issues.push(...found)
    if (!found.some((issue) => issue.severity === 'error')) rows.push({ number, row: mapped })
  }
  issues.sort((a, b) => a.row - b.row)
  return {
    format: read.format,
    total: read.total,
    rows,
    rejected: read.total - rows.length,
    columns,
    mapping: used,
    style: styleOf(rows),
    issues,
  }
}

function dropEmpty(mapping: FieldMapping): FieldMapping {
  return Object.fromEntries(Object.entries(mapping).filter(([, column]) => column !== ''))
}

function mappingIssues(mapping: FieldMapping, columns: readonly string[]): RowIssue[] {
  if (columns.length === 0) return []
  const missing = Object.entries(mapping)
    .filter(([, column]) => !columns.includes(column))
    .map(([field, column]): RowIssue => ({
      row: 0,
      column,
      message: `"${field}" is mapped to "${column}", which is no column of this source. Choose one of: ${columns.join(', ')}.`,
      severity: 'error',
    }))
  const hasQuestion = 'prompt' in mapping || 'messages' in mapping
  if (hasQuestion) return missing
  return [
    ...missing,
    {
      row: 0,
      message: `No column looks like a prompt. Map "prompt" or "messages" if a model is to be asked. Columns: ${columns.join(', ')}.`,
      severity: 'warning',
    },
  ]
}

function checkRow(row: Row, number: number, mapping: FieldMapping): RowIssue[] {
  const issues: RowIssue[] = []
  if (Object.keys(row).length === 0) return [{ row: number, message: 'The row is empty.', severity: 'error' }]
  for (const field of ['prompt', 'messages', 'ideal_response']) {
    const column = mapping[field]
    if (column === undefined || !isBlank(row[field])) continue
    // a row may be either chat or completion, so only a row with neither question is wrong
    const asked = field === 'ideal_response' || !isBlank(row[field === 'prompt' ? 'messages' : 'prompt'])
    issues.push(
      asked
        ? { row: number, column, message: `"${field}" is empty.`, severity: 'warning' }
        : { row: number, column, message: `"${field}" is empty, so there is nothing to ask.`, severity: 'error' },
    )
  }
  const messages = row['messages']
  if (messages !== undefined && !isBlank(messages)) issues.push(...checkMessages(messages, number))
  return issues
}

function checkMessages(messages: JsonValue, number: number): RowIssue[] {
  if (!Array.isArray(messages))
    return [{ row: number, column: 'messages', message: 'Expected a list of {role, content}.', severity: 'error' }]
  const bad = messages.findIndex(
    (turn) => typeof turn !== 'object' || turn === null || Array.isArray(turn) || typeof turn['role'] !== 'string',
  )
  return bad === -1
    ? []
    : [
        {
          row: number,
          column: 'messages',
          message: `Turn ${bad + 1} has no role. Expected {role, content}.`,
          severity: 'error',
        },
      ]
}

function isBlank(value: JsonValue | undefined): boolean {
  return (
    value === undefined ||
    value === null ||
    (typeof value === 'string' && value.trim() === '') ||
    (Array.isArray(value) && value.length === 0)
  )
}

/** The style of most rows; a tie is completion. */
function styleOf(rows: readonly NumberedRow[]): RowStyle {
  let chat = 0
  let completion = 0
  for (const { row } of rows) {
    if (Array.isArray(row['messages'])) chat += 1
    else if (row['prompt'] !== undefined) completion += 1
  }
  if (chat + completion === 0) return 'unknown'
  return chat > completion ? 'chat' : 'completion'
}

function describeColumns(rows: readonly NumberedRow[]): { name: string; type: string }[] {
  const types = new Map<string, Set<string>>()
  for (const { row } of rows) {
    for (const [name, value] of Object.entries(row)) {
      const seen = types.get(name) ?? new Set<string>()
      if (value !== null) seen.add(typeName(value))
      types.set(name, seen)
    }
  }
  return Array.from(types, ([name, seen]) => ({
    name,
    type: seen.size === 0 ? 'empty' : Array.from(seen).join(' or '),
  }))
}

function typeName(value: JsonValue): string {
  if (Array.isArray(value)) return 'list'
  if (typeof value === 'string') return 'text'
  return typeof value
}

/** Columns of the source and those the mapping makes. */
export function columnsOf({ columns, mapping }: Pick<PreparedRows, 'columns' | 'mapping'>): string[] {
  return Array.from(new Set([...columns.map(({ name }) => name), ...Object.keys(mapping)]))
}
