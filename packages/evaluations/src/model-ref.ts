/** A model as a config names it, from what a picker of targets holds (`model:id`, `target:namespace/name`, or the name itself). */
import type { JsonValue } from '@evalflow/graph'

export function toModelRef(value: JsonValue | undefined): JsonValue {
  return typeof value === 'string' ? value.replace(/^(?:model|target):/, '') : (value ?? '')
}
