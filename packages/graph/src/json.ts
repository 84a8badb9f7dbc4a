/**
 * Plain JSON: comparing, and refusing what would harm (keys that reach prototypes, numbers JSON cannot hold, bombs).
 *
 * Works without recursion where depth is not yet known, so a deeply nested file cannot overflow the stack.
 */
import type { GraphIssue } from './errors.ts'
import type { JsonValue } from './flow.ts'

/** A key that would reach a prototype if assigned carelessly. */
export const isForbiddenKey = (key: string): boolean =>
  key === '__proto__' || key === 'constructor' || key === 'prototype'

export interface JsonLimits {
  /** Levels of nesting. */
  depth: number
  /** UTF-16 units in one string. */
  textLength: number
  /** UTF-16 units in all strings and keys together. */
  totalLength: number
  /** Objects, arrays and scalars together. */
  values: number
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const isJsonObject = (value: JsonValue | undefined): value is { [key: string]: JsonValue } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

interface Frame {
  value: unknown
  path: readonly string[]
}

/**
 * What keeps `root` from being harmless JSON within `limits`; empty if nothing does. Stops after the first 20 findings.
 */
export function findJsonIssues(root: unknown, limits: JsonLimits): GraphIssue[] {
  const issues: GraphIssue[] = []
  const stack: Frame[] = [{ value: root, path: [] }]
  let values = 0
  let length = 0

  for (let frame = stack.pop(); frame && issues.length < 20; frame = stack.pop()) {
    const { value, path } = frame
    values += 1
    if (values > limits.values) return [...issues, { path: [], message: `holds more than ${limits.values} values` }]
    if (path.length > limits.depth) {
      issues.push({ path: path.slice(0, 8), message: `nested deeper than ${limits.depth} levels` })
      continue
    }
    if (typeof value === 'string') {
      length += value.length
      if (value.length > limits.textLength) {
        issues.push({ path, message: `text of ${value.length} characters, expected at most ${limits.textLength}` })
      }
    } else if (typeof value === 'number') {
      if (!Number.isFinite(value)) issues.push({ path, message: `found ${value}, expected a finite number` })
    } else if (typeof value === 'object' && value !== null) {
      if (Array.isArray(value)) {
        for (let i = value.length - 1; i >= 0; i -= 1) stack.push({ value: value[i], path: [...path, String(i)] })
      } else {
        const prototype: unknown = Object.getPrototypeOf(value)
        if (prototype !== Object.prototype && prototype !== null) issues.push({ path, message: 'is not plain JSON' })
        for (const [key, child] of Object.entries(value)) {
          length += key.length
          if (isForbiddenKey(key)) issues.push({ path: [...path, key], message: `the key "${key}" is not allowed` })
          else stack.push({ value: child, path: [...path, key] })
        }
      }
    } else if (typeof value !== 'boolean' && value !== null) {
      issues.push({ path, message: `found ${typeof value}, expected JSON` })
    }
    if (length > limits.totalLength) {
      return [...issues, { path: [], message: `holds more than ${limits.totalLength} characters` }]
    }
  }
  return issues
}

/** Deep equality of JSON values; the order of keys does not count. */
export function equalJson(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false
    return a.every((item, i) => equalJson(item, b[i]))
  }
  const left = Object.entries(a)
  const right = new Map(Object.entries(b))
  return left.length === right.size && left.every(([key, value]) => right.has(key) && equalJson(value, right.get(key)))
}

/** `value` with the keys of every object in code-unit order. */
export function sortKeys(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (!isJsonObject(value)) return value
  const entries = Object.entries(value).map(([key, child]) => [key, sortKeys(child)] as const)
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
}
