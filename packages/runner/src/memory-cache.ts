import type { JsonValue } from '@evalflow/graph'
import type { OutputCache } from './definition.ts'

/** A cache that lives as long as the process, for the command line and tests. */
export function createMemoryCache(): OutputCache {
  const outputs = new Map<string, Record<string, JsonValue>>()
  return {
    get: (key) => Promise.resolve(outputs.get(key)),
    set: (key, value) => {
      outputs.set(key, value)
      return Promise.resolve()
    },
  }
}
