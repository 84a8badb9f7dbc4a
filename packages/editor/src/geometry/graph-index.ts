/**
 * Everything about places that the canvas asks often: rectangles of nodes, ends of wires, what is under a point. Built
 * from the document; nothing here needs a drawn node.
 */
import type { Flow, FlowEdge, FlowNode, NodeId, PortRef, PortType, SpecIndex } from '@evalflow/graph'
import type { NodeViews } from '../node-view.ts'
import { cardEnd, createGroupCards, type GroupCard } from './group-cards.ts'
import { estimateSize, offsetsOf, portsOf, type PortOffsets, type Point, type Rect, type Size } from './node-size.ts'
import { createMoveLog, type MoveLog } from './move-log.ts'
import { movedNodes } from './place-changes.ts'
import { boundsOf, createSpatialIndex, expand, type MovableIndex, type SpatialIndex } from './spatial-index.ts'

export interface GraphIndex extends SpatialIndex {
  /** Ends of a wire, or undefined when one of its nodes is gone. */
  ends: (edge: FlowEdge) => { from: Point; to: Point } | undefined
  offsets: (node: FlowNode) => PortOffsets
  /** Cards of collapsed groups by group; their nodes have no rectangle. */
  cards: ReadonlyMap<string, GroupCard>
  /** The collapsed group that hides a node. */
  groupHiding: (node: NodeId) => string | undefined
  /** The topmost node at a point. */
  nodeAt: (point: Point) => NodeId | undefined
  /** The index when only places and sizes differ, at the cost of those that do; this one must not be asked any more. */
  moved: (flow: Flow, sizes?: ReadonlyMap<NodeId, Size>) => GraphIndex
  /** Where nodes stood that moved since `earlier`; undefined when this index was not made from it by moves, lately. */
  leftSince: (earlier: GraphIndex) => ReadonlyMap<NodeId, Rect> | undefined
}
export interface GraphParts {
  flow: Flow
  specs: SpecIndex
  views: NodeViews
  /** As drawn, where that differs from the estimate. */
  sizes: ReadonlyMap<NodeId, Size>
}

export function createGraphIndex(parts: GraphParts): GraphIndex {
  const hidden = collapsedNodes(parts.flow)
  const rects = new Map<NodeId, Rect>()
  for (const node of Object.values(parts.flow.nodes)) {
    if (!hidden.has(node.id)) rects.set(node.id, rectFor(parts, node))
  }
  return toGraphIndex(parts, createSpatialIndex(rects), createMoveLog())
}

function rectFor({ flow, specs, views, sizes }: GraphParts, node: FlowNode): Rect {
  const place = flow.layout.nodes[node.id]
  const size = sizes.get(node.id) ?? estimateSize(flow, specs, views, node)
  return { x: place?.x ?? 0, y: place?.y ?? 0, width: size.width, height: size.height }
}

