import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, it } from 'vitest'
import { SnippetsDialog } from './snippets-dialog.tsx'
import { toSnippets } from './snippets.ts'

afterEach(cleanup)
const LOCAL = { origin: 'http://127.0.0.1:8377', flowId: 'flow-abc' }

it('names the flow and this server in each, and no token where none is needed', () => {
  for (const { id, text } of toSnippets(LOCAL)) {
    expect(text, id).toContain('flow-abc')
    expect(text, id).toContain('http://127.0.0.1:8377')
    expect(text, id).not.toContain('TOKEN')
  }
})

it('takes the token from the environment where the server is reached by others', () => {
  for (const { id, text } of toSnippets({ ...LOCAL, origin: 'https://evals.example' }))
    expect(text, id).toContain('EVALFLOW_TOKEN')
})

it('shows one at a time and copies what is shown', async () => {
  const user = userEvent.setup()
  render(<SnippetsDialog {...LOCAL} onClose={() => {}} />)

  await user.click(screen.getByRole('tab', { name: 'curl' }))
  await user.click(screen.getByRole('button', { name: /Copy curl/ }))

  const copied = await navigator.clipboard.readText()
  expect(copied).toBe(toSnippets(LOCAL)[1]?.text)
  expect(screen.getByRole('tabpanel', { name: 'curl' }).textContent).toBe(copied)
})
