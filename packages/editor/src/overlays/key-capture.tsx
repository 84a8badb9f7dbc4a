/** Waits for one key press and gives it to a command; a key that belongs to another is taken on a second press alone. */
import { formatKeys } from '@evalflow/ui'
import { useState, type KeyboardEvent } from 'react'
import type { EditorCommand } from '../commands/command.ts'
import { isComplete, isReserved, ownerOf, setKey } from '../commands/keymap.ts'
import { toKeys } from '../commands/keys.ts'
import { editorCommands } from '../commands/registry.ts'
import { useEditor } from '../editor-context.ts'
import { useT } from '../messages.ts'

export function KeyCapture({ command, onDone }: { command: EditorCommand; onDone: () => void }) {
  const t = useT()
  const { store } = useEditor()
  const [refused, setRefused] = useState<{ keys: string; owner: EditorCommand | null } | null>(null)
  const title = t(command.title)

  function onKeyDown(event: KeyboardEvent): void {
    event.preventDefault()
    event.stopPropagation()
    // of React alone is not enough: the dialog listens on the document
    event.nativeEvent.stopImmediatePropagation()
    if (event.key === 'Escape') return onDone()
    const keys = toKeys(event.nativeEvent)
    if (!isComplete(keys)) return
    if (isReserved(keys)) return setRefused({ keys, owner: null })
    const owner = ownerOf(editorCommands, keys, command.id)
    if (owner && refused?.keys !== keys) return setRefused({ keys, owner })
    setKey(editorCommands, command, keys)
    store.announce(t('keyChanged', { command: title, keys: formatKeys(keys) }))
    onDone()
  }

  const words = refused
    ? refused.owner
      ? t('keyTaken', { keys: formatKeys(refused.keys), command: t(refused.owner.title) })
      : t('keyReserved', { keys: formatKeys(refused.keys) })
    : t('pressKeys')
  return (
    <input
      className="ef-key-capture"
      data-refused={refused !== null}
      readOnly
      autoFocus
      aria-label={t('changeKey', { command: title })}
      value={words}
      title={words}
      onKeyDown={onKeyDown}
      onBlur={onDone}
    />
  )
}
