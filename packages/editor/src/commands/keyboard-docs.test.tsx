import { formatKeys } from '@evalflow/ui'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { commandTitle, type CommandGroup } from './command.ts'
import { editorCommands } from './registry.ts'

const GROUPS: Record<CommandGroup, string> = {
  groupRun: 'Run',
  groupEdit: 'Edit',
  groupSelect: 'Select',
  groupArrange: 'Arrange',
  groupView: 'View',
  groupFlow: 'Flow',
}

it('docs/keyboard.md has every command with its keys (vitest -u writes it)', async () => {
  const sections = Object.entries(GROUPS).map(([group, title]) => {
    const lines = editorCommands
      .filter((command) => command.group === group && command.keys.length > 0)
      .map(
        (command) =>
          `| ${commandTitle(command)} | ${command.keys.map((keys) => `\`${formatKeys(keys, false)}\``).join(', ')} |`,
      )
    return lines.length === 0 ? '' : `\n## ${title}\n\n| action | keys |\n| --- | --- |\n${lines.join('\n')}\n`
  })
  const page =
    '# Keyboard\n\nAll of it is on the `?` sheet in the editor, where keys can also be changed. On a Mac `Ctrl` is `⌘` and `Alt` is `⌥`.\n' +
    'Written from the table that drives the keys themselves.\n' +
    sections.join('')
  await expect(page).toMatchFileSnapshot(join(import.meta.dirname, '../../../../docs/keyboard.md'))
})
