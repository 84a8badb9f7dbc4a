/** Commands on edges. They draw what they are told; `canConnect` is asked before. */
import { adjacencyOf } from '../adjacency.ts'
import { type Command, countOf, toChange } from '../change.ts'
import { graphErrors } from '../errors.ts'
import type { EdgeId, Flow, FlowEdge, JsonValue, NodeId, PortRef } from '../flow.ts'
import type { LoosePatch } from '../patches.ts'
import { type AddNodeArgs, addNodePatches } from './nodes.ts'

/** Draws a wire. `replaces` are wires to take away in the same gesture. A wire that is there already changes nothing. */
export const connect: Command<{ source: PortRef; target: PortRef; id?: EdgeId; replaces?: readonly EdgeId[] }> = (
  flow,
  args,
  { newId },
) => {
  assertEnds(flow, args.source, args.target)
  const isThere = adjacencyOf(flow)
    .incoming(args.target.node)
    .some((edge) => isSameWire(edge, args))
  if (isThere) return toChange(flow, 'Connect', [])
  const removed = (args.replaces ?? []).map((id): LoosePatch => ({ op: 'remove', path: ['edges', id] }))
  return toChange(flow, 'Connect', [...removed, addEdge(args.id ?? newId('edge'), args.source, args.target)])
}

/** Removes wires. Unknown ids are ignored. */
export const disconnect: Command<{ edges: readonly EdgeId[] }> = (flow, args) => {
  const edges = [...new Set(args.edges)].filter((id) => Object.hasOwn(flow.edges, id))
  const patches = edges.map((id): LoosePatch => ({ op: 'remove', path: ['edges', id] }))
  return toChange(flow, `Delete ${countOf(edges.length, 'wire')}`, patches)
}

/** Moves one or both ends of a wire; it keeps its id. */
export const reconnect: Command<{ edge: EdgeId; source?: PortRef; target?: PortRef }> = (flow, args) => {
  const edge = edgeAt(flow, args.edge)
  const source = args.source ?? edge.source
  const target = args.target ?? edge.target
  assertEnds(flow, source, target)
  return toChange(flow, 'Move wire', [
    { op: 'replace', path: ['edges', edge.id, 'source'], value: { ...source } },
    { op: 'replace', path: ['edges', edge.id, 'target'], value: { ...target } },
  ])
}

export interface InsertOnEdgeArgs {
  edge: EdgeId
  node: AddNodeArgs
  /** Ports of the new node that the two halves of the wire end at. */
  inPort: string
  outPort: string
}

/** Puts a new node into the middle of a wire. */
export const insertOnEdge: Command<InsertOnEdgeArgs> = (flow, args, { newId }) => {
  const edge = edgeAt(flow, args.edge)
  const id: NodeId = args.node.id ?? newId(args.node.type)
  if (Object.hasOwn(flow.nodes, id)) throw graphErrors.invalidCommand(`There is a node "${id}" already.`, ['nodes', id])
  return toChange(flow, 'Insert node', [
    ...addNodePatches(id, args.node),
    { op: 'remove', path: ['edges', edge.id] },
    addEdge(newId('edge'), edge.source, { node: id, port: args.inPort }),
    addEdge(newId('edge'), { node: id, port: args.outPort }, edge.target),
  ])
}

function addEdge(id: EdgeId, source: PortRef, target: PortRef): LoosePatch {
  const value: JsonValue = { id, source: { ...source }, target: { ...target } }
  return { op: 'add', path: ['edges', id], value }
}

function edgeAt(flow: Flow, id: EdgeId): FlowEdge {
  const edge = Object.hasOwn(flow.edges, id) ? flow.edges[id] : undefined
  if (!edge) throw graphErrors.invalidCommand(`There is no wire "${id}".`, ['edges', id])
  return edge
}

function assertEnds(flow: Flow, ...ends: PortRef[]): void {
  for (const { node } of ends) {
    if (!Object.hasOwn(flow.nodes, node))
      throw graphErrors.invalidCommand(`There is no node "${node}".`, ['nodes', node])
  }
}

const isSameWire = (edge: FlowEdge, wire: { source: PortRef; target: PortRef }): boolean =>
  edge.source.node === wire.source.node &&
  edge.source.port === wire.source.port &&
  edge.target.node === wire.target.node &&
  edge.target.port === wire.target.port
