import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import axe from 'axe-core'
import { afterEach, expect, it, vi } from 'vitest'
import { createFakePort } from '../fake-port.ts'
import { StudioPortProvider, type StudioPort } from '../port.ts'
import type { ProbeResult } from '../wire.ts'
import { TargetProbe } from './target-probe.tsx'

afterEach(cleanup)

const ENDPOINT = { kind: 'endpoint', url: 'https://h.example/v1', model_id: 'm', api_key: 'KEY' }
const found: ProbeResult = {
  model: 'm',
  found: [
    { name: 'chat', state: 'yes', reason: 'it answered a chat' },
    { name: 'seed', state: 'ignored', reason: 'two answers differ' },
  ],
  requests: 11,
  prompt_tokens: 30,
  completion_tokens: 20,
  duration_ms: 1500,
  at: '2026-05-31T12:00:00.000Z',
  price: { input: 2, output: 8, currency: 'EUR' },
}

function open(values: Record<string, string>, probeTarget: StudioPort['probeTarget']) {
  return render(
    <QueryClientProvider client={new QueryClient()}>
      <StudioPortProvider value={createFakePort({ probeTarget })}>
        <TargetProbe values={values} />
      </StudioPortProvider>
    </QueryClientProvider>,
  )
}
const check = () => screen.getByRole('button', { name: 'Check what works' })

it('tells what works, how long it took and what it costs', async () => {
  const probeTarget = vi.fn<StudioPort['probeTarget']>(async () => found)
  const { container } = open(ENDPOINT, probeTarget)

  await userEvent.click(check())

  expect((await screen.findByRole('list')).textContent).toBe('ChatyesSeedignored')
  expect(probeTarget.mock.calls[0]?.[0]).toEqual({
    target: { url: 'https://h.example/v1', model_id: 'm', format: 'openai', headers: {}, api_key_secret: 'KEY' },
  })
  expect(screen.getByText(/11 requests in 1\.5/)).toBeTruthy()
  expect(screen.getByText('2 in, 8 out per million tokens (EUR)')).toBeTruthy()
  const { violations } = await axe.run(container, { rules: { region: { enabled: false } } })
  expect(violations).toEqual([])
})

it('says why a target cannot be asked', async () => {
  open({ kind: 'pick', target: 'model:gone' }, () => Promise.reject(new Error('There is no such model here.')))

  await userEvent.click(check())

  expect((await screen.findByRole('alert')).textContent).toBe('There is no such model here.')
})

it('waits until the fields name a target', () => {
  open({ kind: 'endpoint', url: 'not an address', model_id: 'm' }, () => Promise.reject(new Error('unexpected')))

  expect(check().hasAttribute('disabled')).toBe(true)
})
