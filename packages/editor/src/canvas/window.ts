/**
 * The window: which nodes and wires @xyflow/react is given. It holds what is on screen and a margin; everything else is
 * known to the document and the painter alone, so the cost of a gesture does not grow with the flow.
 */
import { adjacencyOf, type Flow, type FlowEdge, type NodeId } from '@evalflow/graph'
import type { GraphIndex } from '../geometry/graph-index.ts'
import type { Rect } from '../geometry/node-size.ts'
import { contains, expand } from '../geometry/spatial-index.ts'

/** Under this zoom a node is a block drawn by the painter; it becomes a node again above the second (hysteresis). */
export const LOD_BELOW = 0.35
export const LOD_LEAVE = 0.38
/** Margin of the window as a part of what is shown, each side. */
const MARGIN = 0.35

export interface CanvasWindow {
  area: Rect
  lod: boolean
}

export interface WindowContent {
  /** In document order, so that Tab goes the same way each time. */
  nodes: NodeId[]
  /** Nodes off the window that a wire of it leads to. */
  neighbours: NodeId[]
  edges: FlowEdge[]
}

/** The same window as long as what is shown stays inside and is not much smaller than it. */
export function moveWindow(current: CanvasWindow | null, shown: Rect, zoom: number): CanvasWindow {
  const lod = zoom < (current?.lod ? LOD_LEAVE : LOD_BELOW)
  const isUsable =
    current !== null &&
    current.lod === lod &&
    contains(current.area, shown) &&
    current.area.width < shown.width * (1 + 4 * MARGIN) * 1.3
  if (isUsable) return current
  return { area: expand(shown, shown.width * MARGIN, shown.height * MARGIN), lod }
}

/** `pinned` nodes are in the window wherever they are: dragged, being connected, hovered as a block. */
export function selectWindow(
  flow: Flow,
  index: GraphIndex,
  { area, lod }: CanvasWindow,
  pinned: ReadonlySet<NodeId>,
): WindowContent {
  const inside = new Set(lod ? [] : index.query(area))
  for (const id of pinned) if (index.rectOf(id)) inside.add(id)
  const adjacency = adjacencyOf(flow)
  const edges = new Map<string, FlowEdge>()
  const neighbours = new Set<NodeId>()
  for (const id of inside) {
    for (const edge of [...adjacency.incoming(id), ...adjacency.outgoing(id)]) {
      const other = edge.source.node === id ? edge.target.node : edge.source.node
      if (!index.rectOf(other)) continue
      edges.set(edge.id, edge)
      if (!inside.has(other)) neighbours.add(other)
    }
  }
  return { nodes: [...inside].toSorted(), neighbours: [...neighbours], edges: [...edges.values()] }
}
