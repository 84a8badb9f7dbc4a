/** Does a template suit a dataset? By columns and their types; what is not known is said so. */
import { fitColumns } from '@evalflow/evaluations/fields'
import type { EvaluationConfig, FitAnswer } from '@evalflow/contract'
import { needsOf } from './config-needs.ts'

export interface ColumnFact {
  name: string
  /** Of the rows looked at: `text`, `number`, `list`, …; several as `text or number`; null where only the name is known. */
  type: string | null
  /** Every value looked at is a number, or text with one in it. */
  numeric: boolean | null
}

export interface DatasetFacts {
  /** Null: not known, and `unknown` says why. */
  columns: readonly ColumnFact[] | null
  unknown: string | null
}

export function fitOfTemplate(template: EvaluationConfig, dataset: DatasetFacts): FitAnswer {
  if (dataset.columns === null)
    return { fits: null, reasons: [dataset.unknown ?? 'The columns of this dataset are not known.'] }
  if (dataset.columns.length === 0) return { fits: false, reasons: ['The dataset has no rows.'] }
  const names = dataset.columns.map(({ name }) => name)
  const needed = needsOf(template).columns.map((need) => withOtherName(need, names))
  const missing = fitColumns(
    names,
    needed.map(({ name }) => name),
  )
  const reasons = [...missing.reasons, ...typeReasons(needed, dataset.columns)]
  if (reasons.length > 0) return { fits: false, reasons }
  return { fits: true, reasons: [] }
}

/** MT-bench questions are also published with their turns in `prompt`. */
function withOtherName<T extends { name: string; type: string }>(need: T, names: readonly string[]): T {
  const isTurns = need.name === 'turns' && need.type === 'list' && !names.includes('turns')
  return isTurns && names.includes('prompt') ? { ...need, name: 'prompt' } : need
}

function typeReasons(needed: ReturnType<typeof needsOf>['columns'], columns: readonly ColumnFact[]): string[] {
  return needed.flatMap(({ name, type, path }) => {
    const found = columns.find((column) => column.name === name)
    if (!found || found.type === null || type === 'any') return []
    if (type === 'number' && found.numeric === false)
      return [`Column "${name}" holds ${found.type} without a number; ${path} reads numbers.`]
    if (type === 'list' && !found.type.includes('list') && found.type !== 'text')
      return [`Column "${name}" holds ${found.type}; ${path} reads lists.`]
    return []
  })
}

/** The split that the tasks waiting for a dataset ask for, if any. */
export function splitOf(template: EvaluationConfig): string | undefined {
  const splits = Object.values(template.tasks ?? {}).flatMap(({ dataset }) =>
    typeof dataset === 'object' && dataset?.split ? [dataset.split] : [],
  )
  return splits[0]
}

/** Columns with their types, of the first rows of a dataset. */
export function describeRows(rows: readonly Record<string, unknown>[]): ColumnFact[] {
  const seen = new Map<string, { types: Set<string>; numeric: boolean }>()
  for (const row of rows) {
    for (const [name, value] of Object.entries(row)) {
      const facts = seen.get(name) ?? { types: new Set(), numeric: true }
      seen.set(name, facts)
      if (value === null || value === undefined) continue
      facts.types.add(typeName(value))
      if (!isNumeric(value)) facts.numeric = false
    }
  }
  return Array.from(seen, ([name, { types, numeric }]) => ({
    name,
    type: types.size === 0 ? null : [...types].join(' or '),
    numeric: types.size === 0 ? null : numeric,
  }))
}

const isNumeric = (value: unknown): boolean =>
  typeof value === 'number' || typeof value === 'bigint' || (typeof value === 'string' && /\d/.test(value))

function typeName(value: unknown): string {
  if (Array.isArray(value)) return 'list'
  if (typeof value === 'string') return 'text'
  return typeof value === 'bigint' ? 'number' : typeof value
}
