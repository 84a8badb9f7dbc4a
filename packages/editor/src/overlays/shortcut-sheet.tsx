/** The `?` sheet: the command table, as a table. */
import { Dialog, Kbd } from '@evalflow/ui'
import type { CommandGroup } from '../commands/command.ts'
import { editorCommands } from '../commands/registry.ts'
import { useEditor, useEditorState } from '../editor-context.ts'
import { useT } from '../messages.ts'

const GROUPS: readonly CommandGroup[] = [
  'groupRun',
  'groupEdit',
  'groupSelect',
  'groupArrange',
  'groupView',
  'groupFlow',
]

export function ShortcutSheet() {
  const t = useT()
  const { store } = useEditor()
  const open = useEditorState((state) => state.overlay === 'shortcuts')
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && store.setState({ overlay: null })}
      title={t('shortcuts')}
      size="wide"
    >
      {/* Focusable, so that the keyboard can scroll it. */}
      <div className="ef-sheet" role="group" aria-label={t('shortcuts')} tabIndex={0}>
        {GROUPS.map((group) => (
          <section key={group} aria-label={t(group)}>
            <h3>{t(group)}</h3>
            <dl>
              {editorCommands
                .filter((command) => command.group === group && command.keys.length > 0)
                .map((command) => (
                  <div key={command.id}>
                    <dt>{t(command.title)}</dt>
                    <dd>
                      {command.keys.map((keys) => (
                        <Kbd key={keys} keys={keys} />
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
