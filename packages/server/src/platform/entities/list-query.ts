/**
 * Query of a list: `page`, `page_size`, `sort`, `filter[a][b]=v`, `search[a]=v`.
 *
 * L1 Pages count from 1; past the end `data` is empty.
 * L2 `filter` compares exactly. Repeating a field means any of the values.
 * L3 `search` finds a substring, ignoring case. Repeated or comma-separated values mean any of them; fields are joined by "and".
 * L4 `sort` is a field, with `-` in front for falling order.
 */
import { platformProblems } from '../http/problem.ts'

export const DEFAULT_PAGE_SIZE = 10
export const MAX_PAGE_SIZE = 1000
export const SORT_FIELDS = ['created_at', 'updated_at', 'name', 'namespace', 'id'] as const
export type SortField = (typeof SORT_FIELDS)[number]

export interface FieldCondition {
  /** `['custom_fields', 'team']` */
  readonly path: readonly string[]
  readonly values: readonly string[]
}

export interface ParsedListQuery {
  readonly page: number
  readonly pageSize: number
  readonly sort: string
  readonly sortField: SortField
  readonly descending: boolean
  readonly filter: readonly FieldCondition[]
  readonly search: readonly FieldCondition[]
}

const DEFAULT_SORT = 'created_at'
const KEY = /^(filter|search)((?:\[[^[\]]*\])+)$/

/** @throws PlatformProblem 422 that names the parameter */
export function parseListQuery(params: URLSearchParams): ParsedListQuery {
  const sort = params.get('sort') ?? DEFAULT_SORT
  const sortField = SORT_FIELDS.find((field) => field === sort.replace(/^-/, ''))
  if (!sortField)
    throw platformProblems.invalid(
      ['query', 'sort'],
      `expected one of ${SORT_FIELDS.join(', ')}, with "-" in front for falling order`,
    )
  return {
    page: parseCount(params, 'page', 1, Number.MAX_SAFE_INTEGER),
    pageSize: parseCount(params, 'page_size', DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE),
    sort,
    sortField,
    descending: sort.startsWith('-'),
    filter: collect(params, 'filter', (value) => [value]),
    search: collect(params, 'search', (value) => value.split(',').filter((part) => part !== '')),
  }
}

function collect(params: URLSearchParams, kind: string, split: (value: string) => string[]): FieldCondition[] {
  const found = new Map<string, { path: string[]; values: string[] }>()
  for (const [key, value] of params) {
    const match = KEY.exec(key)
    const brackets = match?.[2]
    if (match?.[1] !== kind || brackets === undefined) continue
    const path = brackets.slice(1, -1).split('][')
    // `search[name][]=a` is how some clients write an array
    const clean = path.at(-1) === '' ? path.slice(0, -1) : path
    const condition = found.get(clean.join('\0')) ?? { path: clean, values: [] }
    condition.values.push(...split(value))
    found.set(clean.join('\0'), condition)
  }
  return [...found.values()].filter((condition) => condition.values.length > 0)
}

function parseCount(params: URLSearchParams, name: string, fallback: number, max: number): number {
  const text = params.get(name)
  if (text === null || text === '') return fallback
  const count = Number(text)
  if (!Number.isInteger(count) || count < 1)
    throw platformProblems.invalid(['query', name], `expected a whole number from 1, found "${text}"`)
  if (count > max) throw platformProblems.invalid(['query', name], `expected at most ${max}, found ${count}`)
  return count
}
