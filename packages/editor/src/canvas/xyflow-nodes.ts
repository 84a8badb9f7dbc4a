/**
 * From the document to what @xyflow/react draws. A node object is the same object until its place, size, ports or
 * selection change; its values are not in it, so typing touches no node of the canvas.
 */
import type { Flow, FlowEdge, NodeId, SpecIndex } from '@evalflow/graph'
import { Position, type Edge, type Node, type NodeHandle } from '@xyflow/react'
import type { GraphIndex } from '../geometry/graph-index.ts'
import { GROUP_TITLE_PX, shiftOfGroup, type CardPort, type GroupCard } from '../geometry/group-cards.ts'
import { offsetsOf, PORT_DOT_PX, PORT_ROW_PX, portsOf, type Rect } from '../geometry/node-size.ts'
import { cardHandle, cardNodeId, endOnCanvas } from './card-ends.ts'
import type { NodeViews } from '../node-view.ts'
import type { Selection } from '../store/editor-store.ts'
import type { WindowContent } from './window.ts'

export type CanvasNode = Node<Record<string, never>, 'component' | 'card'>
export type CanvasEdge = Edge<Record<string, never>, 'wire'>

const NO_DATA: Record<string, never> = {}
/** Above the card itself, which is drawn with the frames. */
const CARD_Z = 2

export interface NodeAdapterInput {
  flow: Flow
  specs: SpecIndex
  views: NodeViews
  index: GraphIndex
  content: WindowContent
  selection: Selection
  drag: ReadonlyMap<NodeId, { x: number; y: number }> | null
  readOnly: boolean
}

export interface CanvasAdapter {
  nodes: (input: NodeAdapterInput) => CanvasNode[]
  edges: (input: NodeAdapterInput) => CanvasEdge[]
}

export function createCanvasAdapter(): CanvasAdapter {
  let known = new Map<NodeId, { key: string; node: CanvasNode }>()
  let wires = new Map<string, { edge: FlowEdge; selected: boolean; ends: string; made: CanvasEdge }>()
  let nodeList: CanvasNode[] = []
  let edgeList: CanvasEdge[] = []
  return {
    nodes: (input) => {
      const next = new Map<NodeId, { key: string; node: CanvasNode }>()
      const made: CanvasNode[] = []
      const shown = new Set(input.content.nodes)
      for (const id of [...shown, ...input.content.neighbours]) {
        const rect = input.index.rectOf(id)
        if (!rect) continue
        const place = input.drag?.get(id) ?? rect
        const selected = input.selection.nodes.has(id)
        const state = { rect, place, selected, hidden: !shown.has(id) }
        const key = keyOf(input, id, state)
        const before = known.get(id)
        const entry = before?.key === key ? before : { key, node: toCanvasNode(input, id, state) }
        next.set(id, entry)
        made.push(entry.node)
      }
      addCards(input, known, next, made)
      known = next
      nodeList = isSameList(nodeList, made) ? nodeList : made
      return nodeList
    },
    edges: (input) => {
      const next: typeof wires = new Map()
      const made: CanvasEdge[] = []
      for (const edge of input.content.edges) {
        const selected = input.selection.edges.has(edge.id)
        const before = wires.get(edge.id)
        const { index } = input
        const ends = `${index.groupHiding(edge.source.node)}>${index.groupHiding(edge.target.node)}`
        const entry =
          before?.edge === edge && before.selected === selected && before.ends === ends
            ? before
            : { edge, selected, ends, made: toCanvasEdge(edge, selected, index) }
        next.set(edge.id, entry)
        made.push(entry.made)
      }
      wires = next
      edgeList = isSameList(edgeList, made) ? edgeList : made
      return edgeList
    },
  }
}

interface NodeState {
  rect: Rect
  place: { x: number; y: number }
  selected: boolean
  /** There for the wires that lead to it. It would be mounted as soon as a gesture brought it into sight, a screenful at once. */
  hidden: boolean
}

function keyOf(input: NodeAdapterInput, id: NodeId, { rect, place, selected, hidden }: NodeState): string {
  const node = input.flow.nodes[id]
  const ports = node ? portKey(input, id) : ''
  return `${node?.type}|${place.x}|${place.y}|${rect.width}|${rect.height}|${selected}|${hidden}|${ports}`
}