function toGraphIndex(parts: GraphParts, spatial: MovableIndex, log: MoveLog): GraphIndex {
  const { flow, specs, views } = parts
  const byType = new Map<string, PortOffsets>()
  const offsets = (node: FlowNode): PortOffsets => {
    const known = byType.get(node.type)
    if (known) return known
    const spec = specs.get(node.type)
    const made = offsetsOf(spec ?? portsOf(flow, specs, node), Boolean(views[node.type]?.Footer))
    if (spec) byType.set(node.type, made)
    return made
  }
  const cards = createGroupCards(flow, specs)
  const hiding = new Map<NodeId, string>()
  for (const id of cards.keys()) for (const node of flow.groups[id]?.nodes ?? []) hiding.set(node, id)
  const cardOf = (node: NodeId) => cards.get(hiding.get(node) ?? '')
  const endOf = ({ node, port }: PortRef, side: 'in' | 'out'): Point | undefined => {
    const card = cardOf(node)
    if (card) return cardEnd(card, node, port, side)
    const rect = spatial.rectOf(node)
    const known = flow.nodes[node]
    if (!rect || !known) return undefined
    if (side === 'in') return { x: rect.x, y: rect.y + (offsets(known).inputs.get(port) ?? GHOST_OFFSET_PX) }
    const up = offsets(known).outputsFromBottom.get(port) ?? GHOST_OFFSET_PX
    return { x: rect.x + rect.width, y: rect.y + rect.height - up }
  }
  const { bounds } = spatial
  const made: GraphIndex = {
    ...spatial,
    bounds:
      cards.size === 0
        ? bounds
        : boundsOf([...(bounds ? [bounds] : []), ...[...cards.values()].map(({ rect }) => rect)]),
    offsets,
    cards,
    groupHiding: (node) => hiding.get(node),
    ends: ({ source, target }) => {
      // both inside of one collapsed group: nothing to see
      const group = hiding.get(source.node)
      if (group !== undefined && group === hiding.get(target.node)) return undefined
      const from = endOf(source, 'out')
      const to = endOf(target, 'in')
      return from && to ? { from, to } : undefined
    },
    nodeAt: (point) => spatial.query(expand({ ...point, width: 0, height: 0 }, 0.5)).at(-1),
    moved: (next, sizes = parts.sizes) => {
      const changed = { ...parts, flow: next, sizes }
      const to = new Map<NodeId, Rect>()
      const left = new Map<NodeId, Rect>()
      for (const id of new Set([...movedNodes(flow, next), ...resized(parts.sizes, sizes)])) {
        const [node, rect] = [next.nodes[id], spatial.rectOf(id)]
        if (!node || !rect) continue
        to.set(id, rectFor(changed, node))
        left.set(id, rect)
      }
      log.add(left)
      return toGraphIndex(changed, spatial.move(to), log)
    },
    leftSince: (earlier) => log.since(earlier),
  }
  log.enter(made)
  return made
}

function resized(before: ReadonlyMap<NodeId, Size>, after: ReadonlyMap<NodeId, Size>): NodeId[] {
  if (before === after) return []
  const ids = new Set([...before.keys(), ...after.keys()])
  return [...ids].filter((id) => before.get(id) !== after.get(id))
}

/** Where a wire ends whose port its component no longer has, until the node is drawn. */
const GHOST_OFFSET_PX = 24

export function collapsedNodes(flow: Flow): ReadonlySet<NodeId> {
  return new Set(Object.values(flow.groups).flatMap((group) => (group.collapsed ? group.nodes : [])))
}

/** Type of what flows through a wire: that of the port it comes from. */
export function wireType(flow: Flow, specs: SpecIndex, edge: FlowEdge): PortType {
  const node = flow.nodes[edge.source.node]
  return (node && specs.output(node.type, edge.source.port)?.type) ?? 'any'
}

/** Control points of a wire, the same in SVG and on the canvas. */
export function wireCurve(from: Point, to: Point): { c1: Point; c2: Point } {
  const reach = to.x >= from.x ? Math.max(24, (to.x - from.x) * 0.5) : Math.min(180, 24 + (from.x - to.x) * 0.4)
  return { c1: { x: from.x + reach, y: from.y }, c2: { x: to.x - reach, y: to.y } }
}

export function wirePath(from: Point, to: Point): string {
  const { c1, c2 } = wireCurve(from, to)
  return `M${from.x},${from.y} C${c1.x},${c1.y} ${c2.x},${c2.y} ${to.x},${to.y}`
}

/** Shortest distance of a point to a wire, by sampling it. */
export function distanceToWire(point: Point, from: Point, to: Point): number {
  const { c1, c2 } = wireCurve(from, to)
  let best = Infinity
  for (let step = 0; step <= 24; step++) {
    const t = step / 24
    const u = 1 - t
    const x = u ** 3 * from.x + 3 * u * u * t * c1.x + 3 * u * t * t * c2.x + t ** 3 * to.x
    const y = u ** 3 * from.y + 3 * u * u * t * c1.y + 3 * u * t * t * c2.y + t ** 3 * to.y
    best = Math.min(best, Math.hypot(point.x - x, point.y - y))
  }
  return best
}
