/** Commands on groups. A group is a frame around nodes and changes nothing of what a run does. */
import { type Command, countOf, toChange } from '../change.ts'
import { graphErrors } from '../errors.ts'
import type { Flow, FlowGroup, NodeId } from '../flow.ts'
import { assertName } from './name-length.ts'

/**
 * Frames nodes. A node is in one group at most, so that `ungroup` leads back exactly.
 *
 * @throws GraphError `invalid_command` without nodes, or if one is in a group already
 */
export const group: Command<{ nodes: readonly NodeId[]; name: string; id?: string }> = (flow, args, { newId }) => {
  const nodes = [...new Set(args.nodes)]
  if (nodes.length === 0) throw graphErrors.invalidCommand('Choose the nodes that should form a group.')
  for (const id of nodes) assertFree(flow, id)
  const id = args.id ?? newId('group')
  if (Object.hasOwn(flow.groups, id))
    throw graphErrors.invalidCommand(`There is a group "${id}" already.`, ['groups', id])
  const patch = { op: 'add' as const, path: ['groups', id], value: { id, name: args.name, nodes } }
  return toChange(flow, `Group ${countOf(nodes.length, 'node')}`, [patch])
}

/** Takes the frame away; its nodes stay. */
export const ungroup: Command<{ group: string }> = (flow, args) => {
  groupAt(flow, args.group)
  return toChange(flow, 'Ungroup', [{ op: 'remove', path: ['groups', args.group] }])
}

/** Sets which nodes a group holds. */
export const setGroupNodes: Command<{ group: string; nodes: readonly NodeId[] }> = (flow, args) => {
  groupAt(flow, args.group)
  const nodes = [...new Set(args.nodes)]
  if (nodes.length === 0)
    throw graphErrors.invalidCommand('A group needs a node; ungroup it instead.', ['groups', args.group])
  for (const id of nodes) assertFree(flow, id, args.group)
  return toChange(flow, 'Change group', [{ op: 'replace', path: ['groups', args.group, 'nodes'], value: nodes }])
}

export const renameGroup: Command<{ group: string; name: string }> = (flow, args) => {
  groupAt(flow, args.group)
  assertName(args.name, ['groups', args.group, 'name'])
  return toChange(flow, 'Rename group', [{ op: 'replace', path: ['groups', args.group, 'name'], value: args.name }])
}

export const setGroupCollapsed: Command<{ group: string; collapsed: boolean }> = (flow, args) => {
  const has = groupAt(flow, args.group).collapsed !== undefined
  const path = ['groups', args.group, 'collapsed']
  if (args.collapsed) return toChange(flow, 'Collapse group', [{ op: 'add', path, value: true }])
  return toChange(flow, 'Open group', has ? [{ op: 'remove', path }] : [])
}

function groupAt(flow: Flow, id: string): FlowGroup {
  const found = Object.hasOwn(flow.groups, id) ? flow.groups[id] : undefined
  if (!found) throw graphErrors.invalidCommand(`There is no group "${id}".`, ['groups', id])
  return found
}

function assertFree(flow: Flow, node: NodeId, within?: string): void {
  if (!Object.hasOwn(flow.nodes, node)) throw graphErrors.invalidCommand(`There is no node "${node}".`, ['nodes', node])
  const other = Object.values(flow.groups).find(
    (candidate) => candidate.id !== within && candidate.nodes.includes(node),
  )
  if (other)
    throw graphErrors.invalidCommand(`Node "${node}" is in the group "${other.name}". Ungroup that first.`, [
      'groups',
      other.id,
    ])
}
