/** Listens to keys and clipboard events for one editor, as long as it is on the page. */
import { useEffect } from 'react'
import { pasteText, selectionAsText } from './commands/clipboard.ts'
import { remove } from './commands/edit.ts'
import { findCommand, isEditable } from './commands/keys.ts'
import { editorCommands } from './commands/registry.ts'
import type { EditorContextValue } from './editor-context.ts'
import { t } from './messages.ts'

export function useEditorKeys(editor: EditorContextValue): void {
  useEffect(() => {
    const controller = new AbortController()
    const { signal } = controller
    document.addEventListener('keydown', (event) => onKeyDown(event, editor), { signal })
    document.addEventListener('copy', (event) => onCopy(event, editor), { signal })
    document.addEventListener('cut', (event) => onCut(event, editor), { signal })
    document.addEventListener('paste', (event) => onPaste(event, editor), { signal })
    document.addEventListener('focusout', (event) => isEditable(event.target) && editor.store.seal(), { signal })
    return () => controller.abort()
  }, [editor])
}

function onKeyDown(event: KeyboardEvent, editor: EditorContextValue): void {
  if (event.defaultPrevented || event.isComposing) return
  const command = findCommand(editorCommands, event, editor)
  if (!command) return
  event.preventDefault()
  command.run(editor)
}

function onCopy(event: ClipboardEvent, editor: EditorContextValue): boolean {
  // A marked text on the page is what the person wants to copy.
  if (isEditable(event.target) || !event.clipboardData || String(document.getSelection()) !== '') return false
  const text = selectionAsText(editor)
  if (text === undefined) return false
  event.clipboardData.setData('text/plain', text)
  event.preventDefault()
  editor.store.announce(t('copiedCount', { count: editor.store.getState().selection.nodes.size }))
  return true
}

function onCut(event: ClipboardEvent, editor: EditorContextValue): void {
  if (!editor.store.getState().readOnly && onCopy(event, editor)) remove.run(editor)
}

function onPaste(event: ClipboardEvent, editor: EditorContextValue): void {
  if (isEditable(event.target)) return
  if (pasteText(editor, event.clipboardData?.getData('text/plain') ?? '')) event.preventDefault()
}
