import type { Forecast } from '@evalflow/contract'
import { cleanup, render, screen, waitFor } from '@testing-library/react'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import userEvent from '@testing-library/user-event'
import axe from 'axe-core'
import { afterEach, expect, it, vi } from 'vitest'
import { createFakePort } from '../fake-port.ts'
import { StudioPortProvider, type StudioPort } from '../port.ts'
import { ForecastDialog } from './forecast-dialog.tsx'

afterEach(cleanup)

const request = { config: 'default/qa_template', target: 'default/t', files_url: 'hf://datasets/default/qa' }
const answer: Forecast = {
  rows: 1200,
  pilot: { rows: 10, failed: 0, cached: 0, seconds: 2, cost: 0.01 },
  prompt_tokens: { value: 24_000, low: 22_000, high: 26_000, method: 'mean of 10 pilot rows × rows' },
  completion_tokens: { value: 6_000, low: null, high: null, method: 'mean of 10 pilot rows × rows' },
  money: { value: 1.2, low: 1.1, high: 1.3, method: 'mean of 10 pilot rows × rows', currency: 'EUR' },
  seconds: { value: 120, low: 60, high: 240, method: 'pace' },
  energy_wh: null,
  notes: ['Energy: unavailable.'],
}
function show(given: Partial<StudioPort>, missing: string | null = null, onClose = () => {}) {
  return render(
    <QueryClientProvider client={new QueryClient()}>
      <StudioPortProvider value={createFakePort(given)}>
        <ForecastDialog request={missing === null ? request : null} missing={missing} onClose={onClose} />
      </StudioPortProvider>
    </QueryClientProvider>,
  )
}

it('knows nothing before the pilot, asks with the rows given, and shows figures with their intervals', async () => {
  const forecast = vi.fn(async () => answer)
  show({ forecast })
  expect(screen.getByText('Without a pilot nothing is known.')).toBeTruthy()

  await userEvent.clear(screen.getByLabelText(/^Rows of the pilot/))
  await userEvent.type(screen.getByLabelText(/^Rows of the pilot/), '20')
  await userEvent.click(screen.getByRole('button', { name: /^Run the pilot/ }))

  const figures = await screen.findByRole('group', { name: 'Forecast' })
  expect(forecast).toHaveBeenCalledWith({ ...request, pilot_rows: 20 }, expect.any(AbortSignal))
  expect(figures.textContent).toMatch(/Money1\.20 EUR · 1\.10 EUR to 1\.30 EUR/)
  expect(figures.textContent).toMatch(/Energyunknown/)
  expect(figures.textContent).toMatch(/one row tells no spread/)
  expect(screen.getByText('Energy: unavailable.')).toBeTruthy()
  expect((await axe.run(document.body, { rules: { region: { enabled: false } } })).violations).toEqual([])
})

it('tells what is missing, and what the server refused', async () => {
  show({}, 'Choose a config first.')
  expect(screen.getByRole('alert').textContent).toBe('Choose a config first.')
  expect(screen.getByRole('button', { name: /^Run the pilot/ })).toHaveProperty('disabled', true)
  cleanup()

  show({ forecast: async () => Promise.reject(new Error('No row of the pilot went well.')) })
  await userEvent.click(screen.getByRole('button', { name: /^Run the pilot/ }))

  expect((await screen.findByRole('alert')).textContent).toBe('No row of the pilot went well.')
})

it('ends the pilot when it is closed', async () => {
  let signal: AbortSignal | undefined
  const { unmount } = show({
    forecast: (_request, given) => {
      signal = given
      return new Promise(() => {})
    },
  })
  await userEvent.click(screen.getByRole('button', { name: /^Run the pilot/ }))
  await waitFor(() => expect(signal?.aborted).toBe(false))

  unmount()

  expect(signal?.aborted).toBe(true)
})
