import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toCallPolicy } from '../policy.ts'
import { Breaker, PROBES } from './breaker.ts'

const policy = toCallPolicy({ breakerFailures: 3, breakerPauseMs: 100, breakerMaxPauseMs: 400, deadAfterMs: 1000 })

function fail(breaker: Breaker, times: number, nowMs: number): void {
  for (let i = 0; i < times; i++) breaker.onFailure(nowMs)
}

describe('Breaker', () => {
  it('[B1] opens after so many failures in a row, and not before', () => {
    const breaker = new Breaker(policy)

    fail(breaker, 2, 0)
    breaker.onAlive()
    fail(breaker, 2, 0)
    expect(breaker.state).toBe('closed')
    fail(breaker, 1, 0)

    expect(breaker.state).toBe('open')
    expect(breaker.admits(99)).toBe(false)
    expect(breaker.admits(100)).toBe(true)
  })

  it('[B2] lets a few probes through when half open', () => {
    const breaker = new Breaker(policy)
    fail(breaker, 3, 0)

    let sent = 0
    while (breaker.admits(100)) {
      breaker.onDispatch()
      sent++
    }

    expect(sent).toBe(PROBES)
    expect(breaker.state).toBe('half_open')
  })

  it('[B3] closes with one success among failed probes', () => {
    const breaker = new Breaker(policy)
    fail(breaker, 3, 0)
    for (let i = 0; i < PROBES; i++) breaker.onDispatch()

    fail(breaker, PROBES - 1, 150)
    breaker.onAlive()

    expect(breaker.state).toBe('closed')
    expect(breaker.isDead(99_999)).toBe(false)
  })

  it('[B4] doubles its pause with each failed round up to the limit', () => {
    const breaker = new Breaker(policy)
    fail(breaker, 3, 0)
    const pauses: number[] = []
    let nowMs = 100

    for (let round = 0; round < 4; round++) {
      breaker.onDispatch()
      breaker.onFailure(nowMs)
      pauses.push((breaker.opensAtMs ?? 0) - nowMs)
      nowMs = breaker.opensAtMs ?? 0
    }

    expect(pauses).toEqual([200, 400, 400, 400])
  })

  it('[B5] is dead after a failed probe once it has been open for long', () => {
    const breaker = new Breaker(policy)
    fail(breaker, 3, 0)
    expect(breaker.isDead(5000)).toBe(false)

    breaker.onDispatch()
    breaker.onFailure(1200)

    expect(breaker.isDead(1200)).toBe(true)
  })

  it('[B5] is never dead within `deadAfterMs` of an answer, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 200, maxLength: 400 }), (answers) => {
        const breaker = new Breaker(policy)
        let lastAliveMs = 0
        for (const [at, isAlive] of answers.entries()) {
          const nowMs = at * 20
          if (!breaker.admits(nowMs)) continue
          breaker.onDispatch()
          if (isAlive) {
            breaker.onAlive()
            lastAliveMs = nowMs
          } else breaker.onFailure(nowMs)
          if (breaker.isDead(nowMs)) expect(nowMs - lastAliveMs).toBeGreaterThanOrEqual(policy.deadAfterMs)
        }
      }),
    )
  })
})
