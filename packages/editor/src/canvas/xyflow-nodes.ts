/**
 * From the document to what @xyflow/react draws. A node object is the same object until its place, size, ports or
 * selection change; its values are not in it, so typing touches no node of the canvas.
 */
import type { Flow, FlowEdge, NodeId, SpecIndex } from '@evalflow/graph'
import { Position, type Edge, type Node, type NodeHandle } from '@xyflow/react'
import type { GraphIndex } from '../geometry/graph-index.ts'
import { offsetsOf, PORT_DOT_PX, portsOf, type Rect } from '../geometry/node-size.ts'
import type { NodeViews } from '../node-view.ts'
import type { Selection } from '../store/editor-store.ts'
import type { WindowContent } from './window.ts'

export type CanvasNode = Node<Record<string, never>, 'component'>
export type CanvasEdge = Edge<Record<string, never>, 'wire'>

const NO_DATA: Record<string, never> = {}

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
  let wires = new Map<string, { edge: FlowEdge; selected: boolean; made: CanvasEdge }>()
  let nodeList: CanvasNode[] = []
  let edgeList: CanvasEdge[] = []
  return {
    nodes: (input) => {
      const next = new Map<NodeId, { key: string; node: CanvasNode }>()
      const made: CanvasNode[] = []
      for (const id of [...input.content.nodes, ...input.content.neighbours]) {
        const rect = input.index.rectOf(id)
        if (!rect) continue
        const place = input.drag?.get(id) ?? rect
        const selected = input.selection.nodes.has(id)
        const key = keyOf(input, id, rect, place, selected)
        const before = known.get(id)
        const entry = before?.key === key ? before : { key, node: toCanvasNode(input, id, rect, place, selected) }
        next.set(id, entry)
        made.push(entry.node)
      }
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
        const entry =
          before?.edge === edge && before.selected === selected
            ? before
            : { edge, selected, made: toCanvasEdge(edge, selected) }
        next.set(edge.id, entry)
        made.push(entry.made)
      }
      wires = next
      edgeList = isSameList(edgeList, made) ? edgeList : made
      return edgeList
    },
  }
}

function keyOf(
  input: NodeAdapterInput,
  id: NodeId,
  rect: Rect,
  place: { x: number; y: number },
  selected: boolean,
): string {
  const node = input.flow.nodes[id]
  return `${node?.type}|${place.x}|${place.y}|${rect.width}|${rect.height}|${selected}|${node ? portKey(input, id) : ''}`
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
  rect: Rect,
  place: { x: number; y: number },
  selected: boolean,
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
    draggable: !readOnly,
    measured: { width: rect.width, height: rect.height },
    style: isNote ? { width: rect.width, height: rect.height } : { width: rect.width },
    handles,
    ...(isNote ? { zIndex: -1 } : {}),
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

function toCanvasEdge(edge: FlowEdge, selected: boolean): CanvasEdge {
  return {
    id: edge.id,
    type: 'wire',
    source: edge.source.node,
    sourceHandle: edge.source.port,
    target: edge.target.node,
    targetHandle: edge.target.port,
    data: NO_DATA,
    selected,
  }
}

function isSameList<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index])
}
