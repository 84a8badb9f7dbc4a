/**
 * Edges by node, so that a rule looks at a node's own edges and not at all of them.
 *
 * Built once per `edges` record and kept beside it; moving a node or typing shares that record, so dragging never
 * rebuilds it.
 */
import type { Flow, FlowEdge, NodeId } from './flow.ts'

export interface Adjacency {
  incoming(node: NodeId): readonly FlowEdge[]
  outgoing(node: NodeId): readonly FlowEdge[]
}

const NONE: readonly FlowEdge[] = []
const cache = new WeakMap<Flow['edges'], Adjacency>()

export function adjacencyOf(flow: Pick<Flow, 'edges'>): Adjacency {
  const known = cache.get(flow.edges)
  if (known) return known
  const incoming = new Map<NodeId, FlowEdge[]>()
  const outgoing = new Map<NodeId, FlowEdge[]>()
  for (const edge of Object.values(flow.edges)) {
    append(incoming, edge.target.node, edge)
    append(outgoing, edge.source.node, edge)
  }
  const adjacency: Adjacency = {
    incoming: (node) => incoming.get(node) ?? NONE,
    outgoing: (node) => outgoing.get(node) ?? NONE,
  }
  cache.set(flow.edges, adjacency)
  return adjacency
}

function append(map: Map<NodeId, FlowEdge[]>, key: NodeId, edge: FlowEdge): void {
  const list = map.get(key)
  if (list) list.push(edge)
  else map.set(key, [edge])
}

/** `start` and everything that leads to it, or everything it leads to. */
export function reachable(
  flow: Pick<Flow, 'edges'>,
  start: readonly NodeId[],
  way: 'upstream' | 'downstream',
): Set<NodeId> {
  const adjacency = adjacencyOf(flow)
  const seen = new Set(start)
  const stack = [...start]
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const next = way === 'upstream' ? adjacency.incoming(node) : adjacency.outgoing(node)
    for (const edge of next) {
      const other = way === 'upstream' ? edge.source.node : edge.target.node
      if (seen.has(other)) continue
      seen.add(other)
      stack.push(other)
    }
  }
  return seen
}
