import { SnippetsDialog } from '@evalflow/components/react'
import { Suspense } from 'react'
import { expect, waitFor, within } from 'storybook/test'

export default { title: 'Dialogs/Run from outside' }

const shown = (origin: string) => () => (
  <Suspense>
    <SnippetsDialog origin={origin} flowId="flow-M36yz1Z7UGQb1EuYaGRZC8" onClose={() => {}} />
  </Suspense>
)
const openTab = (name: string) => async () => {
  const tab = await within(document.body).findByRole('tab', { name })
  // chosen as by keyboard: a tab follows the focus
  tab.focus()
  await waitFor(() => expect(tab).toHaveAttribute('aria-selected', 'true'))
}

export const Command = shown('http://127.0.0.1:8377')
export const Curl = { render: shown('http://127.0.0.1:8377'), play: openTab('curl') }
export const PythonWithToken = { render: shown('https://evals.example'), play: openTab('Python') }
export const TypeScript = { render: shown('http://127.0.0.1:8377'), play: openTab('TypeScript') }
