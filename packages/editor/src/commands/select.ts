/** What is selected. */
import { reachable } from '@evalflow/graph'
import type { EditorContextValue } from '../editor-context.ts'
import { t } from '../messages.ts'
import { hasSelection, type EditorCommand } from './command.ts'

export const selectAll: EditorCommand = {
  id: 'select-all',
  title: 'selectAll',
  group: 'groupSelect',
  keys: ['Mod+A'],
  run: ({ store }) => store.select({ nodes: Object.keys(store.getState().flow.nodes) }),
}

export const selectUpstream: EditorCommand = {
  id: 'select-upstream',
  title: 'selectUpstream',
  group: 'groupSelect',
  keys: [],
  isEnabled: hasSelection,
  run: (editor) => selectReachable(editor, 'upstream'),
}

export const selectDownstream: EditorCommand = {
  id: 'select-downstream',
  title: 'selectDownstream',
  group: 'groupSelect',
  keys: [],
  isEnabled: hasSelection,
  run: (editor) => selectReachable(editor, 'downstream'),
}

export const clearSelection: EditorCommand = {
  id: 'clear-selection',
  title: 'clearSelection',
  group: 'groupSelect',
  keys: ['Escape'],
  keysOnly: true,
  run: ({ store }) => {
    const { connecting, portFilter } = store.getState()
    if (connecting) {
      store.setState({ connecting: null })
      store.announce(t('connectCancelled'))
    } else if (portFilter) store.setState({ portFilter: null })
    else store.select({})
  },
}

function selectReachable({ store }: EditorContextValue, way: 'upstream' | 'downstream'): void {
  const { flow, selection } = store.getState()
  store.select({ nodes: reachable(flow, [...selection.nodes], way) })
}
