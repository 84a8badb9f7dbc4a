/** Does a dataset have the columns that templates ask for? Read by pattern, so a dialog needs no template engine. */
import type { Fit, JsonObject } from './form.ts'
import { hasColumn } from './template/row-view.ts'

/** `item.name` and `item["name"]` in any text of a value; filters and methods are no columns. */
export function columnsIn(value: JsonObject[string] | undefined): string[] {
  const text = JSON.stringify(value ?? '').replaceAll('\\"', '"')
  const found = text.matchAll(/\bitem(?:\.([\p{L}_][\p{L}\p{N}_]*)(?!\s*\()|\[\s*["']([^"']+)["']\s*\])/gu)
  return [...new Set([...found].map(([, dotted, quoted]) => dotted ?? quoted ?? ''))].filter((name) => name !== '')
}

export function fitColumns(columns: readonly string[], needed: readonly string[]): Fit {
  const row = Object.fromEntries(columns.map((column) => [column, true]))
  const reasons = needed
    .filter((name) => !hasColumn(row, name))
    .map((name) => `The dataset has no column "${name}". It has: ${columns.length > 0 ? columns.join(', ') : 'none'}.`)
  return { fits: reasons.length === 0, reasons }
}
