/** An editor command: one entry drives its key, the command palette, hints, the `?` sheet and the tests. */
import type { EditorContextValue } from '../editor-context.ts'
import { t, type MessageKey } from '../messages.ts'

export type CommandGroup = 'groupEdit' | 'groupSelect' | 'groupArrange' | 'groupView' | 'groupRun' | 'groupFlow'

export interface EditorCommand {
  id: string
  title: MessageKey
  group: CommandGroup
  /** As `formatKeys` of `@evalflow/ui` takes them; the first is the one that is shown. */
  keys: readonly string[]
  /** The browser's own copy, cut and paste events call it, not the key. */
  byClipboardEvent?: true
  /** Works while typing in a field. */
  inFields?: true
  /** On the `?` sheet, but not in the command palette (arrows). */
  keysOnly?: true
  isEnabled?: (editor: EditorContextValue) => boolean
  run: (editor: EditorContextValue) => void
}

export const hasSelection = ({ store }: EditorContextValue): boolean => store.getState().selection.nodes.size > 0
export const canEdit = ({ store }: EditorContextValue): boolean => !store.getState().readOnly
export const canEditSelection = (editor: EditorContextValue): boolean => canEdit(editor) && hasSelection(editor)
export const hasSeveral = (editor: EditorContextValue): boolean =>
  canEdit(editor) && editor.store.getState().selection.nodes.size > 1

/** The words of a command as menu, palette and sheet show them. */
export const commandTitle = (command: EditorCommand): string => t(command.title)
