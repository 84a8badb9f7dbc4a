import { RowsDialog, type StudioPort } from '@evalflow/components/react'
import type { Preview } from '@evalflow/contract'
import { expect, waitFor, within } from 'storybook/test'
import { LONG } from '../held.tsx'
import { InStudio } from './one-node.tsx'
import { denied, failing, forever } from './story-port.ts'

export default { title: 'Dialogs/Rows' }

const nothing = () => {}
const hub = { repo: 'openai/gsm8k', config: 'main', split: 'test[:100]', token: 'HF_TOKEN' }
const preview = (column: string): Preview => ({
  format: 'hub',
  columns: [
    { name: column, type: 'text' },
    { name: 'answer', type: 'text' },
  ],
  rows: [
    { [column]: 'A train leaves at nine and arrives at noon. How long does it take?', answer: '3 hours' },
    { [column]: 'A train leaves at nine, and arrives at noon! How long does it take?', answer: '3 hours' },
  ],
  total: 100,
  mapping: { prompt: column, ideal_response: 'answer' },
  style: 'completion',
  issues: [],
  issues_total: 0,
  statistics: {
    columns: [
      {
        name: column,
        empty: 0,
        chars: { p50: 214, p90: 402, p99: 611, max: 640 },
        words: { p50: 41, p90: 77, p99: 118, max: 122 },
      },
      {
        name: 'answer',
        empty: 2,
        chars: { p50: 9, p90: 14, p99: 22, max: 31 },
        words: { p50: 2, p90: 3, p99: 4, max: 5 },
      },
    ],
    duplicates: { rows: 1, groups: [{ kept: 4, removed: [9] }] },
    near_duplicates: {
      rows: 2,
      groups: [
        {
          kept: 1,
          similar: [
            { row: 2, similarity: 0.96 },
            { row: 31, similarity: 0.83 },
          ],
        },
      ],
      checked: 100,
    },
  },
})
const rows = (value: Parameters<typeof RowsDialog>[0]['value'], answer: StudioPort['preview']) => () => (
  <InStudio port={{ preview: answer }}>
    <RowsDialog value={value} mapping={null} onSave={nothing} onClose={nothing} />
  </InStudio>
)
const openHub = async () => {
  const tab = await within(document.body).findByRole('tab', { name: 'Hugging Face' })
  // a tab follows the focus
  tab.focus()
  await waitFor(() => expect(tab).toHaveAttribute('aria-selected', 'true'))
}
const openFigures = async () => {
  const body = within(document.body)
  const [summary] = await body.findAllByText('Columns in figures', { selector: 'summary' })
  summary?.click()
  await waitFor(() => expect(body.getByRole('combobox', { name: 'Lengths in' })).toBeVisible())
}

export const HubEmpty = { render: rows(null, forever), play: openHub }
export const HubLoading = rows({ hub }, forever)
export const HubFilled = rows({ hub }, async () => preview('question'))
export const HubFailed = rows({ hub }, failing)
export const HubDenied = rows({ hub }, denied)
export const HubLongText = rows({ hub: { ...hub, repo: `organisation/${LONG.replaceAll(' ', '-')}` } }, async () =>
  preview(LONG),
)
export const Figures = { render: rows({ hub }, async () => preview('question')), play: openFigures }
