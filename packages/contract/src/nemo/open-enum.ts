import { z } from 'zod'

/**
 * A string that is usually one of `values`.
 *
 * Answers of newer servers may hold values this version does not know; they pass as they are, and the compiler still
 * offers the known ones. Requests use a closed enum instead.
 */
export function openEnum<const T extends readonly string[]>(values: T) {
  return z
    .custom<T[number] | (string & {})>((value) => typeof value === 'string', 'expected a string')
    .meta({ type: 'string', examples: [...values] })
}
