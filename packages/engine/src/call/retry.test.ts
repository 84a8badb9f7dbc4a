import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultPolicy } from '../policy.ts'
import { parseRetryAfterMs, toRetryDelayMs } from './retry.ts'

describe('toRetryDelayMs', () => {
  it('[R2] spreads over the whole exponential bound', () => {
    const bounds = [0, 1, 2, 3].map((retry) => toRetryDelayMs(defaultPolicy, retry, null, () => 1))

    expect(bounds).toEqual([500, 1000, 2000, 4000])
    expect(toRetryDelayMs(defaultPolicy, 3, null, () => 0)).toBe(0)
    expect(toRetryDelayMs(defaultPolicy, 400, null, () => 1)).toBe(defaultPolicy.maxDelayMs)
  })

  it('[R3] never comes back before Retry-After', () => {
    fc.assert(
      fc.property(
        fc.nat(1000),
        fc.nat(10_000_000),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (retry, afterMs, uniform) => {
          expect(toRetryDelayMs(defaultPolicy, retry, afterMs, () => uniform)).toBeGreaterThanOrEqual(afterMs)
        },
      ),
    )
  })
})

describe('parseRetryAfterMs', () => {
  const nowMs = Date.parse('2026-11-21T10:00:00Z')

  it.each([
    ['[R3] seconds', '120', 120_000],
    ['[R3] zero', '0', 0],
    ['[R3] an HTTP date', 'Sat, 21 Nov 2026 10:01:30 GMT', 90_000],
    ['[R3] a past date', 'Sat, 21 Nov 2026 09:00:00 GMT', 0],
    ['nonsense', 'soon', null],
    ['nothing', null, null],
  ])('%s', (_rule, header, expected) => {
    expect(parseRetryAfterMs(header, nowMs)).toBe(expected)
  })
})
