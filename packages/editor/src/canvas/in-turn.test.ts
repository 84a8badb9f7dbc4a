import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { inTurn } from './in-turn.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('runs at once, then once in a while, and after the last call', () => {
  const run = vi.fn()
  const call = inTurn(run, 100)
  call()
  expect(run).toHaveBeenCalledTimes(1)
  for (let step = 0; step < 5; step++) call()
  expect(run).toHaveBeenCalledTimes(1)
  vi.advanceTimersByTime(100)
  expect(run).toHaveBeenCalledTimes(2)
  vi.advanceTimersByTime(1000)
  expect(run).toHaveBeenCalledTimes(2)
  call()
  expect(run).toHaveBeenCalledTimes(3)
})

test('nothing runs after it was cancelled', () => {
  const run = vi.fn()
  const call = inTurn(run, 100)
  call()
  call()
  call.cancel()
  vi.advanceTimersByTime(1000)
  expect(run).toHaveBeenCalledTimes(1)
})