/** Ports change with the component, or when a broken wire brings a ghost. */
function portKey({ flow, specs }: NodeAdapterInput, id: NodeId): string {
  const node = flow.nodes[id]
  if (!node) return ''
  const { inputs, outputs } = portsOf(flow, specs, node)
  return `${inputs.map((port) => port.id).join()}>${outputs.map((port) => port.id).join()}`
}

function toCanvasNode(
  { flow, specs, views, readOnly }: NodeAdapterInput,
  id: NodeId,
  { rect, place, selected, hidden }: NodeState,
): CanvasNode {
  const node = flow.nodes[id]
  const view = node && views[node.type]
  const isNote = view?.frame === 'note'
  const ports = node ? portsOf(flow, specs, node) : { inputs: [], outputs: [] }
  const offsets = offsetsOf(ports, Boolean(view?.Footer))
  const handles: NodeHandle[] = [
    ...[...offsets.inputs].map(([port, y]) => handle(port, 'target', 0, y)),
    ...[...offsets.outputsFromBottom].map(([port, up]) => handle(port, 'source', rect.width, rect.height - up)),
  ]
  return {
    id,
    type: 'component',
    position: { x: place.x, y: place.y },
    data: NO_DATA,
    selected,
    hidden,
    draggable: !readOnly,
    measured: { width: rect.width, height: rect.height },
    style: isNote ? { width: rect.width, height: rect.height } : { width: rect.width },
    handles,
    ...(isNote ? { zIndex: -1 } : {}),
  }
}

/** Adds the cards in sight to the nodes of the canvas; the same object as before where nothing of it changed. */
function addCards(
  input: NodeAdapterInput,
  known: ReadonlyMap<NodeId, { key: string; node: CanvasNode }>,
  next: Map<NodeId, { key: string; node: CanvasNode }>,
  made: CanvasNode[],
): void {
  const { flow, index, drag } = input
  for (const id of input.content.cards) {
    const [group, card] = [flow.groups[id], index.cards.get(id)]
    if (!group || !card) continue
    const shift = shiftOfGroup(group, flow.layout.nodes, drag)
    const place = { x: card.rect.x + shift.x, y: card.rect.y + shift.y }
    const rows = [...card.inputs, ...card.outputs].map((port) => `${port.side}${cardHandle(port)}`)
    const key = `${place.x}|${place.y}|${rows.join()}`
    const before = known.get(cardNodeId(id))
    const entry = before?.key === key ? before : { key, node: toCardNode(id, card, place) }
    next.set(cardNodeId(id), entry)
    made.push(entry.node)
  }
}

function toCardNode(
  group: string,
  { rect, inputs, outputs }: GroupCard,
  position: { x: number; y: number },
): CanvasNode {
  const toHandles = (ports: readonly CardPort[], type: 'source' | 'target', x: number): NodeHandle[] =>
    ports.map((port, row) => handle(cardHandle(port), type, x, GROUP_TITLE_PX + (row + 0.5) * PORT_ROW_PX))
  return {
    id: cardNodeId(group),
    type: 'card',
    position,
    data: NO_DATA,
    // the frame below takes presses on the card: it moves, selects and opens the group
    draggable: false,
    selectable: false,
    zIndex: CARD_Z,
    measured: { width: rect.width, height: rect.height },
    style: { width: rect.width, height: rect.height },
    handles: [...toHandles(inputs, 'target', 0), ...toHandles(outputs, 'source', rect.width)],
  }
}

function handle(id: string, type: 'source' | 'target', x: number, y: number): NodeHandle {
  return {
    id,
    type,
    position: type === 'source' ? Position.Right : Position.Left,
    x: x - PORT_DOT_PX / 2,
    y: y - PORT_DOT_PX / 2,
    width: PORT_DOT_PX,
    height: PORT_DOT_PX,
  }
}

function toCanvasEdge(edge: FlowEdge, selected: boolean, index: GraphIndex): CanvasEdge {
  const [source, target] = [endOnCanvas(edge.source, index), endOnCanvas(edge.target, index)]
  return {
    id: edge.id,
    type: 'wire',
    source: source.node,
    sourceHandle: source.port,
    target: target.node,
    targetHandle: target.port,
    data: NO_DATA,
    selected,
  }
}

function isSameList<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index])
}
