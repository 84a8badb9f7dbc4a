/** Nodes in the order in which they run; those of a loop come last. */
import { adjacencyOf, type Flow, type NodeId } from '@evalflow/graph'

export function runOrder(flow: Flow): NodeId[] {
  const adjacency = adjacencyOf(flow)
  const place = (id: NodeId) => flow.layout.nodes[id] ?? { x: 0, y: 0 }
  const byPlace = (a: NodeId, b: NodeId) => place(a).x - place(b).x || place(a).y - place(b).y
  const open = new Map(Object.keys(flow.nodes).map((id) => [id, adjacency.incoming(id).length]))
  const ready = [...open.keys()].filter((id) => open.get(id) === 0).toSorted(byPlace)
  const order: NodeId[] = []
  for (let id = ready.shift(); id !== undefined; id = ready.shift()) {
    order.push(id)
    const freed: NodeId[] = []
    for (const edge of adjacency.outgoing(id)) {
      const left = (open.get(edge.target.node) ?? 0) - 1
      open.set(edge.target.node, left)
      if (left === 0) freed.push(edge.target.node)
    }
    ready.push(...freed.toSorted(byPlace))
  }
  const seen = new Set(order)
  return [...order, ...Object.keys(flow.nodes).filter((id) => !seen.has(id))]
}
