/** How rows would be read, before anything is stored: the answer of `POST /api/preview`. */
import type { Preview } from '@evalflow/contract'
import type { FieldMapping } from './mapping.ts'
import { columnsOf, prepareRows } from './prepare.ts'
import type { RowSource } from './read-rows.ts'
import { describeValues, type StatisticsOptions } from './statistics.ts'

const SHOWN_ROWS = 50
/** Listed at most; `issues_total` tells the rest. */
const SHOWN_ISSUES = 200

/** Same reading, mapping and checks as the Dataset Creator's run. Never throws for bad content: that is what `issues` is for. */
export async function previewRows(
  source: RowSource,
  options: { mapping?: FieldMapping; limit?: number } & StatisticsOptions = {},
): Promise<Preview> {
  const prepared = await prepareRows(source, options.mapping)
  return {
    format: prepared.format,
    columns: prepared.columns,
    rows: prepared.rows.slice(0, options.limit ?? SHOWN_ROWS).map(({ row }) => row),
    total: prepared.total,
    mapping: prepared.mapping,
    style: prepared.style,
    issues: prepared.issues.slice(0, SHOWN_ISSUES).map(({ row, column, message, severity }) => ({
      row,
      message,
      severity,
      ...(column === undefined ? {} : { column }),
    })),
    issues_total: prepared.issues.length,
    statistics: await describeValues(prepared.rows, columnsOf(prepared), options),
  }
}
