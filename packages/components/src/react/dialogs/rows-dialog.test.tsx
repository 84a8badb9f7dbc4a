import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import axe from 'axe-core'
import type { JsonValue } from '@evalflow/graph'
import { afterEach, expect, it, vi } from 'vitest'
import { previewRows } from '../../dataset-creator/preview.ts'
import { createFakePort } from '../fake-port.ts'
import { StudioPortProvider, type StudioPort } from '../port.ts'
import type { PreviewRequest } from '../wire.ts'
import { RowsDialog } from './rows-dialog.tsx'

afterEach(cleanup)

function show(given: Partial<StudioPort>, value: JsonValue = null) {
  const onSave = vi.fn()
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <StudioPortProvider value={createFakePort({ listSecrets: async () => ['hub'], ...given })}>
        <RowsDialog value={value} mapping={null} onSave={onSave} onClose={() => {}} />
      </StudioPortProvider>
    </QueryClientProvider>,
  )
  return onSave
}
const read = () => userEvent.click(screen.getByRole('button', { name: 'Read the rows' }))

it('asks the server for a Hugging Face dataset when told to, not for each letter, and keeps what was named', async () => {
  const preview = vi.fn(async (_request: PreviewRequest) => previewRows({ text: 'question,answer\nOne?,1\n' }))
  const onSave = show({ preview })
  await userEvent.click(screen.getByRole('tab', { name: 'Hugging Face' }))
  expect(screen.getByRole('button', { name: 'Read the rows' })).toHaveProperty('disabled', true)
  expect(screen.getByRole('button', { name: /^Use these rows/ })).toHaveProperty('disabled', true)

  await userEvent.type(screen.getByLabelText(/^Dataset/), 'team/qa')
  await userEvent.type(screen.getByLabelText(/^Split/), 'test')
  expect(preview).not.toHaveBeenCalled()
  await read()

  expect((await screen.findAllByText('One?')).length).toBeGreaterThan(0)
  expect(preview.mock.calls.map(([request]) => request)).toEqual([
    { source: { hub: { repo: 'team/qa', split: 'test' } } },
  ])
  expect((await axe.run(document.body, { rules: { region: { enabled: false } } })).violations).toEqual([])
  await userEvent.click(screen.getByRole('button', { name: /^Use these rows/ }))
  expect(onSave).toHaveBeenCalledWith({ source: { hub: { repo: 'team/qa', split: 'test' } }, mapping: null })
})

it('tells what the server found, and opens a kept dataset with its fields', async () => {
  const preview = async () => Promise.reject(new Error('It has no split "dev"; found test.jsonl, train.jsonl.'))
  show({ preview }, { hub: { repo: 'team/qa', split: 'dev', token: 'hub' } })

  expect(await screen.findByText(/It has no split "dev"; found test.jsonl, train.jsonl/)).toBeTruthy()
  expect(screen.getByLabelText(/^Dataset/)).toHaveProperty('value', 'team/qa')
  expect(screen.getByLabelText(/^Split/)).toHaveProperty('value', 'dev')
  expect(screen.getByLabelText(/^Token/).textContent ?? '').toContain('hub')
})

it('reads pasted text at once', async () => {
  const preview = vi.fn(async (_request: PreviewRequest) => previewRows({ text: 'question,answer\nOne?,1\n' }))
  show({ preview }, { text: 'question,answer\nOne?,1\n' })

  expect((await screen.findAllByText('One?')).length).toBeGreaterThan(0)
  expect(screen.getByRole('tab', { name: 'Paste' }).getAttribute('aria-selected')).toBe('true')
})
