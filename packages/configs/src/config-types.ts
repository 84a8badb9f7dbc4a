/** What this package needs of the world. The client's resource fits behind `ConfigsPort`; errors are known by `status`. */
import type { EntityRef, EvaluationConfig, TaskConfig } from '@evalflow/contract'

export type { EntityRef, EvaluationConfig, TaskConfig }

export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue }
export type JsonObject = { [key: string]: JsonValue }

/** What defines an evaluation; the rest of a config is about who made it and when. */
export interface EvaluationParts {
  type: string
  params?: JsonObject | null | undefined
  /** The one task of a config made here. Absent for benchmarks whose `type` says all. */
  task?: JsonObject | null | undefined
  groups?: JsonObject | null | undefined
}

export interface DatasetInput {
  /** Where its rows are, e.g. `hf://datasets/default/my-dataset/v1`. */
  files_url: string
  /** Set when it is not the platform's own Data Store. */
  hf_endpoint?: string | undefined
  /** `namespace/name` of its entity, for messages and to notice that its URL changed. */
  ref?: string | undefined
}

/**
 * Reads and writes configs. A rejection with `status` 404, 403, 409, 429, or 400 and 422 is told apart; any other
 * (5xx, or no status: no answer) counts as passing trouble.
 */
export interface ConfigsPort {
  get(ref: EntityRef): Promise<unknown>
  create(body: JsonObject): Promise<unknown>
  delete(ref: EntityRef): Promise<unknown>
}

/** Also changes them. Fields that are absent or null keep their value, as the NeMo API has it. */
export interface EditableConfigsPort extends ConfigsPort {
  update(ref: EntityRef, body: JsonObject): Promise<unknown>
}

/** Entity Store look-up, to notice that a dataset is gone or has moved. */
export interface DatasetsPort {
  get(ref: EntityRef): Promise<{ files_url: string }>
}

export interface Effects {
  configs: ConfigsPort
  datasets?: DatasetsPort
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>
  /** 0 ≤ x < 1, for jitter. */
  random: () => number
  signal?: AbortSignal
}

export interface EditEffects extends Effects {
  configs: EditableConfigsPort
}
