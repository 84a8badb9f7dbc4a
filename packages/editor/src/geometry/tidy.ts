/**
 * A readable layout, left to right. Dagre up to a few hundred nodes; beyond that its crossing search takes seconds, so
 * nodes are placed in columns by their longest path, in the order they had.
 */
import type { FlowEdge, NodeId } from '@evalflow/graph'
import { boundsOf } from './spatial-index.ts'
import type { Rect } from './node-size.ts'

const DAGRE_LIMIT = 400
const COLUMN_GAP_PX = 96
const ROW_GAP_PX = 48

export type Places = Map<NodeId, { x: number; y: number }>

/** New top left corners; the whole keeps its top left corner. */
export async function layOut(rects: ReadonlyMap<NodeId, Rect>, edges: readonly FlowEdge[]): Promise<Places> {
  const inside = edges.filter((edge) => rects.has(edge.source.node) && rects.has(edge.target.node))
  const places = rects.size <= DAGRE_LIMIT ? await layOutByDagre(rects, inside) : layOutByColumns(rects, inside)
  const origin = boundsOf(rects.values()) ?? { x: 0, y: 0 }
  const corner = boundsOf([...places.values()].map((place) => ({ ...place, width: 0, height: 0 }))) ?? { x: 0, y: 0 }
  return new Map(
    [...places].map(([id, place]) => [
      id,
      { x: Math.round(origin.x + place.x - corner.x), y: Math.round(origin.y + place.y - corner.y) },
    ]),
  )
}

async function layOutByDagre(rects: ReadonlyMap<NodeId, Rect>, edges: readonly FlowEdge[]): Promise<Places> {
  const { Graph, layout } = await import('@dagrejs/dagre')
  const graph = new Graph({ multigraph: true })
  graph.setGraph({ rankdir: 'LR', ranksep: COLUMN_GAP_PX, nodesep: ROW_GAP_PX })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const [id, { width, height }] of rects) graph.setNode(id, { width, height })
  for (const edge of edges) graph.setEdge(edge.source.node, edge.target.node, {}, edge.id)
  layout(graph)
  return new Map(
    [...rects].map(([id, rect]) => {
      const { x = 0, y = 0 } = graph.node(id)
      return [id, { x: x - rect.width / 2, y: y - rect.height / 2 }]
    }),
  )
}

export function layOutByColumns(rects: ReadonlyMap<NodeId, Rect>, edges: readonly FlowEdge[]): Places {
  const depth = longestPaths(rects, edges)
  const columns = new Map<number, NodeId[]>()
  for (const id of rects.keys()) {
    const column = depth.get(id) ?? 0
    columns.set(column, [...(columns.get(column) ?? []), id])
  }
  const places: Places = new Map()
  let x = 0
  for (const column of [...columns.keys()].toSorted((a, b) => a - b)) {
    let y = 0
    let width = 0
    for (const id of (columns.get(column) ?? []).toSorted((a, b) => (rects.get(a)?.y ?? 0) - (rects.get(b)?.y ?? 0))) {
      const rect = rects.get(id)
      places.set(id, { x, y })
      y += (rect?.height ?? 0) + ROW_GAP_PX
      width = Math.max(width, rect?.width ?? 0)
    }
    x += width + COLUMN_GAP_PX
  }
  return places
}

/** Kahn's algorithm; nodes on a loop stay in the first column. */
function longestPaths(rects: ReadonlyMap<NodeId, Rect>, edges: readonly FlowEdge[]): Map<NodeId, number> {
  const open = new Map<NodeId, number>([...rects.keys()].map((id) => [id, 0]))
  const next = new Map<NodeId, NodeId[]>()
  for (const edge of edges) {
    open.set(edge.target.node, (open.get(edge.target.node) ?? 0) + 1)
    const list = next.get(edge.source.node)
    if (list) list.push(edge.target.node)
    else next.set(edge.source.node, [edge.target.node])
  }
  const depth = new Map<NodeId, number>()
  const ready = [...open].filter(([, count]) => count === 0).map(([id]) => id)
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    for (const target of next.get(id) ?? []) {
      depth.set(target, Math.max(depth.get(target) ?? 0, (depth.get(id) ?? 0) + 1))
      const left = (open.get(target) ?? 0) - 1
      open.set(target, left)
      if (left === 0) ready.push(target)
    }
  }
  return depth
}
