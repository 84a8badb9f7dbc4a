/**
 * What a run will do, before anything runs: which nodes, in which order, with which values, and which of them cannot
 * (rules P1 to P6 in SPEC.md).
 */
import {
  brokenEdges,
  createSpecIndex,
  type Flow,
  type FlowEdge,
  type FlowNode,
  migrateFlow,
  type NodeId,
  type SpecIndex,
  titleOf,
  validateFields,
  type Values,
} from '@evalflow/graph'
import type { ComponentDefinition } from './definition.ts'
import { type NodeError, nodeErrors } from './errors.ts'

export interface PlannedNode<Services> {
  node: FlowNode
  title: string
  definition: ComponentDefinition<Services> | undefined
  values: Values
  /** Wires that end here, by id: the order in a list port. */
  incoming: readonly FlowEdge[]
  /** Why it cannot run, whatever its inputs. */
  error?: NodeError
}

export interface RunPlan<Services> {
  /** Nodes to run, none before what it needs. Nodes that only stand on the canvas are not in it. */
  order: readonly NodeId[]
  /** Those, and all that lead to them. */
  nodes: ReadonlyMap<NodeId, PlannedNode<Services>>
}

export function planRun<Services>(
  flow: Flow,
  definitions: ReadonlyMap<string, ComponentDefinition<Services>>,
  only?: readonly NodeId[],
): RunPlan<Services> {
  const specs = createSpecIndex(definitions.values())
  const current = migrateFlow(flow, specs).flow
  const broken = new Map(brokenEdges(current, specs).map((edge) => [edge.edge, edge.reason]))
  const incoming = Map.groupBy(
    Object.values(current.edges).toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    (edge) => edge.target.node,
  )
  const nodes = new Map<NodeId, PlannedNode<Services>>()
  for (const node of Object.values(current.nodes)) {
    const definition = definitions.get(node.type)
    // A note has nothing to run.
    if (definition && !definition.run) continue
    nodes.set(node.id, planNode(current, specs, node, definition, incoming.get(node.id) ?? [], broken))
  }
  const chosen = only ? new Set(only) : undefined
  return { order: inOrder(nodes).filter((id) => !chosen || chosen.has(id)), nodes }
}

function planNode<Services>(
  flow: Flow,
  specs: SpecIndex,
  node: FlowNode,
  definition: ComponentDefinition<Services> | undefined,
  incoming: readonly FlowEdge[],
  broken: ReadonlyMap<string, string>,
): PlannedNode<Services> {
  const title = titleOf(flow, specs, node.id)
  const planned: PlannedNode<Services> = { node, title, definition, values: {}, incoming }
  if (!definition) return { ...planned, error: nodeErrors.unknownComponent(node.type) }
  if (node.version > definition.version) {
    return { ...planned, error: nodeErrors.newerComponent(definition.title, node.version, definition.version) }
  }
  const check = validateFields(definition.fields, node.values)
  if (!check.ok) return { ...planned, error: nodeErrors.invalidValues(title, check.errors) }
  for (const edge of incoming) {
    const reason = broken.get(edge.id)
    // A wire from an unknown component is told by that component's own failure.
    const isPlaceholder = !specs.get(flow.nodes[edge.source.node]?.type ?? '')
    if (reason !== undefined && !isPlaceholder)
      return { ...planned, error: nodeErrors.brokenEdge(title, reason, edge.target.port) }
  }
  const missing = definition.inputs.find(
    (port) => port.required && !incoming.some((edge) => edge.target.port === port.id),
  )
  if (missing) return { ...planned, error: nodeErrors.missingInput(title, missing.label, missing.id) }
  return { ...planned, values: check.value }
}

/** Kahn's algorithm. Nodes on a loop, which carry an error already, come last. */
function inOrder<Services>(nodes: ReadonlyMap<NodeId, PlannedNode<Services>>): NodeId[] {
  const waiting = new Map<NodeId, number>()
  const dependants = new Map<NodeId, NodeId[]>()
  for (const [id, { incoming }] of nodes) {
    const sources = incoming.map((edge) => edge.source.node).filter((source) => nodes.has(source))
    waiting.set(id, sources.length)
    for (const source of sources) dependants.set(source, [...(dependants.get(source) ?? []), id])
  }
  const order = [...nodes.keys()].filter((id) => waiting.get(id) === 0)
  // Grows while it is walked.
  for (const id of order) {
    for (const next of dependants.get(id) ?? []) {
      const left = (waiting.get(next) ?? 0) - 1
      waiting.set(next, left)
      if (left === 0) order.push(next)
    }
  }
  const reached = new Set(order)
  return [...order, ...[...nodes.keys()].filter((id) => !reached.has(id))]
}
