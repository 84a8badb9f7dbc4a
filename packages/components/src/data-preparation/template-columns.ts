/**
 * New columns made of others: `{{column}}` is replaced by the cell, everything else stays. No expressions and no loops, so
 * a template from a stranger can do nothing but place text. A missing column is an error, an empty cell is empty text.
 */
import { ComponentError } from '../errors.ts'
import type { Row } from '../dataset-creator/rows.ts'
import { cellOf, toText } from './cell.ts'

export interface TemplateColumn {
  name: string
  /** Columns that must be there. */
  uses: readonly string[]
  render: (row: Row) => string
}

const MARK = /\{\{\s*(?:item\.)?([^{}]+?)\s*\}\}/g
/** Longest text of one cell, in UTF-16 units; a template can repeat a long cell many times. */
const MAX_CELL_LENGTH = 1_000_000

/** @throws ComponentError `step_invalid` for a tag that is no `{{column}}` */
export function parseTemplateColumns(templates: Readonly<Record<string, string>>, field: string): TemplateColumn[] {
  return Object.entries(templates).map(([name, template]) => {
    const left = template.replaceAll(MARK, '')
    if (/\{\{|\}\}|\{%|%\}/.test(left))
      throw new ComponentError(
        'step_invalid',
        `The template of "${name}" has a tag that is not \`{{column}}\`: "${template.slice(0, 80)}". Only column names may stand between the braces.`,
        { field },
      )
    const uses = Array.from(template.matchAll(MARK), (match) => match[1] ?? '')
    return { name, uses, render: (row) => render(template, row, name, field) }
  })
}

function render(template: string, row: Row, name: string, field: string): string {
  // a function as replacement: a cell may hold `$&`
  const text = template.replaceAll(MARK, (_tag, column: string) => toText(cellOf(row, column)))
  if (text.length > MAX_CELL_LENGTH)
    throw new ComponentError(
      'step_invalid',
      `The template of "${name}" gave a cell of ${text.length} characters; at most ${MAX_CELL_LENGTH} are allowed.`,
      { field },
    )
  return text
}
