/** Context menus of node, wire and canvas: the same commands as everywhere, at the pointer. */
import { disconnect } from '@evalflow/graph'
import type { MenuEntry } from '@evalflow/ui'
import { useMemo, useState, type MouseEvent as ReactMouseEvent } from 'react'
import type { EditorCommand } from '../commands/command.ts'
import { keysOf } from '../commands/keymap.ts'
import { editorCommands } from '../commands/registry.ts'
import { focusPalette } from '../commands/view.ts'
import { useEditor, type EditorContextValue } from '../editor-context.ts'
import { useT } from '../messages.ts'
import type { AddRequest } from '../palette/add-menu.tsx'
import { groupOfCard } from './card-ends.ts'

const NODE_COMMANDS = [
  'run-selected',
  'run-from',
  'stop-selected',
  'open-node',
  '|',
  'copy',
  'cut',
  'duplicate',
  'rename',
  '|',
  'group',
  'ungroup',
  'rename-group',
  'collapse-group',
  'freeze',
  'unfreeze',
  '|',
  'delete',
]
const CANVAS_COMMANDS = ['templates', 'paste', 'add-note', '|', 'select-all', 'tidy', 'fit', 'snap']

interface OpenMenu {
  kind: 'node' | 'edge' | 'canvas'
  id?: string
  x: number
  y: number
}

export function useCanvasMenu(setAdding: (request: AddRequest) => void) {
  const t = useT()
  const editor = useEditor()
  const [open, setOpen] = useState<OpenMenu | null>(null)
  // The same functions each time: @xyflow/react takes all its listeners off and on again for a new one.
  const handlers = useMemo(() => {
    const show = (event: ReactMouseEvent | MouseEvent, menu: Pick<OpenMenu, 'kind' | 'id'>) => {
      event.preventDefault()
      setOpen({ ...menu, x: event.clientX, y: event.clientY })
    }
    return {
      onNodeContextMenu: (event: ReactMouseEvent, node: { id: string }) => {
        const { selection, flow } = editor.store.getState()
        const nodes = flow.groups[groupOfCard(node.id) ?? '']?.nodes ?? [node.id]
        if (!nodes.some((id) => selection.nodes.has(id))) editor.store.select({ nodes })
        show(event, { kind: 'node', id: node.id })
      },
      onEdgeContextMenu: (event: ReactMouseEvent, edge: { id: string }) => show(event, { kind: 'edge', id: edge.id }),
      onPaneContextMenu: (event: ReactMouseEvent | MouseEvent) => show(event, { kind: 'canvas' }),
    }
  }, [editor])
  return {
    at: open,
    label: t('commandPalette'),
    close: () => setOpen(null),
    entries: open ? entriesOf(editor, open, t, setAdding) : [],
    handlers,
  }
}

function entriesOf(
  editor: EditorContextValue,
  open: OpenMenu,
  t: ReturnType<typeof useT>,
  setAdding: (request: AddRequest) => void,
): MenuEntry[] {
  const { store, canvas } = editor
  if (open.kind === 'edge') {
    return [
      {
        id: 'delete',
        label: t('deleteWire'),
        danger: true,
        onSelect: () => void store.dispatch(disconnect, { edges: [open.id ?? ''] }),
      },
    ]
  }
  if (open.kind === 'node') return toEntries(editor, NODE_COMMANDS, t)
  const screen = { x: open.x, y: open.y }
  const add: MenuEntry = {
    id: 'add',
    label: t('openPalette'),
    shortcut: keysOf(focusPalette)[0],
    // After the menu has given focus back, or the search would lose it again.
    onSelect: () =>
      setTimeout(() => setAdding({ screen, at: canvas.current?.toFlow(screen) ?? { x: 0, y: 0 }, end: null })),
  }
  return [add, ...toEntries(editor, CANVAS_COMMANDS, t)]
}

export function toEntries(editor: EditorContextValue, ids: readonly string[], t: ReturnType<typeof useT>): MenuEntry[] {
  return ids.flatMap((id, place): MenuEntry[] => {
    if (id === '|') return [{ id: `line-${place}`, line: true }]
    const command = editorCommands.find((candidate) => candidate.id === id)
    if (!command || !isOffered(command, editor)) return []
    const entry = {
      id,
      label: t(command.title),
      shortcut: keysOf(command)[0],
      danger: id === 'delete',
      onSelect: () => command.run(editor),
    }
    return [entry]
  })
}

/** Freeze and unfreeze, group and ungroup: only the one that can be done is shown. */
function isOffered(command: EditorCommand, editor: EditorContextValue): boolean {
  return command.isEnabled?.(editor) ?? true
}
