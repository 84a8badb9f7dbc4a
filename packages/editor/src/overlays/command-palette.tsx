/** Every command and component behind one key. */
import { Command } from 'cmdk'
import { Plus } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { KeyOf } from '../commands/key-of.tsx'
import { editorCommands } from '../commands/registry.ts'
import { useEditor, useEditorState } from '../editor-context.ts'
import { useT } from '../messages.ts'
import { addComponent } from '../palette/add-component.ts'

export function CommandPalette() {
  const t = useT()
  const { store } = useEditor()
  const open = useEditorState((state) => state.overlay === 'commands')
  const close = () => store.setState({ overlay: null })
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && close()}>
      <Dialog.Portal>
        <Dialog.Overlay className="ev-scrim ef-scrim-top">
          <Dialog.Content className="ev-dialog ef-commands" aria-describedby={undefined}>
            <Dialog.Title className="ev-visually-hidden">{t('commandPalette')}</Dialog.Title>
            <CommandList onClose={close} />
          </Dialog.Content>
        </Dialog.Overlay>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function CommandList({ onClose }: { onClose: () => void }) {
  const t = useT()
  const editor = useEditor()
  const specs = useEditorState((state) => state.specs)
  const choose = (run: () => void) => {
    onClose()
    // The dialog gives focus back first; commands that move focus come after.
    setTimeout(run)
  }
  const offered = editorCommands.filter((command) => !command.keysOnly && (command.isEnabled?.(editor) ?? true))
  return (
    <Command label={t('commandPalette')}>
      <Command.Input autoFocus placeholder={t('commandSearch')} className="ef-commands-input" />
      <Command.List className="ef-commands-list">
        <Command.Empty className="ev-picker-state">{t('noCommand')}</Command.Empty>
        {offered.map((command) => (
          <Command.Item
            key={command.id}
            className="ev-menu-item"
            value={`${t(command.title)} ${t(command.group)}`}
            onSelect={() => choose(() => command.run(editor))}
          >
            <span className="ev-grow">{t(command.title)}</span>
            <span className="ev-faint">{t(command.group)}</span>
            <KeyOf command={command} />
          </Command.Item>
        ))}
        {specs.list.map((spec) => (
          <Command.Item
            key={`add-${spec.type}`}
            className="ev-menu-item"
            value={`${t('addComponent', { title: spec.title })} ${spec.summary}`}
            keywords={[...spec.keywords]}
            onSelect={() => choose(() => addComponent(editor, spec))}
          >
            <Plus aria-hidden />
            <span className="ev-grow ev-ellipsis">{t('addComponent', { title: spec.title })}</span>
            <span className="ev-faint ev-ellipsis">{spec.summary}</span>
          </Command.Item>
        ))}
      </Command.List>
    </Command>
  )
}
