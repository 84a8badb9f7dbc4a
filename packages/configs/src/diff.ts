/** What is different between two configs, field by field: the same for a version, an import and a runtime config. */
import type { JsonValue } from './config-types.ts'

export interface FieldChange {
  /** Dotted, indexes in brackets: `tasks.qa.params.template.messages[0].content`. */
  path: string
  kind: 'added' | 'removed' | 'changed'
  /** Absent if added. */
  before?: JsonValue
  /** Absent if removed. */
  after?: JsonValue
}

/**
 * Leaves that differ, in the order of the fields. Null counts as missing, as in `templateHash`; an object or list that
 * is only on one side is one change.
 */
export function diffJson(before: unknown, after: unknown): FieldChange[] {
  return compare(before ?? undefined, after ?? undefined, '')
}

function compare(before: unknown, after: unknown, path: string): FieldChange[] {
  if (before === undefined && after === undefined) return []
  if (before === undefined) return [{ path, kind: 'added', after: toJson(after) }]
  if (after === undefined) return [{ path, kind: 'removed', before: toJson(before) }]
  if (Array.isArray(before) && Array.isArray(after)) {
    const length = Math.max(before.length, after.length)
    return Array.from({ length }, (_, index) => index).flatMap((index) =>
      compare(before[index] ?? undefined, after[index] ?? undefined, `${path}[${index}]`),
    )
  }
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    return keys.flatMap((key) =>
      compare(before[key] ?? undefined, after[key] ?? undefined, path === '' ? key : `${path}.${key}`),
    )
  }
  return Object.is(before, after) ? [] : [{ path, kind: 'changed', before: toJson(before), after: toJson(after) }]
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Both sides were JSON. */
const toJson = (value: unknown): JsonValue => value as JsonValue
