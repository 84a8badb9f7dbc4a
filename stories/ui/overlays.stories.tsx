import {
  Button,
  ConfirmDialog,
  Dialog,
  Drawer,
  Field,
  Menu,
  MenuAt,
  notify,
  Popover,
  TextInput,
  Tooltip,
} from '@evalflow/ui'
import { Copy, Trash2 } from 'lucide-react'
import { expect, userEvent, waitFor, within } from 'storybook/test'
import { LONG } from '../held.tsx'

export default { title: 'UI/Overlays' }

const nothing = () => {}
const entries = [
  { id: 'copy', label: 'Copy', icon: <Copy aria-hidden />, shortcut: 'Mod+C', onSelect: nothing },
  { id: 'run', label: 'Run', disabled: true, help: 'Nothing is connected.', onSelect: nothing },
  { id: 'line', line: true as const },
  { id: 'delete', label: 'Delete', icon: <Trash2 aria-hidden />, danger: true, onSelect: nothing },
]

export const WithPreview = () => (
  <Dialog
    open
    onOpenChange={nothing}
    title="New config"
    description="How is evaluated; a template takes its dataset when it runs."
    preview={<pre className="ev-mono">{'{\n  "type": "custom"\n}'}</pre>}
    note="Creates a template."
    actions={
      <>
        <Button>Cancel</Button>
        <Button variant="primary">Create</Button>
      </>
    }
  >
    <Field label="Config name" required>
      <TextInput value="support" onChange={nothing} />
    </Field>
  </Dialog>
)

export const Confirm = () => (
  <ConfirmDialog
    open
    onOpenChange={nothing}
    title="Delete 3 runtime configs?"
    consequence="Jobs, results and samples stay. The configs are made again when they are needed."
    names={['default/support', 'default/faq', LONG]}
    confirmLabel="Delete 3 configs"
    onConfirm={nothing}
  />
)

export const SidePanel = () => (
  <div className="story-tall" style={{ display: 'flex', width: 640, justifyContent: 'flex-end' }}>
    <Drawer name="story" title="Evaluator" onClose={nothing} defaultWidthPx={360}>
      <p style={{ padding: 14 }}>{LONG}</p>
    </Drawer>
  </div>
)

export const OpenMenu = {
  render: () => (
    <div className="story-tall">
      <Menu trigger={<Button>More</Button>} entries={entries} align="start" />
    </div>
  ),
  play: async ({ canvasElement }: { canvasElement: HTMLElement }) => {
    await userEvent.click(within(canvasElement).getByRole('button'))
    await waitFor(() => expect(within(document.body).getByRole('menu')).toBeVisible())
  },
}

export const ContextMenu = () => (
  <div className="story-tall">
    <MenuAt at={{ x: 40, y: 40 }} onClose={nothing} entries={entries} label="Node" />
  </div>
)

export const OpenPopover = () => (
  <div className="story-tall">
    <Popover trigger={<Button>Filter</Button>} label="Filter" open onOpenChange={nothing}>
      <Field label="Contains">
        <TextInput value="" onChange={nothing} />
      </Field>
    </Popover>
  </div>
)

export const OpenTooltip = {
  render: () => (
    <div style={{ padding: 60 }}>
      <Tooltip content="Run this node" shortcut="Mod+Enter">
        <Button>Run</Button>
      </Tooltip>
    </div>
  ),
  play: async () => {
    await userEvent.tab()
    await expect(await within(document.body).findByRole('tooltip')).toBeInTheDocument()
  },
}

export const Toasts = {
  render: () => <Button onClick={() => notify.good('Saved')}>Save</Button>,
  play: async () => {
    notify.good('Config created', { description: 'default/support' })
    notify.bad('The server is away', {
      description: 'What you typed is kept.',
      action: { label: 'Retry', onClick: nothing },
    })
    await waitFor(() => expect(within(document.body).getByText('Config created')).toBeVisible())
  },
}
