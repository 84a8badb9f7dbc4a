/** What a dialog needs of an evaluation type: no engine, nothing of Node. */
import type { FieldSpec, JsonValue } from '@evalflow/graph'

export type FormValues = Readonly<Record<string, JsonValue>>
export type JsonObject = { [key: string]: JsonValue }

/** The parts of a config that a type decides, each where the NeMo API reads it. */
export interface ConfigParts {
  type: string
  params: JsonObject
  /** The one task of the config; absent for benchmarks whose `type` says all. Has no dataset yet. */
  task?: JsonObject
  groups?: JsonObject
}

export interface Fit {
  fits: boolean
  /** Why not; empty if it fits. */
  reasons: string[]
}

export interface EvaluationForm {
  id: string
  title: string
  summary: string
  /** `template`: needs a dataset of the user's. `direct`: benchmarks bring their own data. */
  class: 'template' | 'direct'
  /** In the order to show them. */
  fields: readonly FieldSpec[]
  /** Why it cannot be chosen; absent where it can. */
  unavailable?: string
  /** Runs generated code, so it is available only where the server's sandbox works (`/api/system`). */
  needsSandbox?: true
  toConfigParts(values: FormValues): ConfigParts
  /** Whether a dataset with these columns can be evaluated with these values. */
  fits(columns: readonly string[], values: FormValues): Fit
}
