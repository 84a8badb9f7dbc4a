/** Equal and nearly equal rows: told by number, and left out where that is asked for. */
import type { JsonValue } from '@evalflow/graph'
import type { RunContext } from '@evalflow/runner'
import { removeDuplicates, type DuplicateReport } from '../data-preparation/duplicates.ts'
import type { ComponentServices } from '../services.ts'
import { findNearDuplicates, type NearDuplicateReport } from './near-duplicates.ts'
import type { NumberedRow } from './rows.ts'

type Log = RunContext<ComponentServices>['log']

const LISTED = 20

export interface RepeatsOptions {
  /** `keep`, `remove`, `remove-near`: the field Duplicates. */
  choice: JsonValue | undefined
  signal: AbortSignal
  log: Log
}

export async function withoutRepeats(
  all: NumberedRow[],
  { choice, signal, log }: RepeatsOptions,
): Promise<{ rows: NumberedRow[]; duplicates: number; near_duplicates: number }> {
  const single = removeDuplicates(all, [])
  tellDuplicates(single, choice === 'remove' || choice === 'remove-near', log)
  const near = await findNearDuplicates(single.rows, { signal })
  tellNearDuplicates(near, { isRemoved: choice === 'remove-near', total: single.rows.length, log })
  return {
    rows: keptRows(choice, { all, single: single.rows, near }),
    duplicates: single.removed,
    near_duplicates: near.repeated.size,
  }
}

function tellDuplicates({ removed, groups }: DuplicateReport, isRemoved: boolean, log: Log): void {
  if (removed === 0) return
  const listed = groups.map((group) => `${group.removed.join(', ')} as ${group.kept}`).join('; ')
  const what = isRemoved ? 'were left out' : 'are kept; set Duplicates to leave them out'
  log(isRemoved ? 'info' : 'warning', `${removed} rows equal earlier ones and ${what}: row ${listed}.`)
}

function keptRows(
  choice: JsonValue | undefined,
  { all, single, near }: { all: NumberedRow[]; single: NumberedRow[]; near: NearDuplicateReport },
): NumberedRow[] {
  if (choice === 'remove') return single
  if (choice !== 'remove-near') return all
  return single.filter(({ number }) => !near.repeated.has(number))
}

function tellNearDuplicates(
  { repeated, groups, checked }: NearDuplicateReport,
  options: { isRemoved: boolean; total: number; log: Log },
): void {
  const { isRemoved, total, log } = options
  if (checked < total) log('warning', `Only the first ${checked} of ${total} rows were compared for near duplicates.`)
  if (repeated.size === 0) return
  const listed = groups
    .flatMap(({ kept, similar }) =>
      similar.map(({ row, similarity }) => `${row} like ${kept} (${Math.floor(similarity * 100)} %)`),
    )
    .slice(0, LISTED)
    .join('; ')
  const what = isRemoved ? 'were left out' : 'are kept; set Duplicates to leave them out'
  log(isRemoved ? 'info' : 'warning', `${repeated.size} rows nearly repeat earlier ones and ${what}: row ${listed}.`)
}
