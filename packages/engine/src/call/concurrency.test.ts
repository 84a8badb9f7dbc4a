import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AdaptiveLimit } from './concurrency.ts'

describe('AdaptiveLimit', () => {
  it('[C2] halves on a 429, once per cool-down', () => {
    const limit = new AdaptiveLimit(64)

    for (let i = 0; i < 10; i++) limit.onRateLimited(0, i)
    expect(limit.limit).toBe(32)
    limit.onRateLimited(5000, 1500)
    limit.onRateLimited(0, 6000)

    expect(limit.limit).toBe(16)
  })

  it('[C3] grows by a step after a full round of successes at the limit, not below it', () => {
    const limit = new AdaptiveLimit(10)
    limit.onRateLimited(0, 0)
    expect(limit.limit).toBe(5)

    for (let i = 0; i < 50; i++) limit.onSuccess(2, 2000)
    expect(limit.limit).toBe(5)
    for (let i = 0; i < 5; i++) limit.onSuccess(5, 2000)

    expect(limit.limit).toBe(6)
  })

  it('[C1] stays within 1 and the allowed parallelism', () => {
    const event = fc.record({ limited: fc.boolean(), gapMs: fc.nat(3000), afterMs: fc.nat(5000) })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.array(event, { maxLength: 300 }), (max, events) => {
        const limit = new AdaptiveLimit(max)
        let nowMs = 0
        for (const { limited, gapMs, afterMs } of events) {
          nowMs += gapMs
          if (limited) limit.onRateLimited(afterMs, nowMs)
          else limit.onSuccess(limit.limit, nowMs)
          expect(limit.limit).toBeGreaterThanOrEqual(1)
          expect(limit.limit).toBeLessThanOrEqual(max)
        }
      }),
    )
  })
})
