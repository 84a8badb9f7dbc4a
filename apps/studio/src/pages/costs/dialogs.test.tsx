import { cleanup, render, screen, waitFor } from '@testing-library/react'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import userEvent from '@testing-library/user-event'
import axe from 'axe-core'
import type { ReactElement } from 'react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { PriceDialog } from './price-dialog.tsx'
import { ResumeJobDialog } from './resume-job-dialog.tsx'

afterEach(cleanup)
const show = (element: ReactElement) =>
  render(<QueryClientProvider client={new QueryClient()}>{element}</QueryClientProvider>)
const click = (name: string | RegExp) => userEvent.click(screen.getByRole('button', { name }))

describe('PriceDialog', () => {
  it('asks for what is missing, then gives the price', async () => {
    const onSave = vi.fn(async () => {})
    const onClose = vi.fn()
    show(<PriceDialog price={undefined} currency="EUR" onSave={onSave} onClose={onClose} />)

    await click(/^Save/)
    expect(screen.getByText('Give a value.')).toBeTruthy()
    expect(onSave).not.toHaveBeenCalled()
    await userEvent.type(screen.getByRole('textbox', { name: /^Model/ }), 'vendor/*')
    await userEvent.type(screen.getByLabelText(/^Input/), '2.5')
    await userEvent.type(screen.getByLabelText(/^Output/), '10')
    await click(/^Save/)

    await waitFor(() => expect(onClose).toHaveBeenCalled())
    expect(onSave).toHaveBeenCalledWith({
      model: 'vendor/*',
      input_per_million: 2.5,
      output_per_million: 10,
      as_of: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
    })
    expect((await axe.run(document.body, { rules: { region: { enabled: false } } })).violations).toEqual([])
  })

  it('keeps what was entered when the server refuses, and says why', async () => {
    const price = { model: 'm', input_per_million: 1, output_per_million: 2, note: 'kept' }
    const onSave = vi.fn(async () => Promise.reject(new Error('The server is away.')))
    show(<PriceDialog price={price} currency="EUR" onSave={onSave} onClose={() => {}} />)

    await click(/^Save/)

    expect((await screen.findByRole('alert')).textContent).toBe('The server is away.')
    expect(onSave).toHaveBeenCalledWith(price)
  })
})

describe('ResumeJobDialog', () => {
  const cost = { amount: 1.5, currency: 'EUR', budget: 2 }

  it('wants more than is spent', async () => {
    const onResume = vi.fn(async () => {})
    show(<ResumeJobDialog cost={cost} onResume={onResume} onClose={() => {}} />)
    const budget = screen.getByLabelText(/^Budget/)

    await userEvent.clear(budget)
    await userEvent.type(budget, '1')
    await click(/^Go on/)
    expect(screen.getByText('Give more than what is spent, or no limit.')).toBeTruthy()
    await userEvent.clear(budget)
    await userEvent.type(budget, '5')
    await click(/^Go on/)

    await waitFor(() => expect(onResume).toHaveBeenCalledWith(5))
  })

  it('takes away the limit', async () => {
    const onResume = vi.fn(async () => {})
    show(<ResumeJobDialog cost={cost} onResume={onResume} onClose={() => {}} />)

    await userEvent.click(screen.getByRole('checkbox', { name: 'No limit' }))
    await click(/^Go on/)

    await waitFor(() => expect(onResume).toHaveBeenCalledWith(null))
  })
})
