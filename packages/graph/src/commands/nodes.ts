/** Commands on nodes. Each is pure and gives an exact way back. */
import { adjacencyOf } from '../adjacency.ts'
import { type Command, countOf, toChange } from '../change.ts'
import { graphErrors } from '../errors.ts'
import type { Flow, FlowNode, JsonValue, NodeId, NodeLayout } from '../flow.ts'
import type { LoosePatch } from '../patches.ts'
import { toCoordinate } from '../place.ts'
import { assertName } from './name-length.ts'

export interface AddNodeArgs {
  type: string
  version: number
  at: { x: number; y: number }
  /** Chosen by the caller when it must know it, else a fresh one. */
  id?: NodeId
  name?: string
  values?: Record<string, JsonValue>
  /** Size on the canvas, for notes. */
  size?: { width: number; height: number }
}

export const addNode: Command<AddNodeArgs> = (flow, args, { newId }) => {
  const id = args.id ?? newId(args.type)
  if (Object.hasOwn(flow.nodes, id)) throw graphErrors.invalidCommand(`There is a node "${id}" already.`, ['nodes', id])
  return toChange(flow, 'Add node', addNodePatches(id, args))
}

/** Adds a note: a node that only stands on the canvas. `text` is Markdown. */
export const addNote: Command<{ at: { x: number; y: number }; text?: string; id?: NodeId }> = (
  flow,
  args,
  { newId },
) => {
  const note = { type: 'note', version: 1, at: args.at, values: args.text === undefined ? {} : { text: args.text } }
  return toChange(flow, 'Add note', addNodePatches(args.id ?? newId('note'), note))
}

/** @internal Shared with `insertOnEdge`. */
export function addNodePatches(id: NodeId, args: AddNodeArgs): LoosePatch[] {
  const node: FlowNode = { id, type: args.type, version: args.version, values: args.values ?? {} }
  if (args.name !== undefined) node.name = args.name
  return [
    { op: 'add', path: ['nodes', id], value: { ...node } as JsonValue },
    {
      op: 'add',
      path: ['layout', 'nodes', id],
      value: { x: toCoordinate(args.at.x), y: toCoordinate(args.at.y), ...args.size },
    },
  ]
}

/** Removes nodes with their edges and places; a group left without nodes goes too. Unknown ids are ignored. */
export const removeNodes: Command<{ nodes: readonly NodeId[] }> = (flow, args) => {
  const nodes = [...new Set(args.nodes)].filter((id) => Object.hasOwn(flow.nodes, id))
  const gone = new Set(nodes)
  const adjacency = adjacencyOf(flow)
  const edges = new Set(
    nodes.flatMap((id) => [...adjacency.incoming(id), ...adjacency.outgoing(id)]).map((edge) => edge.id),
  )
  const groups = Object.values(flow.groups).filter((group) => group.nodes.some((id) => gone.has(id)))
  return toChange(flow, `Delete ${countOf(nodes.length, 'node')}`, [
    ...[...edges].map((id): LoosePatch => ({ op: 'remove', path: ['edges', id] })),
    ...groups.map((group): LoosePatch => {
      const left = group.nodes.filter((id) => !gone.has(id))
      if (left.length === 0) return { op: 'remove', path: ['groups', group.id] }
      return { op: 'replace', path: ['groups', group.id, 'nodes'], value: left }
    }),
    ...nodes
      .filter((id) => Object.hasOwn(flow.layout.nodes, id))
      .map((id): LoosePatch => ({ op: 'remove', path: ['layout', 'nodes', id] })),
    ...nodes.map((id): LoosePatch => ({ op: 'remove', path: ['nodes', id] })),
  ])
}

/** Sets one field; `undefined` takes it back to its default. */
export const setValue: Command<{ node: NodeId; field: string; value: JsonValue | undefined }> = (flow, args, context) =>
  setValues(flow, { node: args.node, values: { [args.field]: args.value } }, context)

