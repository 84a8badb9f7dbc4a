/**
 * Where everything of a node is, from its spec and height alone, so that a node need not be drawn to be measured.
 *
 * Header, port rows and foot have fixed heights (styles/node.css holds the same numbers); only the body varies. In-ports
 * hang below the header, out-ports stand above the foot.
 */
import { adjacencyOf, withDefaults, type Flow, type FlowNode, type PortSpec, type SpecIndex } from '@evalflow/graph'
import type { NodeView, NodeViews } from '../node-view.ts'

export interface Point {
  x: number
  y: number
}
export interface Size {
  width: number
  height: number
}
export interface Rect extends Size, Point {}

export const NODE_WIDTH_PX = 268
export const HEADER_PX = 50
export const PORT_ROW_PX = 24
export const FOOTER_PX = 40
export const BODY_PADDING_PX = 8
/** Border above and below. */
export const FRAME_PX = 2
export const PORT_DOT_PX = 12
const NOTE_SIZE: Size = { width: 240, height: 140 }

/** A port of a node as it is drawn; a ghost is one that only a broken wire knows. */
export interface NodePort extends PortSpec {
  side: 'in' | 'out'
  ghost?: true
}

/** Ports in drawing order: those of the spec, then those that only wires name. */
export function portsOf(flow: Flow, specs: SpecIndex, node: FlowNode): { inputs: NodePort[]; outputs: NodePort[] } {
  const spec = specs.get(node.type)
  const adjacency = adjacencyOf(flow)
  const inputs: NodePort[] = (spec?.inputs ?? []).map((port) => ({ ...port, side: 'in' }))
  const outputs: NodePort[] = (spec?.outputs ?? []).map((port) => ({ ...port, side: 'out' }))
  addGhosts(
    inputs,
    adjacency.incoming(node.id).map((edge) => edge.target.port),
    'in',
  )
  addGhosts(
    outputs,
    adjacency.outgoing(node.id).map((edge) => edge.source.port),
    'out',
  )
  return { inputs, outputs }
}

function addGhosts(ports: NodePort[], named: readonly string[], side: 'in' | 'out'): void {
  for (const id of named) {
    if (!ports.some((port) => port.id === id)) ports.push({ id, type: 'any', label: id, side, ghost: true })
  }
}

/** Size before the node was drawn: exact when its view tells the height of its body. */
export function estimateSize(flow: Flow, specs: SpecIndex, views: NodeViews, node: FlowNode): Size {
  const view = views[node.type]
  const place = flow.layout.nodes[node.id]
  if (view?.frame === 'note') {
    return { width: place?.width ?? view.size?.width ?? NOTE_SIZE.width, height: place?.height ?? NOTE_SIZE.height }
  }
  const width = place?.width ?? view?.size?.width ?? NODE_WIDTH_PX
  const spec = specs.get(node.type)
  if (!spec) {
    const { inputs, outputs } = portsOf(flow, specs, node)
    return { width, height: heightOf(inputs.length + outputs.length, UNKNOWN_BODY_PX, false) }
  }
  return {
    width,
    height: heightOf(spec.inputs.length + spec.outputs.length, bodyHeight(specs, view, node), Boolean(view?.Footer)),
  }
}

const UNKNOWN_BODY_PX = 56

function heightOf(ports: number, bodyPx: number, hasFooter: boolean): number {
  const body = bodyPx === 0 ? 0 : bodyPx + BODY_PADDING_PX * 2
  return FRAME_PX + HEADER_PX + ports * PORT_ROW_PX + body + (hasFooter ? FOOTER_PX : BODY_PADDING_PX)
}

const heights = new WeakMap<FlowNode, { view: NodeView | undefined; height: number }>()

/** Kept per node object, which changes with its values. */
function bodyHeight(specs: SpecIndex, view: NodeView | undefined, node: FlowNode): number {
  const known = heights.get(node)
  if (known && known.view === view) return known.height
  const given = view?.size?.bodyHeight ?? (view?.Body ? 96 : 0)
  const height =
    typeof given === 'number' ? given : given(withDefaults(specs.get(node.type)?.fields ?? [], node.values))
  heights.set(node, { view, height })
  return height
}

/** Middle of each port's dot: in-ports from the top, out-ports from the bottom of the node. */
export interface PortOffsets {
  inputs: ReadonlyMap<string, number>
  outputsFromBottom: ReadonlyMap<string, number>
}

export function offsetsOf(
  ports: { inputs: readonly { id: string }[]; outputs: readonly { id: string }[] },
  hasFooter: boolean,
): PortOffsets {
  const top = FRAME_PX / 2 + HEADER_PX
  const foot = FRAME_PX / 2 + (hasFooter ? FOOTER_PX : BODY_PADDING_PX)
  const count = ports.outputs.length
  return {
    inputs: new Map(ports.inputs.map((port, row) => [port.id, top + (row + 0.5) * PORT_ROW_PX])),
    outputsFromBottom: new Map(ports.outputs.map((port, row) => [port.id, foot + (count - row - 0.5) * PORT_ROW_PX])),
  }
}
