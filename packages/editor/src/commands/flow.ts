/** The flow as a whole: files, versions, problems. Studio does it; the editor offers it by key and palette. */
import type { HostAction } from '../editor-context.ts'
import type { MessageKey } from '../messages.ts'
import type { EditorCommand } from './command.ts'

const toCommand = (action: HostAction, title: MessageKey, keys: readonly string[] = []): EditorCommand => ({
  id: action,
  title,
  group: 'groupFlow',
  keys,
  isEnabled: ({ callbacks }) => callbacks.action !== undefined,
  run: ({ callbacks }) => callbacks.action?.(action),
})

export const templates = toCommand('templates', 'openTemplates', ['Shift+T'])

export const flowActions: readonly EditorCommand[] = [
  templates,
  toCommand('problems', 'showProblems', ['Shift+P']),
  toCommand('versions', 'showVersions', ['Shift+V']),
  toCommand('name-version', 'nameVersion', ['Mod+S']),
  toCommand('import', 'importFile'),
  toCommand('export-evalflow', 'exportEvalflow', ['Mod+Shift+S']),
  toCommand('export-langflow', 'exportLangflow'),
  toCommand('copy-json', 'copyJson'),
]
