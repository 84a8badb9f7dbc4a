/** A part of a flow on the clipboard, as typed JSON: works across tabs, windows and flows. */
import { z } from 'zod'
import { type GraphIssue, graphErrors } from './errors.ts'
import type { EdgeId, Flow, FlowEdge, FlowGroup, FlowNode, JsonValue, NodeId, NodeLayout } from './flow.ts'
import { findJsonIssues } from './json.ts'
import { FLOW_LIMITS } from './limits.ts'
import {
  findInconsistencies,
  flowEdgeSchema,
  flowGroupSchema,
  flowLayoutSchema,
  flowNodeSchema,
  toIssues,
} from './parse-flow.ts'
import { withoutSecrets } from './secrets.ts'
import type { SpecIndex } from './spec-index.ts'

export const FRAGMENT_SCHEMA = 'evalflow.fragment/1'

export interface FlowFragment {
  schema: typeof FRAGMENT_SCHEMA
  nodes: Record<NodeId, FlowNode>
  /** Only wires whose both ends are in the fragment. */
  edges: Record<EdgeId, FlowEdge>
  /** Only groups whose every node is in the fragment. */
  groups: Record<string, FlowGroup>
  layout: Record<NodeId, NodeLayout>
}

const fragmentSchema = z.object({
  schema: z.literal(FRAGMENT_SCHEMA),
  nodes: z.record(z.string(), flowNodeSchema),
  edges: z.record(z.string(), flowEdgeSchema),
  groups: z.record(z.string(), flowGroupSchema),
  layout: flowLayoutSchema.shape.nodes,
})

/** Takes `ids` out of `flow` (unknown ones are ignored). With `specs`, secret fields are left out. */
export function createFragment(flow: Flow, ids: readonly NodeId[], specs?: SpecIndex): FlowFragment {
  const chosen = new Set(ids.filter((id) => Object.hasOwn(flow.nodes, id)))
  const pick = <T>(record: Record<string, T>, keep: (item: T, key: string) => boolean): Record<string, T> =>
    Object.fromEntries(Object.entries(record).filter(([key, item]) => keep(item, key)))
  const nodes = pick(flow.nodes, (node) => chosen.has(node.id))
  return {
    schema: FRAGMENT_SCHEMA,
    nodes: specs
      ? Object.fromEntries(Object.entries(nodes).map(([id, node]) => [id, stripSecrets(node, specs)]))
      : nodes,
    edges: pick(flow.edges, (edge) => chosen.has(edge.source.node) && chosen.has(edge.target.node)),
    groups: pick(flow.groups, (group) => group.nodes.every((id) => chosen.has(id))),
    layout: pick(flow.layout.nodes, (_place, id) => chosen.has(id)),
  }
}

/**
 * Reads what a person pasted.
 *
 * @throws GraphError `invalid_fragment` with one issue per fault
 */
export function parseFragment(input: unknown): FlowFragment {
  const harmful = findJsonIssues(input, FLOW_LIMITS.json)
  if (harmful.length > 0) throw graphErrors.invalidFragment(harmful)
  const parsed = fragmentSchema.safeParse(input)
  if (!parsed.success) throw graphErrors.invalidFragment(toIssues(parsed.error))
  const fragment = parsed.data as FlowFragment
  const issues: GraphIssue[] = findInconsistencies({ ...fragment, layout: { nodes: fragment.layout } })
  if (Object.keys(fragment.nodes).length > FLOW_LIMITS.nodes)
    issues.push({ path: ['nodes'], message: 'too many nodes' })
  if (issues.length > 0) throw graphErrors.invalidFragment(issues)
  return fragment
}

/** The secret names go too: a name from another machine means nothing there, and may tell something. */
function stripSecrets(node: FlowNode, specs: SpecIndex): FlowNode {
  const values: Record<string, JsonValue> = {}
  for (const [id, value] of Object.entries(node.values)) {
    const field = specs.field(node.type, id)
    const kept = field ? withoutSecrets(field, value) : value
    if (kept !== undefined && field?.kind !== 'secret') values[id] = kept
  }
  return { ...node, values }
}
