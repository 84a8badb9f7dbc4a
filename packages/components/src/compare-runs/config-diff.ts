/** Where two JSON values differ, leaf by leaf: `tasks.main_task.params.limit: 10 → 20`. */
import { equalJson, type JsonValue } from '@evalflow/graph'

export interface Difference {
  path: string
  /** JSON text, cut; null where there is nothing. */
  baseline: string | null
  candidate: string | null
}

/** Different for every entity, and telling nothing of what ran. */
const IDENTITY = new Set([
  'id',
  'created_at',
  'updated_at',
  'custom_fields',
  'description',
  'ownership',
  'schema_version',
  'type_prefix',
])
const TEXT_LENGTH = 300
const MAX_LISTED = 100

export function diffJson(baseline: JsonValue, candidate: JsonValue, root = ''): Difference[] {
  const found: Difference[] = []
  collect(baseline, candidate, root, found)
  return found.slice(0, MAX_LISTED)
}

function collect(a: JsonValue | undefined, b: JsonValue | undefined, path: string, found: Difference[]): void {
  if (equalJson(a, b)) return
  if (isObject(a) && isObject(b)) {
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)]))
      if (!IDENTITY.has(key)) collect(a[key], b[key], path === '' ? key : `${path}.${key}`, found)
    return
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    for (let index = 0; index < Math.max(a.length, b.length); index += 1)
      collect(a[index], b[index], `${path}[${index}]`, found)
    return
  }
  found.push({ path, baseline: toText(a), candidate: toText(b) })
}

const isObject = (value: JsonValue | undefined): value is { [key: string]: JsonValue } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function toText(value: JsonValue | undefined): string | null {
  if (value === undefined) return null
  const text = JSON.stringify(value)
  return text.length > TEXT_LENGTH ? `${text.slice(0, TEXT_LENGTH)}…` : text
}
