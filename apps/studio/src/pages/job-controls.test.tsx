import type { JobItem } from '@evalflow/contract'
import { Toaster } from '@evalflow/ui'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import axe from 'axe-core'
import { afterEach, expect, it, vi } from 'vitest'
import { JobControls, type JobClient } from './job-controls.tsx'

afterEach(cleanup)

const progress: NonNullable<JobItem['progress']> = {
  total: 10,
  done: 10,
  failed: 2,
  unscored: 0,
  cached: 0,
  retried: 0,
  rate_limited: 0,
  in_flight: 0,
  concurrency: 8,
  rate: null,
  eta_seconds: null,
  elapsed_seconds: 1,
  scores: [],
  latency: { target: null, ttft: null, judge: null },
  tokens: { prompt: 0, completion: 0, unknown: 0 },
  cost: null,
  partial: true,
  warnings: [],
}
const job: JobItem = {
  id: 'job-1',
  status: 'completed',
  message: null,
  config: 'default/a',
  config_type: 'custom',
  target: 'default/t',
  dataset: null,
  created_at: '2026-11-21T10:00:00Z',
  updated_at: '2026-11-21T10:00:00Z',
  progress,
}

function open(given: JobItem, asked: Partial<JobClient> = {}) {
  const unexpected = async (): Promise<never> => {
    throw new Error('not expected')
  }
  const commands = {
    pauseJob: unexpected,
    resumeJob: unexpected,
    retryJob: unexpected,
    extendJob: unexpected,
    ...asked,
  }
  render(
    <QueryClientProvider client={new QueryClient()}>
      <JobControls job={given} commands={commands} />
      <Toaster />
    </QueryClientProvider>,
  )
  return userEvent.setup()
}
const button = (name: RegExp) => screen.getByRole('button', { name })

it('pauses a running job from the keyboard', async () => {
  const pauseJob = vi.fn(async () => ({ id: 'job-1', status: 'cancelling' }))
  const user = open({ ...job, status: 'running' }, { pauseJob })

  await user.tab()
  expect(document.activeElement).toBe(button(/Pause/))
  await user.keyboard('{Enter}')

  await waitFor(() => expect(pauseJob).toHaveBeenCalledWith('job-1'))
  expect(screen.getAllByRole('button')).toHaveLength(1)
})

it('shows in the words of the server why a job cannot be retried', async () => {
  const user = open(job, { retryJob: () => Promise.reject(new Error('Job "job-1" is running. Wait for its end.')) })

  await user.click(button(/Retry 2 failed/))

  expect(await screen.findByText(/is running\. Wait for its end/)).toBeTruthy()
})

it('extends by a number of rows, keeping what was typed when the server refuses it', async () => {
  const asked: unknown[] = []
  const extendJob: JobClient['extendJob'] = async (id, body) => {
    asked.push(body)
    if (asked.length === 1) throw new Error('Give a larger limit_samples, found 12.')
    return { id, status: 'created' }
  }
  const user = open(job, { extendJob })

  await user.click(button(/More rows/))
  const rows = screen.getByRole('spinbutton', { name: /Rows/ })
  await user.clear(rows)
  await user.keyboard('{Control>}{Enter}{/Control}')
  expect(screen.getByRole('alert').textContent).toContain('whole number')
  await user.type(rows, '12{Control>}{Enter}{/Control}')
  expect((await screen.findByText(/larger limit_samples/)).getAttribute('role')).toBe('alert')
  expect(rows).toHaveProperty('value', '12')
  const { violations } = await axe.run(screen.getByRole('dialog'), { rules: { 'color-contrast': { enabled: false } } })
  expect(violations.map(({ id }) => id)).toEqual([])
  await user.click(screen.getByRole('checkbox', { name: /Every row/ }))
  await user.click(button(/Go on with these rows/))

  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(asked).toEqual([{ limit_samples: 12 }, { limit_samples: null }])
})
