/** What is known of an endpoint: findings by capability, each with how it was found. */
import type { CapabilityName, CapabilityState } from '@evalflow/contract'

export interface Finding {
  readonly state: CapabilityState
  /** For people: what was sent and what came. */
  readonly reason: string
  /** What a pipeline needs beside yes and no. */
  readonly detail?: unknown
}

/** Findings of one endpoint, and what they cost. Wire names: it stands in the result's `data.capabilities`. */
export interface CapabilityRecord {
  readonly endpoint: string
  readonly model: string
  readonly found: Readonly<Partial<Record<CapabilityName, Finding>>>
  /** Requests sent for this plan; 0 if all was known. */
  readonly requests: number
  /** At most; where a reply told no usage, its bound. */
  readonly prompt_tokens: number
  readonly completion_tokens: number
}

export const findingOf = (record: CapabilityRecord, name: CapabilityName): Finding =>
  record.found[name] ?? { state: 'unknown', reason: 'it was not asked' }
