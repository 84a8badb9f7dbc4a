import { Field, Picker, Tag, type LoadPage, type PickerItem } from '@evalflow/ui'
import { expect, userEvent, waitFor, within } from 'storybook/test'
import { Held, LONG } from '../held.tsx'

export default { title: 'UI/Picker' }

const item = (index: number): PickerItem => ({
  id: `default/set-${index}`,
  label: index === 2 ? LONG : `set-${index}`,
  detail: `${index * 100} rows`,
  lead: <Tag>chat</Tag>,
  ...(index === 3 ? { unavailable: 'Has no column “prompt”.' } : {}),
})
const PAGE = 50
const filled: LoadPage<PickerItem> = async (query, page) => ({
  items: Array.from({ length: PAGE }, (_, index) => item((page - 1) * PAGE + index)),
  total: query === '' ? 2000 : 0,
})

function Chooser({ load }: { load: LoadPage<PickerItem> }) {
  return (
    <div className="story-wide story-tall">
      <Held<PickerItem | null> start={null}>
        {(value, set) => (
          <Field label="Dataset">
            <Picker
              value={value}
              onChange={set}
              load={load}
              placeholder="Choose a dataset"
              empty="No datasets yet. Create one with the Dataset Creator."
              clearable
            />
          </Field>
        )}
      </Held>
    </div>
  )
}

const open = async ({ canvasElement }: { canvasElement: HTMLElement }) => {
  await userEvent.click(within(canvasElement).getByRole('combobox'))
  await waitFor(() =>
    expect(document.body.querySelector('[role="listbox"], [role="status"], [role="alert"]')).not.toBeNull(),
  )
}

export const Closed = () => <Chooser load={filled} />
export const Filled = { render: () => <Chooser load={filled} />, play: open }
export const Empty = { render: () => <Chooser load={async () => ({ items: [], total: 0 })} />, play: open }
export const Failed = {
  render: () => (
    <Chooser load={() => Promise.reject(new Error('The data store answered 503. Try again in a minute.'))} />
  ),
  play: open,
}
export const Denied = {
  render: () => <Chooser load={() => Promise.reject(Object.assign(new Error('No.'), { status: 403 }))} />,
  play: open,
}
