import { NewConfigDialog, NewTargetDialog } from '@evalflow/components/react'
import { expect, userEvent, waitFor, within } from 'storybook/test'
import { LONG } from '../held.tsx'
import { InStudio } from './one-node.tsx'

export default { title: 'Dialogs/New' }

const nothing = () => {}
const connected = {
  namespace: 'default',
  name: 'tickets',
  files_url: 'hf://datasets/default/tickets/v1',
  records: 2,
  columns: ['prompt', 'ideal_response'],
  size_bytes: 10,
  hash: null,
}
const typeName = (text: string) => async () => {
  const name = await within(document.body).findByRole('textbox', { name: /name/i })
  await userEvent.type(name, text)
  await waitFor(() => expect(name).toHaveValue(text))
}
const newConfig = (dataset: typeof connected | null) => () => (
  <InStudio>
    <NewConfigDialog namespace="default" connected={dataset} onCreated={nothing} onClose={nothing} />
  </InStudio>
)

export const ConfigEmpty = newConfig(null)
export const ConfigFilled = { render: newConfig(connected), play: typeName('support') }
export const ConfigLongText = { render: newConfig(connected), play: typeName(LONG) }
export const ConfigWrong = {
  render: newConfig(null),
  play: async () => {
    const buttons = await within(document.body).findAllByRole('button', { name: /create/i })
    await userEvent.click(buttons.at(-1) ?? document.body)
    await waitFor(() => expect(document.querySelector('.ev-field-error')).not.toBeNull())
  },
}
export const Target = () => (
  <InStudio>
    <NewTargetDialog namespace="default" onCreated={nothing} onClose={nothing} />
  </InStudio>
)
/** With all that is folded away, and the price that is given half. */
export const TargetWithPrice = {
  render: Target,
  play: async () => {
    const body = within(document.body)
    await userEvent.type(await body.findByRole('textbox', { name: /^Target name/ }), 'hosted')
    await userEvent.type(body.getByRole('textbox', { name: /^Endpoint URL/ }), 'https://host/v1')
    await userEvent.type(body.getByRole('textbox', { name: /^Model id/ }), 'org/m')
    await userEvent.click(body.getByRole('button', { name: /^More/ }))
    await userEvent.type(body.getByLabelText('Price, input'), '0.15')
    await userEvent.click(body.getByRole('button', { name: /^Create target/ }))
    await waitFor(() => expect(document.querySelector('.ev-field-error')).not.toBeNull())
  },
}
