import { expect, it } from 'vitest'
import { PendingWrites } from './pending-writes.ts'

const figures = { taskNo: 0, flags: 0, hash: 'h', scores: '{}', durationMs: 1, ttftMs: null }
const toRow = (index: number, size: number) => ({
  ...figures,
  index,
  promptTokens: null,
  completionTokens: null,
  record: 'x'.repeat(size),
  item: '',
})

it('[J11] gives small rows all at once, and rows of megabytes one after the other, each with its own caller', () => {
  const pending = new PendingWrites()
  const committed: number[] = []
  const add = (index: number, size: number) => pending.addRow(toRow(index, size), () => committed.push(index))
  const takeNext = () => {
    const { rows, calls, waiting } = pending.take()
    for (const onCommitted of waiting) onCommitted()
    return { rows: rows.map(({ index }) => index), calls: calls.length }
  }

  for (let index = 0; index < 150; index++) add(index, 10)
  expect(takeNext().rows).toHaveLength(150)
  committed.length = 0
  add(0, 10)
  add(1, 5_000_000)
  add(2, 3_000_000)
  pending.addCall({ taskNo: 0, index: 9, call: 'c', hash: 'h', reply: '{}' }, () => committed.push(-1))

  expect(takeNext()).toEqual({ rows: [0], calls: 1 })
  expect(committed).toEqual([-1, 0])
  expect([takeNext().rows, takeNext().rows]).toEqual([[1], [2]])
  expect(committed).toEqual([-1, 0, 1, 2])
  expect(pending.isEmpty).toBe(true)
})
