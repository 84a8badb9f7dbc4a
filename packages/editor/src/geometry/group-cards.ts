/**
 * Frames of groups. An open group is a frame around its nodes; a collapsed one is a card in the frame's corner, with one
 * row for each port that a wire from outside leads to, so that wires keep their type and their order.
 */
import {
  adjacencyOf,
  type Flow,
  type FlowGroup,
  type NodeId,
  type PortSpec,
  type PortType,
  type SpecIndex,
} from '@evalflow/graph'
import { NODE_WIDTH_PX, PORT_ROW_PX, type Point, type Rect } from './node-size.ts'
import { boundsOf, expand } from './spatial-index.ts'

export const GROUP_PADDING_PX = 24
export const GROUP_TITLE_PX = 36
const CARD_FOOT_PX = 8

/** A port of a node inside, as the card shows it. */
export interface CardPort {
  node: NodeId
  port: string
  side: 'in' | 'out'
  label: string
  type: PortType
  list: boolean
}
export interface GroupCard {
  rect: Rect
  inputs: readonly CardPort[]
  outputs: readonly CardPort[]
}

/** The frame of an open group around the rectangles of its nodes. */
export function frameAround(rects: Iterable<Rect>): Rect | null {
  const bounds = boundsOf(rects)
  if (!bounds) return null
  const frame = expand(bounds, GROUP_PADDING_PX)
  return { x: frame.x, y: frame.y - GROUP_TITLE_PX, width: frame.width, height: frame.height + GROUP_TITLE_PX }
}

/** Cards of collapsed groups by group id. */
export function createGroupCards(flow: Flow, specs: SpecIndex): ReadonlyMap<string, GroupCard> {
  const cards = new Map<string, GroupCard>()
  for (const group of Object.values(flow.groups)) {
    if (group.collapsed) cards.set(group.id, createGroupCard(flow, specs, group))
  }
  return cards
}

export function createGroupCard(flow: Flow, specs: SpecIndex, group: FlowGroup): GroupCard {
  const places = group.nodes.map((id) => ({ ...(flow.layout.nodes[id] ?? { x: 0, y: 0 }), width: 0, height: 0 }))
  const frame = frameAround(places) ?? { x: 0, y: 0, width: 0, height: 0 }
  const inside = new Set(group.nodes)
  const adjacency = adjacencyOf(flow)
  const inputs: CardPort[] = []
  const outputs: CardPort[] = []
  for (const node of group.nodes) {
    const spec = specs.get(flow.nodes[node]?.type ?? '')
    const entering = adjacency.incoming(node).filter(({ source }) => !inside.has(source.node))
    const leaving = adjacency.outgoing(node).filter(({ target }) => !inside.has(target.node))
    const [into, from] = [entering.map(({ target }) => target.port), leaving.map(({ source }) => source.port)]
    inputs.push(...toPorts(node, 'in', into, spec?.inputs))
    outputs.push(...toPorts(node, 'out', from, spec?.outputs))
  }
  const rows = Math.max(inputs.length, outputs.length)
  const height = GROUP_TITLE_PX + rows * PORT_ROW_PX + CARD_FOOT_PX
  return { rect: { x: frame.x, y: frame.y, width: NODE_WIDTH_PX, height }, inputs, outputs }
}

/** In the order of the component, so that a wire that is drawn anew changes no row; then those it does not have. */
function toPorts(
  node: NodeId,
  side: 'in' | 'out',
  wired: readonly string[],
  specs: readonly PortSpec[] = [],
): CardPort[] {
  const named = new Set(wired)
  const known = specs.filter((spec) => named.delete(spec.id)).map((spec) => toPort(node, side, spec.id, spec))
  return [...known, ...[...named].map((port) => toPort(node, side, port))]
}

function toPort(node: NodeId, side: 'in' | 'out', port: string, spec?: PortSpec): CardPort {
  return { node, port, side, label: spec?.label ?? port, type: spec?.type ?? 'any', list: spec?.list ?? false }
}

/** How far a drag has taken the nodes of a group, which move together. */
export function shiftOfGroup(
  group: FlowGroup,
  layout: Readonly<Record<NodeId, Point>>,
  drag: ReadonlyMap<NodeId, Point> | null,
): Point {
  const [first] = group.nodes
  const [now, before] = first === undefined ? [] : [drag?.get(first), layout[first]]
  return now && before ? { x: now.x - before.x, y: now.y - before.y } : { x: 0, y: 0 }
}

/** Where a wire meets the card that hides its node. */
export function cardEnd(card: GroupCard, node: NodeId, port: string, side: 'in' | 'out'): Point {
  const ports = side === 'in' ? card.inputs : card.outputs
  const row = Math.max(
    0,
    ports.findIndex((candidate) => candidate.node === node && candidate.port === port),
  )
  return {
    x: side === 'in' ? card.rect.x : card.rect.x + card.rect.width,
    y: card.rect.y + GROUP_TITLE_PX + (row + 0.5) * PORT_ROW_PX,
  }
}
