/** Rows that are there already. The first of each stays. */
import { sortKeys } from '@evalflow/graph'
import type { NumberedRow } from '../dataset-creator/rows.ts'
import { cellOf, toText } from './cell.ts'

export interface DuplicateReport {
  rows: NumberedRow[]
  removed: number
  /** Of the first groups: where the kept row stood in the source, and where the removed ones did. From 1. */
  groups: { kept: number; removed: number[] }[]
}

const LISTED_GROUPS = 20
const LISTED_ROWS = 20

/** @param columns what makes rows equal; empty means the whole row */
export function removeDuplicates(rows: readonly NumberedRow[], columns: readonly string[]): DuplicateReport {
  const first = new Map<string, number>()
  const groups = new Map<number, number[]>()
  const kept = rows.filter(({ number, row }) => {
    const key =
      columns.length === 0
        ? JSON.stringify(sortKeys(row))
        : JSON.stringify(columns.map((column) => toText(cellOf(row, column))))
    const before = first.get(key)
    if (before === undefined) {
      first.set(key, number)
      return true
    }
    groups.set(before, [...(groups.get(before) ?? []), number].slice(0, LISTED_ROWS))
    return false
  })
  const listed = Array.from(groups, ([at, removed]) => ({ kept: at, removed })).slice(0, LISTED_GROUPS)
  return { rows: kept, removed: rows.length - kept.length, groups: listed }
}
