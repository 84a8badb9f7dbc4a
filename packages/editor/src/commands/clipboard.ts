/**
 * Copy, cut, paste and duplicate as typed JSON on the system clipboard, so that it works across tabs and in a text editor.
 *
 * Keys go through the browser's clipboard events, which need no permission; the palette uses the asynchronous clipboard.
 */
import {
  copyNodes,
  duplicate as duplicateNodes,
  paste as pasteFragment,
  parseFragment,
  type FlowFragment,
} from '@evalflow/graph'
import { formatKeys, notify } from '@evalflow/ui'
import type { EditorContextValue } from '../editor-context.ts'
import { t } from '../messages.ts'
import { canEdit, canEditSelection, hasSelection, type EditorCommand } from './command.ts'
import { remove } from './edit.ts'

export const copy: EditorCommand = {
  id: 'copy',
  title: 'copy',
  group: 'groupEdit',
  keys: ['Mod+C'],
  byClipboardEvent: true,
  isEnabled: hasSelection,
  run: (editor) => void writeClipboard(editor),
}

export const cut: EditorCommand = {
  id: 'cut',
  title: 'cut',
  group: 'groupEdit',
  keys: ['Mod+X'],
  byClipboardEvent: true,
  isEnabled: canEditSelection,
  run: (editor) => void writeClipboard(editor).then((written) => written && remove.run(editor)),
}

export const paste: EditorCommand = {
  id: 'paste',
  title: 'paste',
  group: 'groupEdit',
  keys: ['Mod+V'],
  byClipboardEvent: true,
  isEnabled: canEdit,
  run: (editor) => void readClipboard(editor),
}

export const duplicate: EditorCommand = {
  id: 'duplicate',
  title: 'duplicate',
  group: 'groupEdit',
  keys: ['Mod+D'],
  isEnabled: canEditSelection,
  run: ({ store }) => {
    const change = store.dispatch(duplicateNodes, { nodes: [...store.getState().selection.nodes] })
    store.select({ nodes: change.nodes })
  },
}

/** The selection as text, or undefined without one. Secret fields are left out. */
export function selectionAsText({ store }: EditorContextValue): string | undefined {
  const { flow, specs, selection } = store.getState()
  if (selection.nodes.size === 0) return undefined
  return JSON.stringify(copyNodes(flow, [...selection.nodes], specs), null, 1)
}

/** Adds what the text holds at the pointer (or 40 px off). False when the text holds no nodes. */
export function pasteText({ store, canvas }: EditorContextValue, text: string): boolean {
  const fragment = readFragment(text)
  if (!fragment || store.getState().readOnly) return false
  const at = canvas.current?.pointer()
  const place = at ? { at: { x: Math.round(at.x), y: Math.round(at.y) } } : { offset: { x: 40, y: 40 } }
  const change = store.dispatch(pasteFragment, { fragment, ...place })
  store.select({ nodes: change.nodes })
  return true
}

function readFragment(text: string): FlowFragment | undefined {
  try {
    return parseFragment(JSON.parse(text))
  } catch {
    // Any text can be on the clipboard; what is no fragment is not ours.
    return undefined
  }
}

async function writeClipboard(editor: EditorContextValue): Promise<boolean> {
  const text = selectionAsText(editor)
  if (text === undefined) return false
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    notify.bad(t('clipboardDenied', { key: formatKeys('Mod+C') }))
    return false
  }
  editor.store.announce(t('copiedCount', { count: editor.store.getState().selection.nodes.size }))
  return true
}

async function readClipboard(editor: EditorContextValue): Promise<void> {
  try {
    if (!pasteText(editor, await navigator.clipboard.readText())) notify.info(t('pasteNothing'))
  } catch {
    notify.bad(t('clipboardDenied', { key: formatKeys('Mod+V') }))
  }
}
