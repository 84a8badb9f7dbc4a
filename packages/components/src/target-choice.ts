/**
 * The value of a target picker: `target:namespace/name` for a stored target, `model:id` for a model of the connection.
 * Without a prefix, `a/b` is a stored target and anything else a model id, so hand-written flows read well.
 */
import type { TargetItem } from '@evalflow/contract'
import type { JsonValue } from '@evalflow/graph'
import { ComponentError } from './errors.ts'
import type { TargetValue } from './values.ts'

/** @throws ComponentError `target_missing` if nothing is chosen */
export function parseTargetChoice(value: JsonValue | undefined, field: string): TargetValue {
  if (typeof value !== 'string' || value === '')
    throw new ComponentError('target_missing', 'No target is chosen. Pick a model, or connect a Model Target.', {
      field,
    })
  if (value.startsWith('target:')) return stored(value.slice('target:'.length))
  if (value.startsWith('model:')) return model(value.slice('model:'.length))
  return value.includes('/') ? stored(value) : model(value)
}

export function toTargetChoice(item: Pick<TargetItem, 'ref' | 'kind'>): string {
  return item.kind === 'stored' ? `target:${item.ref}` : `model:${item.ref}`
}

const stored = (ref: string): TargetValue => ({ kind: 'stored', ref, label: ref.split('/').at(-1) ?? ref })
const model = (id: string): TargetValue => ({ kind: 'model', model_id: id, label: id })
