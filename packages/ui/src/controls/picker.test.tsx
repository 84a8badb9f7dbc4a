import { cleanup, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { findViolations, stubLayout } from '../test-support.ts'
import { Picker, type PickerItem } from './picker.tsx'

const TOTAL = 2000
const PAGE_SIZE = 50

beforeEach(() => stubLayout({ width: 300, height: 264, scrollHeight: TOTAL * 44 }))
afterEach(cleanup)

function page(query: string, number: number) {
  const all = Array.from({ length: TOTAL }, (_, index) => ({ id: `d${index}`, label: `dataset ${index}` })).filter(
    (item) => item.label.includes(query),
  )
  return { items: all.slice((number - 1) * PAGE_SIZE, number * PAGE_SIZE), total: all.length }
}

function setUp(
  load = vi.fn(async (query: string, number: number) => page(query, number)),
  value: PickerItem | null = null,
) {
  const onChange = vi.fn()
  render(<Picker aria-label="Dataset" value={value} onChange={onChange} load={load} />)
  return { user: userEvent.setup(), load, onChange, box: screen.getByRole('combobox', { name: 'Dataset' }) }
}

describe('Picker', () => {
  test('loads nothing until it is opened, then one page', async () => {
    const { user, load, box } = setUp()
    expect(load).not.toHaveBeenCalled()
    await user.click(box)
    await screen.findByText('2,000 matches')
    expect(load.mock.calls.map(([query, number]) => [query, number])).toEqual([['', 1]])
    expect(await findViolations()).toEqual([])
  })

  test('goes through pages by keyboard and chooses by Enter', async () => {
    const { user, onChange, load, box } = setUp()
    await user.click(box)
    await screen.findByText('2,000 matches')
    await user.keyboard('{PageDown}'.repeat(10))
    await waitFor(() => expect(load.mock.calls.some(([, number]) => number === 2)).toBe(true))
    await screen.findByText('dataset 60')
    await user.keyboard('{Enter}')
    expect(onChange).toHaveBeenCalledWith({ id: 'd60', label: 'dataset 60' })
  })

  test('searches on the server', async () => {
    const { user, load, box } = setUp()
    await user.click(box)
    await user.keyboard('1999')
    await screen.findByText('1 match')
    expect(load.mock.calls.at(-1)?.slice(0, 2)).toEqual(['1999', 1])
  })

  test('keeps a value that no page holds', async () => {
    const { user, onChange, box } = setUp(undefined, { id: 'gone', label: 'removed/v1' })
    await user.click(box)
    await screen.findByText('2,000 matches')
    expect(box.textContent).toContain('removed/v1')
    expect(onChange).not.toHaveBeenCalled()
  })

  test('tells failure from denial from nothing', async () => {
    const load = vi.fn(async (): Promise<{ items: PickerItem[]; total: number }> => {
      throw new Error('The data store did not answer in 10 s.')
    })
    const { user, box } = setUp(load)
    await user.click(box)
    expect((await screen.findByRole('alert')).textContent).toContain('did not answer')
    load.mockRejectedValueOnce(Object.assign(new Error('no'), { status: 403 }))
    await user.click(screen.getByRole('button', { name: 'Try again' }))
    await screen.findByText('No access')
    load.mockResolvedValueOnce({ items: [], total: 0 })
    await user.click(screen.getByRole('button', { name: 'Refresh' }))
    await screen.findByText('Nothing here yet.')
  })
})
