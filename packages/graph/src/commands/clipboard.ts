/** Paste and duplicate: fragments come in under fresh ids. */
import { type Change, type CommandContext, countOf, toChange } from '../change.ts'
import type { Flow, JsonValue, NodeId } from '../flow.ts'
import { type FlowFragment, createFragment } from '../fragment.ts'
import type { LoosePatch } from '../patches.ts'
import { toCoordinate } from '../place.ts'
import type { SpecIndex } from '../spec-index.ts'

export interface PasteArgs {
  fragment: FlowFragment
  /** Where the top left corner of the whole comes; absent means where it was copied from. */
  at?: { x: number; y: number }
  /** Added to every place, e.g. 40 px for a duplicate. */
  offset?: { x: number; y: number }
}

/** A paste also tells which nodes it made, so that they can be selected. */
export interface PasteChange extends Change {
  nodes: NodeId[]
}

export function paste(flow: Flow, args: PasteArgs, context: CommandContext): PasteChange {
  const { fragment } = args
  const ids = new Map(Object.values(fragment.nodes).map((node) => [node.id, context.newId(node.type)] as const))
  const renamed = (id: NodeId): NodeId => ids.get(id) ?? id
  const shift = shiftOf(args)
  const patches: LoosePatch[] = []
  const add = (path: string[], value: unknown) => patches.push({ op: 'add', path, value: value as JsonValue })

  for (const node of Object.values(fragment.nodes)) {
    const id = renamed(node.id)
    const place = fragment.layout[node.id] ?? { x: 0, y: 0 }
    add(['nodes', id], { ...node, id })
    add(['layout', 'nodes', id], { ...place, x: toCoordinate(place.x + shift.x), y: toCoordinate(place.y + shift.y) })
  }
  for (const edge of Object.values(fragment.edges)) {
    const id = context.newId('edge')
    const source = { ...edge.source, node: renamed(edge.source.node) }
    const target = { ...edge.target, node: renamed(edge.target.node) }
    add(['edges', id], { ...edge, id, source, target })
  }
  for (const group of Object.values(fragment.groups)) {
    const id = context.newId('group')
    add(['groups', id], { ...group, id, nodes: group.nodes.map(renamed) })
  }
  return { ...toChange(flow, `Paste ${countOf(ids.size, 'node')}`, patches), nodes: [...ids.values()] }
}

/** Copies nodes with the wires among them, 40 px down and right. Secret references stay: nothing leaves the flow. */
export function duplicate(flow: Flow, args: { nodes: readonly NodeId[] }, context: CommandContext): PasteChange {
  const fragment = createFragment(flow, args.nodes)
  const change = paste(flow, { fragment, offset: { x: 40, y: 40 } }, context)
  return { ...change, label: `Duplicate ${countOf(change.nodes.length, 'node')}` }
}

/** Takes nodes out as a fragment for the clipboard, secrets left out. */
export function copyNodes(flow: Flow, nodes: readonly NodeId[], specs: SpecIndex): FlowFragment {
  return createFragment(flow, nodes, specs)
}

function shiftOf({ fragment, at, offset }: PasteArgs): { x: number; y: number } {
  const { x = 0, y = 0 } = offset ?? {}
  const places = Object.values(fragment.layout)
  if (!at || places.length === 0) return { x, y }
  const left = places.reduce((low, place) => Math.min(low, place.x), Infinity)
  const top = places.reduce((low, place) => Math.min(low, place.y), Infinity)
  return { x: at.x - left + x, y: at.y - top + y }
}
