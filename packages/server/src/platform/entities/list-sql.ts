/** Turns filter and search of a list into SQL, with every value and every path bound. */
import { SECRET_KEYS } from '@evalflow/contract'
import { sql, type RawBuilder } from 'kysely'
import { platformProblems } from '../http/problem.ts'
import type { FieldCondition } from './list-query.ts'

type Condition = RawBuilder<boolean>

const COLUMNS: readonly string[] = ['namespace', 'name', 'id']
const TIMES: readonly string[] = ['created_at', 'updated_at']
const COMPARE: Readonly<Record<string, string>> = {
  eq: '=',
  neq: '<>',
  gt: '>',
  gte: '>=',
  lt: '<',
  lte: '<=',
  start: '>=',
  end: '<=',
}
/** `true` and `false` ask whether the field is set. */
const PRESENCE: readonly string[] = ['peft', 'prompt', 'artifact', 'spec']
/** `namespace/name`, or the id. */
const REFERENCES: readonly string[] = ['config', 'target', 'base_model']
/** Objects of which the names inside are searched. */
const NAMED_PARTS: readonly string[] = ['tasks', 'groups']

/** @throws PlatformProblem 422 for a field that cannot be compared */
export function toFilterSql({ path, values }: FieldCondition): Condition {
  const [field = ''] = path
  refuseSecrets('filter', path)
  if (TIMES.includes(field)) return compareTime(field, path[1] ?? 'eq', values)
  if (path.length === 1 && COLUMNS.includes(field))
    return anyOf(values, (value) => sql<boolean>`${sql.ref(field)} = ${value}`)
  if (path.length === 1 && PRESENCE.includes(field) && values.every((value) => value === 'true' || value === 'false'))
    return anyOf(values, (value) => sql<boolean>`(${jsonText(path)} is not null) = ${value === 'true' ? 1 : 0}`)
  if (path.length === 1 && REFERENCES.includes(field)) return anyOf(values, (value) => equalsReference(field, value))
  // as JSON text on both sides, so that 5 and true are found as well as "5"
  return anyOf(values, (value) => sql<boolean>`${jsonText(path)} in (json_quote(${value}), ${value})`)
}

export function toSearchSql({ path, values }: FieldCondition): Condition {
  const [field = ''] = path
  refuseSecrets('search', path)
  if (TIMES.includes(field)) return compareTime(field, path[1] ?? 'start', values)
  const text = toSearchedText(field, path)
  return anyOf(values, (value) => sql<boolean>`instr(lower(${text}), lower(${value})) > 0`)
}

function toSearchedText(field: string, path: readonly string[]): RawBuilder<unknown> {
  if (path.length === 1 && COLUMNS.includes(field)) return sql.ref(field)
  if (path.length === 1 && NAMED_PARTS.includes(field))
    return sql`(select group_concat(key, ' ') from json_each(body, ${toJsonPath(path)}))`
  if (path.length === 1 && REFERENCES.includes(field)) return referenceOf(field)
  // texts and numbers only: an object would be searched with the secrets in it
  return sql`case json_type(body, ${toJsonPath(path)}) when 'object' then '' when 'array' then ''
    else coalesce(json_extract(body, ${toJsonPath(path)}), '') end`
}

function equalsReference(field: string, value: string): Condition {
  return sql<boolean>`(${referenceOf(field)} = ${value} or json_extract(body, ${toJsonPath([field, 'id'])}) = ${value}
    or json_extract(body, ${toJsonPath([field])}) = ${value})`
}

function referenceOf(field: string): RawBuilder<unknown> {
  if (field === 'config') {
    // written like the index `jobs_by_config`, so that it is used
    return sql`json_extract(body, '$.config.namespace') || '/' || json_extract(body, '$.config.name')`
  }
  return sql`json_extract(body, ${toJsonPath([field, 'namespace'])}) || '/' || json_extract(body, ${toJsonPath([field, 'name'])})`
}

function compareTime(field: string, operator: string, values: readonly string[]): Condition {
  const compare = COMPARE[operator]
  if (compare === undefined)
    throw platformProblems.invalid(
      ['query', 'filter', field],
      `"${operator}" is no comparison: expected ${Object.keys(COMPARE).join(', ')}`,
    )
  return anyOf(values, (value) => sql<boolean>`${sql.ref(field)} ${sql.raw(compare)} ${toStoredTime(field, value)}`)
}

/** Any ISO time as it is stored (UTC, no zone); a time without zone is UTC already. */
function toStoredTime(field: string, value: string): string {
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/.test(value)
  const time = new Date(zoned || !value.includes('T') ? value : `${value}Z`)
  if (Number.isNaN(time.getTime()))
    throw platformProblems.invalid(
      ['query', 'filter', field],
      `"${value}" is no ISO 8601 time, e.g. 2026-01-31T12:00:00Z`,
    )
  const micros = /\.(\d{1,6})/.exec(value)?.[1]
  return micros === undefined
    ? time.toISOString().replace('Z', '000')
    : `${time.toISOString().slice(0, 19)}.${micros.padEnd(6, '0')}`
}

function jsonText(path: readonly string[]): RawBuilder<unknown> {
  return sql`(body -> ${toJsonPath(path)})`
}

function toJsonPath(path: readonly string[]): string {
  if (path.some((key) => key === '' || key.includes('"')))
    throw platformProblems.invalid(['query', path.join('.')], 'a field name cannot be empty or hold a double quote')
  return `$${path.map((key) => `."${key}"`).join('')}`
}

/** A filter on a key would let it be guessed letter by letter. */
function refuseSecrets(kind: string, path: readonly string[]): void {
  if (path.some((key) => SECRET_KEYS.includes(key)))
    throw platformProblems.invalid(['query', kind, ...path], 'secrets cannot be filtered by')
}

function anyOf(values: readonly string[], toSql: (value: string) => Condition): Condition {
  return sql<boolean>`(${sql.join(values.map(toSql), sql` or `)})`
}
