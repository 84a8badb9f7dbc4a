/** Groups: make, take away, rename, collapse. They act on the groups that the selection touches. */
import { group, setGroupCollapsed, ungroup, type Flow, type NodeId } from '@evalflow/graph'
import type { EditorContextValue } from '../editor-context.ts'
import { t } from '../messages.ts'
import { canEditSelection, type EditorCommand } from './command.ts'

export const groupNodes: EditorCommand = {
  id: 'group',
  title: 'group',
  group: 'groupEdit',
  keys: ['Mod+G'],
  isEnabled: (editor) => canEditSelection(editor) && ungrouped(editor).length > 0,
  run: (editor) => void editor.store.dispatch(group, { nodes: ungrouped(editor), name: t('groupName') }),
}

export const ungroupNodes: EditorCommand = {
  id: 'ungroup',
  title: 'ungroup',
  group: 'groupEdit',
  keys: ['Mod+Shift+G'],
  isEnabled: (editor) => canEditSelection(editor) && groupsOf(editor).length > 0,
  run: (editor) => {
    for (const id of groupsOf(editor)) editor.store.dispatch(ungroup, { group: id })
  },
}

export const renameGroupOf: EditorCommand = {
  id: 'rename-group',
  title: 'renameGroup',
  group: 'groupEdit',
  keys: ['Shift+F2'],
  isEnabled: (editor) => canEditSelection(editor) && groupsOf(editor).length === 1,
  run: (editor) => editor.store.setState({ renaming: groupsOf(editor)[0] ?? null }),
}

export const collapseGroup: EditorCommand = {
  id: 'collapse-group',
  title: 'collapseGroup',
  group: 'groupEdit',
  keys: ['C'],
  isEnabled: (editor) => canEditSelection(editor) && groupsOf(editor).length > 0,
  run: (editor) => {
    const { store } = editor
    const ids = groupsOf(editor)
    const collapsed = ids.some((id) => !store.getState().flow.groups[id]?.collapsed)
    for (const id of ids) store.dispatch(setGroupCollapsed, { group: id, collapsed })
  },
}

function groupsOf({ store }: EditorContextValue): string[] {
  const { flow, selection } = store.getState()
  return Object.values(flow.groups)
    .filter((candidate) => candidate.nodes.some((id) => selection.nodes.has(id)))
    .map((candidate) => candidate.id)
}

function ungrouped({ store }: EditorContextValue): NodeId[] {
  const { flow, selection } = store.getState()
  const taken = nodesInGroups(flow)
  return [...selection.nodes].filter((id) => !taken.has(id))
}

function nodesInGroups(flow: Flow): ReadonlySet<NodeId> {
  return new Set(Object.values(flow.groups).flatMap((candidate) => candidate.nodes))
}
