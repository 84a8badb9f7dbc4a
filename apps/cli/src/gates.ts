/** Gates of a run: did all open, and their checks as JUnit XML. */
import type { StudioRunSnapshot } from '@evalflow/client'
import { toJUnit, type JUnitSuite } from '@evalflow/components'
import { z } from 'zod'

const verdictSchema = z.object({
  checks: z.array(z.object({ name: z.string(), passed: z.boolean(), expected: z.string(), found: z.string() })),
})
const detailSchema = z.object({ gate: verdictSchema })
const flowSchema = z.looseObject({
  nodes: z.record(z.string(), z.looseObject({ type: z.string(), name: z.string().optional() })),
})

export function hasClosedGate(snapshot: StudioRunSnapshot): boolean {
  return Object.values(snapshot.nodes).some(({ error }) => error?.code === 'gate_failed')
}

/** One suite per gate of `flow`. A gate that was never reached is an error, not a success. */
export function gatesToJUnit(snapshot: StudioRunSnapshot, flow: unknown): string {
  const gates = Object.entries(flowSchema.parse(flow).nodes).filter(([, node]) => node.type === 'gate')
  return toJUnit(gates.map(([id, { name }]) => toSuite(name ?? id, snapshot.nodes[id])))
}

function toSuite(name: string, run: StudioRunSnapshot['nodes'][string] | undefined): JUnitSuite {
  const verdict =
    verdictSchema.safeParse(run?.outputs?.['verdict']).data ?? detailSchema.safeParse(run?.progress?.detail).data?.gate
  if (verdict && (run?.state === 'done' || run?.error?.code === 'gate_failed')) return { name, checks: verdict.checks }
  const error = run?.error ?? { code: 'not_run', message: 'The gate was not part of this run.' }
  return { name, checks: [], error }
}
