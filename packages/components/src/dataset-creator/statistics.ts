/** What the columns of a source hold: how many cells are empty, how long their texts are, which rows repeat others. */
import type { Preview } from '@evalflow/contract'
import type { JsonValue } from '@evalflow/graph'
import { removeDuplicates } from '../data-preparation/duplicates.ts'
import type { NumberedRow } from './rows.ts'

export type RowStatistics = NonNullable<Preview['statistics']>

export function describeValues(rows: readonly NumberedRow[], columns: readonly string[]): RowStatistics {
  const { removed, groups } = removeDuplicates(rows, [])
  return {
    columns: columns.map((name) => {
      const cells = rows.map(({ row }) => row[name])
      const lengths = cells.flatMap((cell) => (isEmpty(cell) ? [] : [lengthOf(cell)])).toSorted((a, b) => a - b)
      return {
        name,
        empty: cells.length - lengths.length,
        chars: lengths.length === 0 ? null : { p50: at(lengths, 0.5), p90: at(lengths, 0.9), max: at(lengths, 1) },
      }
    }),
    duplicates: { rows: removed, groups },
  }
}

const isEmpty = (value: JsonValue | undefined): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '')

/** Characters as a person counts them; of what is no text, those of its JSON. */
const lengthOf = (value: JsonValue | undefined): number =>
  Array.from(typeof value === 'string' ? value : JSON.stringify(value ?? null)).length

/** Nearest rank: the least length that `share` of the cells do not exceed. */
const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0
