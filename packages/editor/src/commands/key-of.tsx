/** The key of a command as a hint; nothing when it has none. */
import { Kbd } from '@evalflow/ui'
import type { EditorCommand } from './command.ts'
import { keysOf, useKeymap } from './keymap.ts'

export function KeyOf({ command }: { command: EditorCommand }) {
  useKeymap()
  const [first] = keysOf(command)
  return first === undefined ? null : <Kbd keys={first} />
}
