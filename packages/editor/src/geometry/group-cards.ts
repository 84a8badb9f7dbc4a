/**
 * Frames of groups. An open group is a frame around its nodes; a collapsed one is a card in the frame's corner, with one
 * row for each port that a wire from outside leads to, so that wires keep their type and their order.
 */
import { adjacencyOf, type Flow, type FlowGroup, type NodeId, type PortType, type SpecIndex } from '@evalflow/graph'
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
    if (group.collapsed) cards.set(group.id, createCard(flow, specs, group))
  }
  return cards
}

function createCard(flow: Flow, specs: SpecIndex, group: FlowGroup): GroupCard {
  const places = group.nodes.map((id) => ({ ...(flow.layout.nodes[id] ?? { x: 0, y: 0 }), width: 0, height: 0 }))
  const frame = frameAround(places) ?? { x: 0, y: 0, width: 0, height: 0 }
  const inside = new Set(group.nodes)
  const inputs = new Map<string, CardPort>()
  const outputs = new Map<string, CardPort>()
  const adjacency = adjacencyOf(flow)
  for (const node of group.nodes) {
    const type = flow.nodes[node]?.type ?? ''
    for (const { source, target } of adjacency.incoming(node)) {
      if (inside.has(source.node)) continue
      const spec = specs.input(type, target.port)
      inputs.set(`${node}/${target.port}`, toPort({ node, port: target.port, side: 'in' }, spec))
    }
    for (const { source, target } of adjacency.outgoing(node)) {
      if (inside.has(target.node)) continue
      const spec = specs.output(type, source.port)
      outputs.set(`${node}/${source.port}`, toPort({ node, port: source.port, side: 'out' }, spec))
    }
  }
  const rows = Math.max(inputs.size, outputs.size)
  const height = GROUP_TITLE_PX + rows * PORT_ROW_PX + CARD_FOOT_PX
  return {
    rect: { x: frame.x, y: frame.y, width: NODE_WIDTH_PX, height },
    inputs: [...inputs.values()],
    outputs: [...outputs.values()],
  }
}

function toPort(
  port: Pick<CardPort, 'node' | 'port' | 'side'>,
  spec: { label: string; type: PortType } | undefined,
): CardPort {
  return { ...port, label: spec?.label ?? port.port, type: spec?.type ?? 'any' }
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
