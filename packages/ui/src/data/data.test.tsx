import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { findViolations, stubLayout } from '../test-support.ts'
import { StateBadge, STATES, Tag } from './badges.tsx'
import { Pagination } from './pagination.tsx'
import { Progress } from './progress.tsx'
import { ScoreInterval } from './score-interval.tsx'
import { Table } from './table.tsx'

beforeEach(() => stubLayout())
afterEach(cleanup)

const rows = ['a', 'b', 'c', 'd'].map((id, index) => ({ id, runs: index }))

function Listing({ onOpen }: { onOpen: (row: (typeof rows)[number]) => void }) {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  return (
    <>
      <Table
        label="Configs"
        columns={[
          { id: 'name', header: 'Name', cell: (row) => row.id, sortable: true },
          { id: 'runs', header: 'Runs', cell: (row) => row.runs, align: 'right' },
        ]}
        rows={rows}
        rowKey={(row) => row.id}
        selected={selected}
        onSelectedChange={setSelected}
        onOpen={onOpen}
      />
      <output>{[...selected].toSorted().join()}</output>
    </>
  )
}

describe('Table', () => {
  test('chooses one, a span by Shift, and all', async () => {
    const user = userEvent.setup()
    const { container } = render(<Listing onOpen={() => {}} />)
    expect(await findViolations(container)).toEqual([])
    await user.click(screen.getByRole('checkbox', { name: 'Choose a' }))
    await user.keyboard('{Shift>}')
    await user.click(screen.getByRole('checkbox', { name: 'Choose c' }))
    await user.keyboard('{/Shift}')
    expect(screen.getByRole('status').textContent).toBe('a,b,c')
    await user.click(screen.getByRole('checkbox', { name: 'Choose all on this page' }))
    expect(screen.getByRole('status').textContent).toBe('a,b,c,d')
  })

  test('names its column on each cell, for the cards of narrow screens', () => {
    render(
      <Table
        cards
        label="Runs"
        columns={[{ id: 'runs', header: 'Runs', cell: (row) => row.runs }]}
        rows={rows}
        rowKey={(row) => row.id}
      />,
    )
    expect(screen.getByRole('table').dataset['cards']).toBe('true')
    expect(screen.getAllByRole('cell').map((cell) => cell.dataset['header'])).toEqual(['Runs', 'Runs', 'Runs', 'Runs'])
  })

  test('is worked by keyboard: arrows move, Space chooses, Enter opens', async () => {
    const user = userEvent.setup()
    const onOpen = vi.fn()
    render(<Listing onOpen={onOpen} />)
    screen.getAllByRole('row')[1]?.focus()
    await user.keyboard('{ArrowDown} {Enter}')
    expect(screen.getByRole('status').textContent).toBe('b')
    expect(onOpen).toHaveBeenCalledWith(rows[1])
  })
})

test('Pagination says where it is', () => {
  render(<Pagination page={9} pageSize={50} total={412} onPageChange={() => {}} />)
  expect(screen.getByText('401–412 of 412')).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Next' })).toHaveProperty('disabled', true)
})

test('a score is spoken with interval, n, unscored and floor', () => {
  render(<ScoreInterval label="f1" value={0.405} low={0.386} high={0.424} floor={0.18} n={842} unscored={3} />)
  const name = screen.getByRole('img').getAttribute('aria-label')
  expect(name).toBe('f1: 0.405 ± 0.019, n = 842, 3 unscored, floor 0.180, 95 % interval 0.386 to 0.424')
})

test('a score that could not be computed is no zero', () => {
  render(<ScoreInterval label="f1" value={null} n={0} unscored={12} />)
  expect(screen.getByRole('img').textContent).toContain('–')
  expect(screen.getByRole('img').textContent).not.toContain('0.000')
})

test('states, tags and progress have words and names', async () => {
  const onRemove = vi.fn()
  const { container } = render(
    <>
      {STATES.map((state) => (
        <StateBadge key={state} state={state} />
      ))}
      <Tag onRemove={onRemove}>dataset</Tag>
      <Progress label="Samples" value={842} max={1318} />
      <Progress label="Waiting" value={null} />
    </>,
  )
  for (const word of ['Idle', 'Waiting', 'Running', 'Done', 'Partly', 'Failed', 'Stopped', 'Outdated', 'Broken']) {
    expect(screen.getByText(word)).toBeTruthy()
  }
  expect(screen.getByRole('progressbar', { name: 'Samples' }).getAttribute('aria-valuenow')).toBe('64')
  await userEvent.setup().click(screen.getByRole('button', { name: 'Remove dataset' }))
  expect(onRemove).toHaveBeenCalledOnce()
  expect(await findViolations(container)).toEqual([])
})
