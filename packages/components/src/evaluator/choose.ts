/** What an Evaluator will use: a wire wins over what is picked in the node, and the node says so. Pure. */
import type { JsonValue } from '@evalflow/graph'
import { ComponentError } from '../errors.ts'
import { parseTargetChoice } from '../target-choice.ts'
import { datasetValueSchema, targetValueSchema, type DatasetValue, type TargetValue } from '../values.ts'

type Values = Readonly<Record<string, JsonValue>>
type Inputs = Readonly<Record<string, JsonValue | JsonValue[]>>

export type DatasetChoice =
  | { from: 'wire'; dataset: DatasetValue; note: string | null }
  | { from: 'picked'; ref: string }
  | { from: 'none' }

/** @throws ComponentError `dataset_unusable` if the wire carries no dataset */
export function chooseDataset(values: Values, inputs: Inputs): DatasetChoice {
  const picked = typeof values['dataset'] === 'string' ? values['dataset'] : ''
  if (inputs['dataset'] === undefined) return picked === '' ? { from: 'none' } : { from: 'picked', ref: picked }
  const parsed = datasetValueSchema.safeParse(inputs['dataset'])
  if (!parsed.success)
    throw new ComponentError(
      'dataset_unusable',
      'The connected node gave no dataset. Run it again, or connect a Dataset Creator.',
      { field: 'dataset' },
    )
  const { namespace, name, files_url, records, columns, size_bytes, hash } = parsed.data
  const note =
    picked === ''
      ? null
      : `Uses the connected dataset "${namespace}/${name}"; the picked one ("${picked}") is not used.`
  return { from: 'wire', dataset: { namespace, name, files_url, records, columns, size_bytes, hash }, note }
}

export interface TargetChoice {
  target: TargetValue
  note: string | null
}

/** @throws ComponentError `target_missing` or `target_unusable` */
export function chooseTarget(values: Values, inputs: Inputs): TargetChoice {
  const wired = inputs['target']
  if (wired === undefined) return { target: parseTargetChoice(values['target'], 'target'), note: null }
  const parsed = targetValueSchema.safeParse(wired)
  if (!parsed.success)
    throw new ComponentError(
      'target_unusable',
      'The connected node gave no target. Run it again, or connect a Model Target.',
      { field: 'target' },
    )
  const picked = typeof values['target'] === 'string' && values['target'] !== ''
  return {
    target: parsed.data,
    note: picked ? `Uses the connected target "${parsed.data.label}"; the picked one is not used.` : null,
  }
}
