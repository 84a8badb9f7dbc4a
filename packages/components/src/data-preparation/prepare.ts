/**
 * Rows in, rows out (rules of Data Preparation).
 *
 * 1. The order of steps is fixed: mapping, filter, duplicates, template columns, shuffle, sample, split.
 * 2. Every row is counted once: `in = out + unreadable + filtered + duplicates + not_sampled`.
 * 3. The same rows, settings and seed give the same rows on every machine.
 * 4. A column that a setting names and no row has is an error, never an empty result.
 */
import type { JsonValue } from '@evalflow/graph'
import { ComponentError } from '../errors.ts'
import { applyMapping, detectMapping, type FieldMapping } from '../dataset-creator/mapping.ts'
import type { NumberedRow, ReadRows, Row } from '../dataset-creator/rows.ts'
import type { RowCondition } from './conditions.ts'
import { drawSample, permutation, randomOf } from './draw.ts'
import { removeDuplicates, type DuplicateReport } from './duplicates.ts'
import { assignParts, PARTS, type Part, type Ratios } from './split.ts'
import type { TemplateColumn } from './template-columns.ts'

export interface PreparationSettings {
  /** Null leaves columns as they are; `auto` finds them by name. */
  mapping: FieldMapping | 'auto' | null
  conditions: readonly RowCondition[]
  /** Null keeps duplicates; an empty list compares whole rows. */
  duplicates: readonly string[] | null
  columns: readonly TemplateColumn[]
  shuffle: boolean
  /** Rows to keep; null keeps all. */
  sample: number | null
  split: Ratios | null
  /** Column whose values each part has in the same proportion; empty for none. */
  stratify: string
  seed: number
}

export interface PreparationCounts {
  in: number
  unreadable: number
  filtered: number
  duplicates: number
  not_sampled: number
  out: number
  parts: Record<Part, number> | null
}

export interface PreparedParts {
  rows: Row[]
  parts: Record<Part, Row[]>
  counts: PreparationCounts
  mapping: FieldMapping
  duplicates: DuplicateReport['groups']
}

/** @throws ComponentError `column_missing` */
export function prepare(source: ReadRows, settings: PreparationSettings): PreparedParts {
  const mapping = mappingOf(source.rows, settings.mapping)
  requireColumns(Object.values(mapping), source.rows, 'mapping')
  const mapped = source.rows.map(({ number, row }) => ({ number, row: applyMapping(row, mapping) }))

  requireColumns(
    settings.conditions.map(({ column }) => column),
    mapped,
    'filter',
  )
  const filtered = mapped.filter(({ row }) => settings.conditions.every((condition) => condition.holds(row)))

  requireColumns(settings.duplicates ?? [], mapped, 'duplicate_columns')
  const single =
    settings.duplicates === null
      ? { rows: filtered, removed: 0, groups: [] }
      : removeDuplicates(filtered, settings.duplicates)

  const filled = addColumns(single.rows, settings.columns)
  const ordered = settings.shuffle
    ? permutation(filled.length, randomOf(settings.seed, 'shuffle')).flatMap((index) => filled[index] ?? [])
    : filled
  const kept = takeSample(ordered, settings)

  // rule 4 holds for what the filter left: a class of no row cannot be split by
  if (settings.split && settings.stratify !== '') requireColumns([settings.stratify], kept, 'stratify')
  const rows = kept.map(({ row }) => row)
  const parts = splitRows(rows, settings)
  return {
    rows,
    parts: parts ?? { train: [], validation: [], test: [] },
    counts: {
      in: source.total,
      unreadable: source.total - source.rows.length,
      filtered: mapped.length - filtered.length,
      duplicates: single.removed,
      not_sampled: ordered.length - kept.length,
      out: kept.length,
      parts: parts && { train: parts.train.length, validation: parts.validation.length, test: parts.test.length },
    },
    mapping,
    duplicates: single.groups,
  }
}

function mappingOf(rows: readonly NumberedRow[], mapping: PreparationSettings['mapping']): FieldMapping {
  if (mapping === null) return {}
  if (mapping === 'auto') return detectMapping(columnsOf(rows))
  return Object.fromEntries(Object.entries(mapping).filter(([, column]) => column !== ''))
}

function addColumns(rows: readonly NumberedRow[], columns: readonly TemplateColumn[]): NumberedRow[] {
  let result = [...rows]
  // one after the other: a later column may use an earlier one
  for (const column of columns) {
    requireColumns(column.uses, result, 'columns')
    result = result.map(({ number, row }) => ({ number, row: { ...row, [column.name]: column.render(row) } }))
  }
  return result
}

function takeSample(rows: NumberedRow[], { sample, seed }: PreparationSettings): NumberedRow[] {
  if (sample === null || sample >= rows.length) return rows
  return drawSample(rows.length, sample, randomOf(seed, 'sample')).flatMap((index) => rows[index] ?? [])
}

function splitRows(rows: Row[], { split, stratify, seed }: PreparationSettings): Record<Part, Row[]> | null {
  if (split === null) return null
  const assigned = assignParts(rows, { ratios: split, stratify, random: randomOf(seed, 'split') })
  const parts: Record<Part, Row[]> = { train: [], validation: [], test: [] }
  rows.forEach((row, index) => parts[assigned[index] ?? 'train'].push(row))
  return parts
}

function requireColumns(columns: readonly string[], rows: readonly NumberedRow[], field: string): void {
  if (columns.length === 0 || rows.length === 0) return
  const present = columnsOf(rows)
  const missing = columns.find((column) => !present.includes(column))
  if (missing === undefined) return
  const listed = present.slice(0, 20).join(', ')
  throw new ComponentError('column_missing', `No row has a column "${missing}". The columns are: ${listed}.`, { field })
}

function columnsOf(rows: readonly NumberedRow[]): string[] {
  const names = new Set<string>()
  for (const { row } of rows) for (const name of Object.keys(row)) names.add(name)
  return Array.from(names)
}

/** What stands on the ports. */
export function toOutputs(prepared: PreparedParts): Record<string, JsonValue> {
  const { rows, parts, counts, mapping, duplicates } = prepared
  const outputs: Record<string, JsonValue> = {
    rows,
    counts: { ...counts, parts: counts.parts && { ...counts.parts }, mapping, duplicate_groups: duplicates },
  }
  // without a split these ports give nothing, so that a node wired to them says so
  if (counts.parts) for (const part of PARTS) outputs[part] = parts[part]
  return outputs
}
