/** Which wires cross a rectangle: a grid of their boxes. After a change only the wires it touches are entered anew. */
import { adjacencyOf, type EdgeId, type Flow, type FlowEdge, type NodeId } from '@evalflow/graph'
import { wireCurve, type GraphIndex } from './graph-index.ts'
import type { Point, Rect } from './node-size.ts'
import { boundsOf, cellCount, forEachCell, intersects } from './spatial-index.ts'

export interface PlacedWire {
  edge: FlowEdge
  from: Point
  to: Point
  /** Holds the whole curve. */
  box: Rect
}
export interface WireIndex {
  /** In no order. */
  query: (area: Rect) => Iterable<PlacedWire>
  boxOf: (wire: EdgeId) => Rect | undefined
  /**
   * Follows the document. `left` names the nodes that moved since the last time, or is undefined when that is not known.
   * Gives the boxes that wires left or took, or `all` when everything was entered anew.
   */
  update: (flow: Flow, index: GraphIndex, left: ReadonlyMap<NodeId, unknown> | undefined) => Rect[] | 'all'
}

/** A wire across more cells than this is looked at with every question instead. */
const MOST_CELLS = 48

export function createWireIndex(): WireIndex {
  let edges: Flow['edges'] = {}
  let wires = new Map<EdgeId, PlacedWire>()
  let cells = new Map<number, Set<PlacedWire>>()
  let wide = new Set<PlacedWire>()

  const enter = (edge: FlowEdge, index: GraphIndex): void => {
    const ends = index.ends(edge)
    if (!ends) return
    const wire = { edge, ...ends, box: boxAround(ends.from, ends.to) }
    wires.set(edge.id, wire)
    if (cellCount(wire.box) > MOST_CELLS) wide.add(wire)
    else
      forEachCell(wire.box, (key) => {
        const cell = cells.get(key)
        if (cell) cell.add(wire)
        else cells.set(key, new Set([wire]))
      })
  }
  const leave = (wire: PlacedWire): void => {
    wires.delete(wire.edge.id)
    if (!wide.delete(wire)) forEachCell(wire.box, (key) => cells.get(key)?.delete(wire))
  }
  const rebuild = (flow: Flow, index: GraphIndex): void => {
    edges = flow.edges
    wires = new Map()
    cells = new Map()
    wide = new Set()
    for (const id in edges) {
      const edge = edges[id]
      if (edge) enter(edge, index)
    }
  }

  return {
    boxOf: (wire) => wires.get(wire)?.box,
    query: (area) => {
      if (cellCount(area) > cells.size) return [...wires.values()].filter(({ box }) => intersects(box, area))
      const found = new Set([...wide].filter(({ box }) => intersects(box, area)))
      forEachCell(area, (key) => {
        for (const wire of cells.get(key) ?? []) if (intersects(wire.box, area)) found.add(wire)
      })
      return found
    },
    update: (flow, index, left) => {
      // a card takes wires of all its nodes with it, and its rows follow the wires
      if (!left || index.cards.size > 0) {
        rebuild(flow, index)
        return 'all'
      }
      const changed = edges === flow.edges ? new Set<EdgeId>() : differing(edges, flow.edges)
      edges = flow.edges
      const adjacency = adjacencyOf(flow)
      for (const node of left.keys())
        for (const { id } of [...adjacency.incoming(node), ...adjacency.outgoing(node)]) changed.add(id)
      const areas: Rect[] = []
      for (const id of changed) {
        const [before, edge] = [wires.get(id), edges[id]]
        if (before) areas.push((leave(before), before.box))
        if (edge) enter(edge, index)
        const after = wires.get(id)
        if (after) areas.push(after.box)
      }
      return areas
    },
  }
}

function differing(before: Flow['edges'], after: Flow['edges']): Set<EdgeId> {
  const found = new Set<EdgeId>()
  for (const id in after) if (before[id] !== after[id]) found.add(id)
  for (const id in before) if (after[id] === undefined) found.add(id)
  return found
}

/** A curve lies within its ends and control points. */
function boxAround(from: Point, to: Point): Rect {
  const { c1, c2 } = wireCurve(from, to)
  const corners = [from, to, c1, c2].map((point) => ({ ...point, width: 0, height: 0 }))
  // level wires have no height, and a box without one would be missed
  const { x, y, width, height } = boundsOf(corners) ?? { ...from, width: 0, height: 0 }
  return { x: x - 1, y: y - 1, width: width + 2, height: height + 2 }
}
