/**
 * The window: which nodes and wires @xyflow/react is given. It holds what is on screen; everything else is known to the
 * document and the painter alone, so the cost of a gesture does not grow with the flow.
 *
 * Nodes are admitted a few per frame, nearest to the middle first, and none while zooming: until then the painter shows
 * them as blocks of the same size. So no frame mounts a screenful of forms.
 */
import { adjacencyOf, type Flow, type FlowEdge, type NodeId } from '@evalflow/graph'
import type { GraphIndex } from '../geometry/graph-index.ts'
import type { Rect } from '../geometry/node-size.ts'
import { expand, intersects } from '../geometry/spatial-index.ts'

/** Under this zoom a node is a block drawn by the painter; it becomes a node again above the second (hysteresis). */
export const LOD_BELOW = 0.35
export const LOD_LEAVE = 0.38
/** Around what is shown, as a part of it: nodes inside the first are wanted, outside the second they are let go. */
const WANTED_MARGIN = 0.02
const KEPT_MARGIN = 0.25
/** Mounting a node with three fields takes a few milliseconds; frames of a gesture have less room than those of an opening. */
const ADMITTED_PER_FRAME = 6
const ADMITTED_WHILE_OPENING = 9
/** With the first frame, which brings the canvas itself. */
const ADMITTED_AT_ONCE = 6

export interface CanvasWindow {
  lod: boolean
  admitted: ReadonlySet<NodeId>
  /** Everything that is shown has been admitted. */
  complete: boolean
}

export interface WindowContent {
  /** In a fixed order, so that Tab goes the same way each time. */
  nodes: NodeId[]
  /** Nodes off the window that a wire of it leads to; known, not drawn. */
  neighbours: NodeId[]
  /** Collapsed groups: each is a card with the ports that wires from outside lead to. */
  cards: string[]
  edges: FlowEdge[]
}

const NONE: ReadonlySet<NodeId> = new Set()

export interface AdvanceOptions {
  limit?: number
  /** Also what lies just off screen, for a gesture to find it there. */
  ahead?: boolean
}

export function openWindow(index: GraphIndex, shown: Rect, zoom: number): CanvasWindow {
  const closed = { lod: zoom < LOD_BELOW, admitted: NONE, complete: false }
  return advance(closed, index, shown, zoom, { limit: ADMITTED_AT_ONCE, ahead: false })
}

/** One frame further; the same object when there is nothing to do. */
export function advance(
  old: CanvasWindow,
  index: GraphIndex,
  shown: Rect,
  zoom: number,
  { limit = old.complete ? ADMITTED_PER_FRAME : ADMITTED_WHILE_OPENING, ahead = true }: AdvanceOptions = {},
): CanvasWindow {
  const lod = zoom < (old.lod ? LOD_LEAVE : LOD_BELOW)
  if (lod) return old.lod && old.complete ? old : { lod, admitted: NONE, complete: true }
  const isMissing = (id: NodeId) => !old.admitted.has(id)
  const inSight = index.query(shown).filter(isMissing)
  const complete = inSight.length <= limit
  const wanted =
    complete && ahead
      ? index.query(expand(shown, shown.width * WANTED_MARGIN, shown.height * WANTED_MARGIN)).filter(isMissing)
      : inSight
  const keptArea = expand(shown, shown.width * KEPT_MARGIN, shown.height * KEPT_MARGIN)
  const kept = [...old.admitted].filter((id) => {
    const rect = index.rectOf(id)
    return rect !== undefined && intersects(rect, keptArea)
  })
  if (wanted.length === 0 && kept.length === old.admitted.size && old.complete && !old.lod) return old
  const first = new Set([...(complete ? inSight : []), ...nearestTo(index, shown, wanted)])
  return { lod, admitted: new Set([...kept, ...[...first].slice(0, limit)]), complete }
}

function nearestTo(index: GraphIndex, shown: Rect, nodes: readonly NodeId[]): NodeId[] {
  const middle = { x: shown.x + shown.width / 2, y: shown.y + shown.height / 2 }
  const distance = (id: NodeId) => {
    const rect = index.rectOf(id)
    return rect ? Math.hypot(rect.x + rect.width / 2 - middle.x, rect.y + rect.height / 2 - middle.y) : Infinity
  }
  return nodes.toSorted((a, b) => distance(a) - distance(b))
}

/** `pinned` nodes are in the window wherever they are: dragged, being connected, hovered as a block. */
export function selectWindow(
  flow: Flow,
  index: GraphIndex,
  { admitted, lod = false }: Pick<CanvasWindow, 'admitted'> & { lod?: boolean },
  pinned: ReadonlySet<NodeId>,
): WindowContent {
  const inside = new Set<NodeId>()
  for (const id of [...admitted, ...pinned]) if (index.rectOf(id)) inside.add(id)
  const adjacency = adjacencyOf(flow)
  const edges = new Map<string, FlowEdge>()
  const neighbours = new Set<NodeId>()
  for (const id of inside) {
    for (const edge of [...adjacency.incoming(id), ...adjacency.outgoing(id)]) {
      const other = edge.source.node === id ? edge.target.node : edge.source.node
      if (index.rectOf(other)) {
        if (!inside.has(other)) neighbours.add(other)
      } else if (lod || index.groupHiding(other) === undefined) continue
      edges.set(edge.id, edge)
    }
  }
  const cards = lod ? [] : [...index.cards.keys()]
  for (const edge of cards.flatMap((group) => wiresOfCard(flow, index, group))) {
    edges.set(edge.id, edge)
    for (const { node } of [edge.source, edge.target]) if (index.rectOf(node) && !inside.has(node)) neighbours.add(node)
  }
  return { nodes: [...inside].toSorted(), neighbours: [...neighbours], cards, edges: [...edges.values()] }
}

/** Wires between a collapsed group and what is outside of it. */
function wiresOfCard(flow: Flow, index: GraphIndex, group: string): FlowEdge[] {
  const adjacency = adjacencyOf(flow)
  const { inputs = [], outputs = [] } = index.cards.get(group) ?? {}
  const isOutside = (node: NodeId) => flow.nodes[node] !== undefined && index.groupHiding(node) !== group
  return [
    ...inputs.flatMap(({ node, port }) =>
      adjacency.incoming(node).filter((edge) => edge.target.port === port && isOutside(edge.source.node)),
    ),
    ...outputs.flatMap(({ node, port }) =>
      adjacency.outgoing(node).filter((edge) => edge.source.port === port && isOutside(edge.target.node)),
    ),
  ]
}
