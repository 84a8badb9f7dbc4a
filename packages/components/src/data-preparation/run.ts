/** Reads the rows and the settings of the node, prepares, and tells what became of every row. */
import type { JsonValue } from '@evalflow/graph'
import type { RunContext } from '@evalflow/runner'
import { openSource } from '../dataset-creator/open-source.ts'
import { readRows } from '../dataset-creator/read-rows.ts'
import { ComponentError } from '../errors.ts'
import type { ComponentServices } from '../services.ts'
import { parseConditions } from './conditions.ts'
import { prepare, toOutputs, type PreparationCounts, type PreparationSettings } from './prepare.ts'
import { parseRatios } from './split.ts'
import { parseTemplateColumns } from './template-columns.ts'

/** Rows travel on wires and are stored with the run; larger sets belong in a dataset. */
export const MAX_ROWS = 100_000
const MAX_SOURCE_BYTES = 64 * 1024 * 1024
const LISTED_ISSUES = 20

export async function runDataPreparation(context: RunContext<ComponentServices>): Promise<Record<string, JsonValue>> {
  const { values, signal, report, log } = context
  const settings = parseSettings(values)
  report({ message: 'Reading rows' })
  const source = await readRows(await openSource(context, { maxBytes: MAX_SOURCE_BYTES, hint: 'Split it first.' }))
  signal.throwIfAborted()
  const whole = source.issues.find((issue) => issue.row === 0 && issue.severity === 'error')
  if (whole) throw new ComponentError('rows_unreadable', whole.message, { field: 'source' })
  if (source.total > MAX_ROWS)
    throw new ComponentError(
      'too_many_rows',
      `The source has ${source.total} rows; this node takes up to ${MAX_ROWS}. Split the file, or prepare it before it is uploaded.`,
      { field: 'source' },
    )
  for (const issue of source.issues.slice(0, LISTED_ISSUES)) log('warning', `Row ${issue.row}: ${issue.message}`)

  const prepared = prepare(source, settings)
  const message = describeCounts(prepared.counts)
  log('info', message)
  if (prepared.rows.length === 0)
    throw new ComponentError('rows_missing', `No row is left: ${message}. Loosen the filter, or check the source.`, {
      field: settings.conditions.length > 0 ? 'filter' : 'source',
    })
  report({ done: prepared.counts.out, total: prepared.counts.in, message })
  return toOutputs(prepared)
}

/** `120 rows in, 4 filtered out, 1 duplicate, 115 out`; what is 0 is left out, except in and out. */
export function describeCounts(counts: PreparationCounts): string {
  const dropped = [
    [counts.unreadable, 'unreadable'],
    [counts.filtered, 'filtered out'],
    [counts.duplicates, counts.duplicates === 1 ? 'duplicate' : 'duplicates'],
    [counts.not_sampled, 'not sampled'],
  ] as const
  const words = dropped.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`)
  return [`${counts.in} rows in`, ...words, `${counts.out} out`].join(', ')
}

function parseSettings(values: Readonly<Record<string, JsonValue>>): PreparationSettings {
  const duplicates = values['duplicates']
  const sample = values['sample']
  const seed = values['seed']
  return {
    mapping:
      values['mapping_mode'] === 'auto' ? 'auto' : values['mapping_mode'] === 'own' ? toTexts(values['mapping']) : null,
    conditions: parseConditions(toText(values['filter']), 'filter'),
    duplicates: duplicates === 'row' ? [] : duplicates === 'columns' ? toNames(values['duplicate_columns']) : null,
    columns: parseTemplateColumns(toTexts(values['columns']), 'columns'),
    shuffle: values['shuffle'] === true,
    sample: typeof sample === 'number' ? sample : null,
    split: parseRatios(toText(values['split']), 'split'),
    stratify: toText(values['stratify']).trim(),
    seed: typeof seed === 'number' ? seed : 0,
  }
}

function toNames(value: JsonValue | undefined): string[] {
  const names = toText(value)
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  if (names.length === 0)
    throw new ComponentError(
      'step_invalid',
      'No column is named by which rows are equal. Name one, or compare whole rows.',
      {
        field: 'duplicate_columns',
      },
    )
  return names
}

function toTexts(value: JsonValue | undefined): Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {}
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

const toText = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '')
