/** Reads what a person typed. Missing, null and blank all mean "not set". */
import type { FormValues, JsonObject } from './form.ts'

export function textOf(values: FormValues, id: string, fallback = ''): string {
  const value = values[id]
  return typeof value === 'string' && value.trim() !== '' ? value : fallback
}

export function numberOf(values: FormValues, id: string): number | undefined {
  const value = values[id]
  if (typeof value === 'number') return value
  return typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : undefined
}

export function listOf(values: FormValues, id: string): string[] {
  const value = values[id]
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

export const flagOf = (values: FormValues, id: string): boolean => values[id] === true

/** One entry per line. */
export const linesOf = (values: FormValues, id: string): string[] =>
  textOf(values, id)
    .split('\n')
    .filter((line) => line !== '')

/** Without entries that are undefined. */
export function defined(object: Readonly<Record<string, JsonObject[string] | undefined>>): JsonObject {
  const result: JsonObject = {}
  for (const [key, value] of Object.entries(object)) if (value !== undefined) result[key] = value
  return result
}
