/** From a key press to a command. Keys never fire while somebody types, except where a command says so. */
import { isMac } from '@evalflow/ui'
import type { EditorContextValue } from '../editor-context.ts'
import type { EditorCommand } from './command.ts'
import { keysOf } from './keymap.ts'

/** `Mod+Shift+Z`. For a symbol (`?`, `/`) Shift is part of the symbol. */
export function toKeys(
  event: Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>,
): string {
  const mac = isMac()
  // With Alt a Mac gives the composed letter (å); the code still tells the key.
  const letter = event.altKey && /^Key[A-Z]$/.test(event.code) ? event.code.slice(3) : event.key
  const key = letter.length === 1 ? letter.toUpperCase() : letter
  const isSymbol = key.length === 1 && !/[A-Z]/.test(key)
  return [
    (mac ? event.metaKey : event.ctrlKey) && 'Mod',
    (mac ? event.ctrlKey : event.metaKey) && (mac ? 'Control' : 'Meta'),
    event.altKey && 'Alt',
    event.shiftKey && !isSymbol && 'Shift',
    key,
  ]
    .filter(Boolean)
    .join('+')
}

/** Is somebody typing here? Dialogs and menus keep their keys too. */
export function isEditable(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (
    target.isContentEditable ||
    target.closest('[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]')
  )
    return true
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button', 'range'].includes(target.type)
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
}

/** Keys that a focused control needs for itself. */
function isControlKey(target: EventTarget | null, keys: string): boolean {
  if (!(target instanceof HTMLElement)) return false
  const usesArrows = target.closest(
    '[role="radiogroup"], [role="tablist"], [role="slider"], [role="separator"], [role="tree"]',
  )
  return usesArrows !== null && /Arrow/.test(keys)
}

export function findCommand(
  commands: readonly EditorCommand[],
  event: KeyboardEvent,
  editor: EditorContextValue,
): EditorCommand | undefined {
  const { overlay } = editor.store.getState()
  // What is typed while an overlay is being fetched is meant for it.
  if (overlay === 'commands' || overlay === 'shortcuts') return undefined
  const keys = toKeys(event)
  const typing = isEditable(event.target)
  if (isControlKey(event.target, keys)) return undefined
  return commands.find(
    (command) =>
      keysOf(command).includes(keys) &&
      !command.byClipboardEvent &&
      (!typing || command.inFields) &&
      (command.isEnabled?.(editor) ?? true),
  )
}
