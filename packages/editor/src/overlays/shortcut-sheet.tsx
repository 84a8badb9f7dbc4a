/** The `?` sheet: the command table, as a table. Each key can be changed here; what it takes from whom is said first. */
import { Button, Dialog, Kbd } from '@evalflow/ui'
import { useState } from 'react'
import type { CommandGroup, EditorCommand } from '../commands/command.ts'
import { keysOf, isRebound, resetKeys, useKeymap } from '../commands/keymap.ts'
import { editorCommands } from '../commands/registry.ts'
import { useEditor, useEditorState } from '../editor-context.ts'
import { useT } from '../messages.ts'
import { KeyCapture } from './key-capture.tsx'

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
  const chosen = useKeymap()
  const [changing, setChanging] = useState<string | null>(null)
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
                .filter((command) => command.group === group)
                .map((command) => (
                  <Row
                    key={command.id}
                    command={command}
                    changing={changing === command.id}
                    onChange={(on) => setChanging(on ? command.id : null)}
                  />
                ))}
            </dl>
          </section>
        ))}
      </div>
      <div className="ev-row ef-sheet-foot">
        <span className="ev-muted ev-grow">{t('keysHelp')}</span>
        <Button
          size="small"
          disabled={Object.keys(chosen).length === 0}
          onClick={() => {
            resetKeys(editorCommands)
            store.announce(t('keysReset'))
          }}
        >
          {t('resetKeys')}
        </Button>
      </div>
    </Dialog>
  )
}

interface RowProps {
  command: EditorCommand
  changing: boolean
  onChange: (on: boolean) => void
}

function Row({ command, changing, onChange }: RowProps) {
  const t = useT()
  const keys = keysOf(command)
  const title = t(command.title)
  return (
    <div>
      <dt>{title}</dt>
      <dd>
        {changing ? (
          <KeyCapture command={command} onDone={() => onChange(false)} />
        ) : (
          <>
            {isRebound(command) && (
              <Button
                size="small"
                variant="link"
                aria-label={t('resetKey', { command: title })}
                onClick={() => resetKeys(editorCommands, command)}
              >
                ↺
              </Button>
            )}
            <button
              type="button"
              className="ef-key"
              disabled={command.byClipboardEvent}
              title={command.byClipboardEvent ? t('fixedKey') : undefined}
              onClick={() => onChange(true)}
            >
              {keys.length === 0 ? (
                <span className="ev-faint">{t('noKey')}</span>
              ) : (
                keys.map((key) => <Kbd key={key} keys={key} />)
              )}
              <span className="ev-visually-hidden">
                {t(keys.length === 0 ? 'addKey' : 'changeKey', { command: title })}
              </span>
            </button>
          </>
        )}
      </dd>
    </div>
  )
}
