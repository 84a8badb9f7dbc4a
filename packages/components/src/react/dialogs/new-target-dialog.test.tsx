import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, it, vi } from 'vitest'
import { createFakePort } from '../fake-port.ts'
import { StudioPortProvider } from '../port.ts'
import { NewTargetDialog } from './new-target-dialog.tsx'

afterEach(cleanup)

function open() {
  const createTarget = vi.fn(async (body: object) => ({ ...body }))
  const onCreated = vi.fn()
  render(
    <QueryClientProvider client={new QueryClient()}>
      <StudioPortProvider value={createFakePort({ createTarget, listSecrets: async () => [] })}>
        <NewTargetDialog namespace="team" onCreated={onCreated} onClose={() => {}} />
      </StudioPortProvider>
    </QueryClientProvider>,
  )
  return { createTarget, onCreated, user: userEvent.setup() }
}

it('stores an endpoint with its own price', async () => {
  const { createTarget, onCreated, user } = open()
  await user.type(screen.getByLabelText(/^Target name/), 'hosted')
  await user.type(screen.getByLabelText(/^Endpoint URL/), 'https://host/v1')
  await user.type(screen.getByLabelText(/^Model id/), 'org/m')
  await user.click(screen.getByRole('button', { name: /^More/ }))
  await user.type(screen.getByLabelText(/^Price, input/), '0.15')
  await user.type(screen.getByLabelText(/^Price, output/), '0.6')

  await user.click(screen.getByRole('button', { name: /^Create target/ }))

  expect(createTarget).toHaveBeenCalledWith({
    type: 'model',
    namespace: 'team',
    name: 'hosted',
    model: {
      api_endpoint: {
        url: 'https://host/v1',
        model_id: 'org/m',
        format: 'openai',
        price: { input_per_million: 0.15, output_per_million: 0.6, currency: 'USD' },
      },
    },
  })
  expect(onCreated).toHaveBeenCalledWith('target:team/hosted')
})

it('says at the field what is missing, and stores nothing', async () => {
  const { createTarget, user } = open()
  await user.type(screen.getByLabelText(/^Target name/), 'hosted')
  await user.type(screen.getByLabelText(/^Endpoint URL/), 'https://host/v1')
  await user.type(screen.getByLabelText(/^Model id/), 'org/m')
  await user.click(screen.getByRole('button', { name: /^More/ }))
  await user.type(screen.getByLabelText(/^Price, input/), '1')

  await user.click(screen.getByRole('button', { name: /^Create target/ }))

  expect(screen.getByText(/Only one half of the price/)).toBeDefined()
  expect(createTarget).not.toHaveBeenCalled()
})
