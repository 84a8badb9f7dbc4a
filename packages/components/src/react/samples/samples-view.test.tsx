import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import axe from 'axe-core'
import { afterEach, expect, it, vi } from 'vitest'
import { testSample } from '../../test-samples.ts'
import { createFakePort } from '../fake-port.ts'
import { StudioPortProvider, type StudioPort } from '../port.ts'
import { NO_FILTERS, SamplesView } from './samples-view.tsx'

afterEach(cleanup)

const shown = testSample(0, { task: 'qa', prompt: 'first prompt' })
const listed = {
  data: [shown],
  pagination: { page: 1, page_size: 50, current_page_size: 1, total_pages: 1, total_results: 1 },
}

function open(port: Partial<StudioPort>, sample?: string) {
  const onSampleChange = vi.fn()
  const { container } = render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <StudioPortProvider value={createFakePort({ listSamples: async () => listed, ...port })}>
        <SamplesView
          jobId="j"
          live={false}
          filters={NO_FILTERS}
          onFiltersChange={() => {}}
          sample={sample}
          onSampleChange={onSampleChange}
        />
      </StudioPortProvider>
    </QueryClientProvider>,
  )
  return { user: userEvent.setup(), onSampleChange, container }
}

it('opens the sample that is asked for, also when the list does not show it', async () => {
  const getSample = vi.fn(async () => ({ ...shown, task: 'a:b', index: 70, prompt: 'a far prompt' }))
  const { container } = open({ getSample }, 'a:b:70')

  expect(await screen.findByText('a far prompt')).toBeTruthy()
  expect(getSample).toHaveBeenCalledWith('j', 'a:b', 70, expect.anything())
  expect(screen.getByText(/first token unavailable/)).toBeTruthy()
  const { violations } = await axe.run(container, { rules: { region: { enabled: false } } })
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([])
})

it('says that there is no such sample', async () => {
  open({ getSample: () => Promise.reject(new Error('There is no sample 9.')) }, 'qa:9')

  await waitFor(() => expect(screen.getByRole('alert').textContent).toBe('There is no sample 9.'))
})

it('tells which sample was opened, so that it can be linked to', async () => {
  const { user, onSampleChange } = open({ getSample: async () => shown })

  await user.click(await screen.findByText('first prompt'))

  expect(onSampleChange).toHaveBeenCalledWith('qa:0')
})
