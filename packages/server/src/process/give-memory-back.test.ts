import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { giveMemoryBackWhenIdle } from './give-memory-back.ts'

const SECOND = 1000

describe('giving memory back', () => {
  let cpu = 0
  let collected = 0
  let stop = () => {}

  beforeEach(() => {
    vi.useFakeTimers()
    cpu = 0
    collected = 0
    stop = giveMemoryBackWhenIdle({ cpuMs: () => cpu, collect: () => void (collected += 1) })
  })
  afterEach(() => {
    stop()
    vi.useRealTimers()
  })

  it('happens once after work, when it has rested for three seconds', () => {
    cpu = 900
    vi.advanceTimersByTime(3 * SECOND)
    expect(collected).toBe(0)
    vi.advanceTimersByTime(SECOND)
    expect(collected).toBe(1)
    vi.advanceTimersByTime(600 * SECOND)
    expect(collected).toBe(1)
  })

  it('waits while it works, and comes again after more work', () => {
    for (let second = 0; second < 20; second += 1) {
      cpu += 200
      vi.advanceTimersByTime(SECOND)
    }
    expect(collected).toBe(0)
    vi.advanceTimersByTime(3 * SECOND)
    expect(collected).toBe(1)
    cpu += 1000
    vi.advanceTimersByTime(4 * SECOND)
    expect(collected).toBe(2)
  })

  it('leaves little work alone', () => {
    cpu = 100
    vi.advanceTimersByTime(60 * SECOND)
    expect(collected).toBe(0)
  })

  it('really makes the process smaller', async () => {
    stop()
    vi.useRealTimers()
    let garbage: number[][] | undefined = Array.from({ length: 200 }, () => Array.from({ length: 20_000 }, (_, i) => i))
    const before = process.memoryUsage().heapTotal
    expect(garbage.length).toBe(200)
    garbage = undefined
    let used = 0
    // reports work once and rest ever after
    const end = giveMemoryBackWhenIdle({ cpuMs: () => (used = Math.min(used + 500, 1000)) })
    await expect.poll(() => process.memoryUsage().heapTotal, { timeout: 10_000 }).toBeLessThan(before - 10_000_000)
    end()
  })
})