/** Sets several fields of one node at once. */
export const setValues: Command<{ node: NodeId; values: Readonly<Record<string, JsonValue | undefined>> }> = (
  flow,
  args,
) => {
  const node = nodeAt(flow, args.node)
  const patches = Object.entries(args.values).map(([field, value]) =>
    setOrRemove(['nodes', args.node, 'values', field], value, Object.hasOwn(node.values, field)),
  )
  return toChange(
    flow,
    'Edit',
    patches.filter((patch) => patch !== undefined),
  )
}

/** Gives a node a name of its own; an empty one takes it back to its component's title. */
export const renameNode: Command<{ node: NodeId; name: string }> = (flow, args) => {
  const node = nodeAt(flow, args.node)
  const name = args.name.trim()
  assertName(name, ['nodes', args.node, 'name'])
  const patch = setOrRemove(['nodes', args.node, 'name'], name === '' ? undefined : name, node.name !== undefined)
  return toChange(flow, 'Rename node', patch ? [patch] : [])
}

/** Freezes nodes (their cached output is used again) or thaws them. */
export const setFrozen: Command<{ nodes: readonly NodeId[]; frozen: boolean }> = (flow, args) => {
  const patches = args.nodes.map((id) =>
    setOrRemove(['nodes', id, 'frozen'], args.frozen ? true : undefined, nodeAt(flow, id).frozen !== undefined),
  )
  const label = `${args.frozen ? 'Freeze' : 'Unfreeze'} ${countOf(args.nodes.length, 'node')}`
  return toChange(
    flow,
    label,
    patches.filter((patch) => patch !== undefined),
  )
}

/** Puts nodes at new places (top left corners, CSS pixels). */
export const moveNodes: Command<{ to: Readonly<Record<NodeId, { x: number; y: number }>> }> = (flow, args, context) => {
  const layout = Object.fromEntries(
    Object.entries(args.to).map(([id, { x, y }]) => [id, { ...flow.layout.nodes[id], x, y }] as const),
  )
  return { ...setLayout(flow, { layout }, context), label: `Move ${countOf(Object.keys(layout).length, 'node')}` }
}

/** Sets places and sizes: of a tidy-up, an alignment, a resize or a collapse. */
export const setLayout: Command<{ layout: Readonly<Record<NodeId, NodeLayout>>; label?: string }> = (flow, args) => {
  const patches = Object.entries(args.layout).map(([id, place]): LoosePatch => {
    nodeAt(flow, id)
    if (!Number.isFinite(place.x) || !Number.isFinite(place.y)) {
      throw graphErrors.invalidCommand(`Node "${id}" cannot stand at ${place.x}, ${place.y}.`, ['layout', 'nodes', id])
    }
    const { x, y, ...size } = place
    return { op: 'add', path: ['layout', 'nodes', id], value: { x: toCoordinate(x), y: toCoordinate(y), ...size } }
  })
  return toChange(flow, args.label ?? 'Tidy up', patches)
}

/** Name and description of the flow. */
export const setFlowInfo: Command<{ name?: string; description?: string }> = (flow, args) => {
  const patches: LoosePatch[] = []
  if (args.name !== undefined) {
    assertName(args.name, ['name'])
    patches.push({ op: 'replace', path: ['name'], value: args.name })
  }
  if (args.description !== undefined) patches.push({ op: 'replace', path: ['description'], value: args.description })
  return toChange(flow, 'Rename flow', patches)
}

function nodeAt(flow: Flow, id: NodeId): FlowNode {
  const node = Object.hasOwn(flow.nodes, id) ? flow.nodes[id] : undefined
  if (!node) throw graphErrors.invalidCommand(`There is no node "${id}".`, ['nodes', id])
  return node
}

function setOrRemove(path: string[], value: JsonValue | undefined, has: boolean): LoosePatch | undefined {
  if (value !== undefined) return { op: 'add', path, value }
  return has ? { op: 'remove', path } : undefined
}
