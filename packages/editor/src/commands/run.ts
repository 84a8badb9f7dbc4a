/** Running is Studio's matter; the editor only asks for it. */
import type { NodeRun } from '../run-state.ts'
import { hasSelection, type EditorCommand } from './command.ts'

export const runAll: EditorCommand = {
  id: 'run-all',
  title: 'runAll',
  group: 'groupRun',
  keys: ['Mod+Enter'],
  inFields: true,
  isEnabled: ({ callbacks }) => callbacks.run !== undefined,
  run: ({ callbacks }) => callbacks.run?.({ kind: 'all' }),
}

export const runSelected: EditorCommand = {
  id: 'run-selected',
  title: 'runSelected',
  group: 'groupRun',
  keys: ['.'],
  isEnabled: (editor) => editor.callbacks.run !== undefined && hasSelection(editor),
  run: ({ store, callbacks }) => callbacks.run?.({ kind: 'only', nodes: [...store.getState().selection.nodes] }),
}

export const runFrom: EditorCommand = {
  id: 'run-from',
  title: 'runFrom',
  group: 'groupRun',
  keys: ['Alt+.'],
  isEnabled: (editor) => editor.callbacks.run !== undefined && hasSelection(editor),
  run: ({ store, callbacks }) => callbacks.run?.({ kind: 'from', nodes: [...store.getState().selection.nodes] }),
}

const isAtWork = (run: NodeRun | undefined): boolean => run?.state === 'running' || run?.state === 'waiting'

export const stopSelected: EditorCommand = {
  id: 'stop-selected',
  title: 'stopSelected',
  group: 'groupRun',
  keys: ['Shift+X'],
  isEnabled: ({ store, callbacks, runState }) =>
    callbacks.stop !== undefined && [...store.getState().selection.nodes].some((id) => isAtWork(runState.get(id))),
  run: ({ store, callbacks, runState }) =>
    callbacks.stop?.([...store.getState().selection.nodes].filter((id) => isAtWork(runState.get(id)))),
}

export const stop: EditorCommand = {
  id: 'stop',
  title: 'stop',
  group: 'groupRun',
  keys: ['Mod+.'],
  isEnabled: ({ callbacks, runState }) =>
    callbacks.stop !== undefined && Object.values(runState.all()).some((run) => isAtWork(run)),
  run: ({ callbacks }) => callbacks.stop?.(),
}

export const openNode: EditorCommand = {
  id: 'open-node',
  title: 'openNode',
  group: 'groupView',
  keys: ['I'],
  isEnabled: (editor) => editor.callbacks.openNode !== undefined && editor.store.getState().selection.nodes.size === 1,
  run: ({ store, callbacks }) => {
    const [node] = store.getState().selection.nodes
    if (node !== undefined) callbacks.openNode?.(node)
  },
}
