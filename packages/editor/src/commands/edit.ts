/** Undo, delete, rename, freeze, notes. */
import {
  addNote,
  disconnect,
  removeNodes,
  setFrozen,
  toChange,
  type Change,
  type EdgeId,
  type Flow,
  type NodeId,
} from '@evalflow/graph'
import { t } from '../messages.ts'
import { canEdit, canEditSelection, type EditorCommand } from './command.ts'

export const undo: EditorCommand = {
  id: 'undo',
  title: 'undo',
  group: 'groupEdit',
  keys: ['Mod+Z'],
  isEnabled: ({ store }) => store.getState().history.past.length > 0,
  run: ({ store }) => stepSafely(store.undo, store.announce, t('undone')),
}

export const redo: EditorCommand = {
  id: 'redo',
  title: 'redo',
  group: 'groupEdit',
  keys: ['Mod+Shift+Z', 'Mod+Y'],
  isEnabled: ({ store }) => store.getState().history.future.length > 0,
  run: ({ store }) => stepSafely(store.redo, store.announce, t('redone')),
}

export const remove: EditorCommand = {
  id: 'delete',
  title: 'delete',
  group: 'groupEdit',
  keys: ['Delete', 'Backspace'],
  isEnabled: ({ store }) => {
    const { selection, readOnly } = store.getState()
    return !readOnly && selection.nodes.size + selection.edges.size > 0
  },
  run: ({ store }) => {
    const { nodes, edges } = store.getState().selection
    store.dispatch(removeSelection, { nodes: [...nodes], edges: [...edges] }, { select: {} })
    store.announce(t('removed', { count: nodes.size + edges.size }))
  },
}

export const rename: EditorCommand = {
  id: 'rename',
  title: 'rename',
  group: 'groupEdit',
  keys: ['F2'],
  isEnabled: ({ store }) => !store.getState().readOnly && store.getState().selection.nodes.size === 1,
  run: ({ store }) => store.setState({ renaming: [...store.getState().selection.nodes][0] ?? null }),
}

export const freeze: EditorCommand = {
  id: 'freeze',
  title: 'freeze',
  group: 'groupRun',
  keys: [],
  isEnabled: (editor) =>
    canEditSelection(editor) && selectedNodes(editor).some((id) => !editor.store.getState().flow.nodes[id]?.frozen),
  run: (editor) => void editor.store.dispatch(setFrozen, { nodes: selectedNodes(editor), frozen: true }),
}

export const unfreeze: EditorCommand = {
  id: 'unfreeze',
  title: 'unfreeze',
  group: 'groupRun',
  keys: [],
  isEnabled: (editor) =>
    canEditSelection(editor) && selectedNodes(editor).some((id) => editor.store.getState().flow.nodes[id]?.frozen),
  run: (editor) => void editor.store.dispatch(setFrozen, { nodes: selectedNodes(editor), frozen: false }),
}

export const addNoteHere: EditorCommand = {
  id: 'add-note',
  title: 'addNote',
  group: 'groupEdit',
  keys: ['N'],
  isEnabled: (editor) => canEdit(editor) && editor.store.getState().specs.get('note') !== undefined,
  run: ({ store, canvas }) => {
    const at = canvas.current?.pointer() ?? canvas.current?.center() ?? { x: 0, y: 0 }
    const id = store.newId('note')
    store.dispatch(addNote, { id, at: { x: Math.round(at.x), y: Math.round(at.y) } }, { select: { nodes: [id] } })
    store.announce(t('added', { title: store.getState().specs.get('note')?.title ?? '' }))
  },
}

/** Nodes and wires in one step. */
export function removeSelection(
  flow: Flow,
  args: { nodes: NodeId[]; edges: EdgeId[] },
  context: { newId: (prefix?: string) => string },
): Change {
  const nodes = removeNodes(flow, { nodes: args.nodes }, context)
  const gone = new Set(nodes.patches.map((patch) => patch.path[1]))
  const edges = disconnect(flow, { edges: args.edges.filter((id) => !gone.has(id)) }, context)
  if (nodes.patches.length === 0) return edges
  return toChange(flow, nodes.label, [...edges.patches, ...nodes.patches])
}

function selectedNodes({ store }: Parameters<EditorCommand['run']>[0]): NodeId[] {
  return [...store.getState().selection.nodes]
}

/** A patch of another tab can have removed what a step refers to; then the step is refused, not half done. */
function stepSafely(step: () => void, announce: (text: string) => void, done: string): void {
  try {
    step()
    announce(done)
  } catch {
    announce(t('cannotUndo'))
  }
}
