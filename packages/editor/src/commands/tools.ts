/** What dragging over empty canvas does, and whether anything may be changed. */
import { t, type MessageKey } from '../messages.ts'
import type { Tool } from '../store/editor-store.ts'
import type { EditorCommand } from './command.ts'

function tool(chosen: Tool, title: MessageKey, key: string): EditorCommand {
  return {
    id: `tool-${chosen}`,
    title,
    group: 'groupSelect',
    keys: [key],
    run: ({ store }) => {
      store.setState({ tool: chosen })
      store.announce(t(title))
    },
  }
}

export const panTool = tool('pan', 'toolPan', 'V')
export const boxTool = tool('box', 'toolBox', 'B')
export const lassoTool = tool('lasso', 'toolLasso', 'L')

export const lock: EditorCommand = {
  id: 'lock',
  title: 'lock',
  group: 'groupView',
  keys: ['Shift+L'],
  isEnabled: ({ store }) => !store.getState().fixed,
  run: ({ store }) => {
    const readOnly = !store.getState().readOnly
    store.setState({ readOnly })
    store.announce(t(readOnly ? 'locked' : 'unlocked'))
  },
}
