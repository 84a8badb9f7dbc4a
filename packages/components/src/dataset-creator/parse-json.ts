/** JSON (a list of objects, bare or under one key) and JSON Lines. */
import type { JsonValue } from '@evalflow/graph'
import { z } from 'zod'
import { messageOf } from '../errors.ts'
import { fromValues, isRow, type NumberedRow, type ReadRows, type RowIssue } from './rows.ts'

const jsonSchema: z.ZodType<JsonValue> = z.json()
/** Keys under which exports commonly put their list. */
const LIST_KEYS = ['data', 'rows', 'examples', 'items', 'records']

export function parseJson(text: string): ReadRows {
  if (text.trim() === '') return { format: 'json', total: 0, rows: [], issues: [] }
  let value: JsonValue
  try {
    value = jsonSchema.parse(JSON.parse(text))
  } catch (error) {
    return wholeFile(
      `This is not JSON: ${messageOf(error)}. Check the place named, or choose JSON Lines if each line is an object.`,
    )
  }
  if (Array.isArray(value)) return fromValues(value)
  if (isRow(value)) {
    const list = LIST_KEYS.map((key) => value[key]).find((found) => Array.isArray(found))
    return fromValues(Array.isArray(list) ? list : [value])
  }
  return wholeFile(`Found ${JSON.stringify(value).slice(0, 40)}; expected a list of objects.`)
}

export function parseJsonLines(text: string): ReadRows {
  const rows: NumberedRow[] = []
  const issues: RowIssue[] = []
  let total = 0
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === '') continue
    total += 1
    try {
      // JSON.parse yields JSON values only; the cast-free way costs a walk of every value
      const value = jsonSchema.parse(JSON.parse(line))
      if (isRow(value)) rows.push({ number: total, row: value })
      else
        issues.push({
          row: total,
          message: `Found ${line.trim().slice(0, 40)}; each line must be an object.`,
          severity: 'error',
        })
    } catch (error) {
      issues.push({ row: total, message: `This line is not JSON: ${messageOf(error)}.`, severity: 'error' })
    }
  }
  return { format: 'jsonl', total, rows, issues }
}

function wholeFile(message: string): ReadRows {
  return { format: 'json', total: 0, rows: [], issues: [{ row: 0, message, severity: 'error' }] }
}
