/** The probes of one plan: what each endpoint was asked, and what all of it cost, as one record per endpoint. */
import type { TaskContext } from '../types.ts'
import type { CapabilityRecord } from './capability.ts'
import { probeEndpoint } from './probe-endpoint.ts'

export function createProbing(): { probe: TaskContext['probe']; records: () => CapabilityRecord[] } {
  const byEndpoint = new Map<string, CapabilityRecord>()
  return {
    async probe(endpoint, needs) {
      const record = await probeEndpoint(endpoint, needs)
      const before = byEndpoint.get(endpoint.id)
      byEndpoint.set(endpoint.id, before === undefined ? record : join(before, record))
      return record
    },
    records: () => [...byEndpoint.values()],
  }
}

const join = (a: CapabilityRecord, b: CapabilityRecord): CapabilityRecord => ({
  ...b,
  found: { ...a.found, ...b.found },
  requests: a.requests + b.requests,
  prompt_tokens: a.prompt_tokens + b.prompt_tokens,
  completion_tokens: a.completion_tokens + b.completion_tokens,
})
