import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Budget, type BudgetAlert } from './budget.ts'
import { SpendPool } from './spend-pool.ts'

it('[P6] alerts once at half, four fifths and the whole, also over a resume', () => {
  const alerts: BudgetAlert[] = []
  const options = {
    prices: { m: { inputPerMillion: 1_000_000, outputPerMillion: 0 } },
    currency: 'EUR',
    limit: 10,
    onAlert: (alert: BudgetAlert) => void alerts.push(alert),
  }
  const spend = (budget: Budget, tokens: number) => budget.settle(0n, 'm', { prompt: tokens, completion: 0 })

  const first = new Budget(options, undefined)
  for (let i = 0; i < 6; i++) spend(first, 1)
  const resumed = new Budget(options, first.spentText)
  spend(resumed, 4)

  expect(alerts.map(({ share, amount }) => [share, amount])).toEqual([
    [0.5, 5],
    [0.8, 10],
    [1, 10],
  ])
})

it('[P3] gives the cost of an answer only where price and usage are known', () => {
  const budget = new Budget(
    { prices: { m: { inputPerMillion: 2, outputPerMillion: 4 } }, currency: 'EUR', limit: null },
    undefined,
  )

  expect(budget.costOf('m', { prompt: 1_000_000, completion: 500_000 })).toBe(4)
  expect(budget.costOf('m', { prompt: null, completion: null })).toBeNull()
  expect(budget.costOf('other', { prompt: 1, completion: 1 })).toBeNull()
})

it('bills prompt tokens that the server had in its cache at their own price', () => {
  const price = { inputPerMillion: 10, outputPerMillion: 0, cachedPerMillion: 1 }
  const budget = new Budget({ prices: { m: price }, currency: 'EUR', limit: null }, undefined)

  expect(budget.costOf('m', { prompt: 1_000_000, completion: 0, cached: 400_000 })).toBe(6.4)
  // a server cannot have had more in its cache than there was
  expect(budget.costOf('m', { prompt: 1_000_000, completion: 0, cached: 2_000_000 })).toBe(1)
})

describe('a shared limit', () => {
  const prices = { m: { inputPerMillion: 0, outputPerMillion: 1_000_000 } }
  const body = (tokens: number) => ({ max_tokens: tokens })
  const createRun = (pool: SpendPool, runId: string, onAlert: (alert: BudgetAlert) => void = () => {}) =>
    new Budget({ prices, currency: 'EUR', limit: null, shared: { pool, runId }, onAlert }, undefined)

  it('[P7] is never overshot, whatever the order of two runs', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ run: fc.nat(1), tokens: fc.integer({ min: 1, max: 9 }), used: fc.nat(9), ends: fc.boolean() }),
        ),
        (steps) => {
          const pool = new SpendPool({ name: 'project "p"', limit: 30, currency: 'EUR' })
          const runs = [createRun(pool, 'a'), createRun(pool, 'b')]
          const open: { run: Budget; reservation: bigint; used: number }[] = []
          for (const { run: at, tokens, used, ends } of steps) {
            const run = runs[at]
            const reservation = run?.reserve('m', body(tokens), '')
            if (run && typeof reservation === 'bigint') open.push({ run, reservation, used: Math.min(used, tokens) })
            const next = ends ? open.shift() : undefined
            next?.run.settle(next.reservation, 'm', { prompt: 0, completion: next.used })
          }
          for (const { run, reservation, used } of open) run.settle(reservation, 'm', { prompt: 0, completion: used })
          expect(pool.amount).toBeLessThanOrEqual(30)
          expect(pool.amount).toBe((runs[0]?.amount ?? 0) + (runs[1]?.amount ?? 0))
        },
      ),
    )
  })

  it('[P7] lets one run wait for what the other has reserved, and stops it when nothing can come back', async () => {
    const pool = new SpendPool({ name: 'project "p"', limit: 10, currency: 'EUR' })
    const [first, second] = [createRun(pool, 'a'), createRun(pool, 'b')]
    const held = first.reserve('m', body(8), '')

    expect(second.reserve('m', body(8), '')).toBe('wait')
    const waited = second.settled()
    first.settle(typeof held === 'bigint' ? held : 0n, 'm', { prompt: 0, completion: 5 })
    await waited
    expect(second.reserve('m', body(8), '')).toBe('stop')
    expect(second.toStopMessage()).toMatch(/Budget of 10 EUR of project "p" reached: 5\.0/)
    pool.setLimit(20)
    expect(second.reserve('m', body(8), '')).toBeTypeOf('bigint')
  })

  it('[P7] tells its shares once, also to a run that joins with what it had spent', () => {
    const told: [number, string][] = []
    const pool = new SpendPool({ name: 'p', limit: 10, currency: 'EUR', spent: [['old', 4]], alertPercents: [50, 90] })
    const run = createRun(pool, 'a', ({ share, scope }) => told.push([share, scope]))

    for (let step = 0; step < 5; step++) run.settle(0n, 'm', { prompt: 0, completion: 1 })
    const resumed = new Budget({ prices, currency: 'EUR', limit: null, shared: { pool, runId: 'a' } }, run.spentText)

    expect(told).toEqual([
      [0.5, 'shared'],
      [0.9, 'shared'],
    ])
    expect(pool.amount).toBe(9)
    expect(resumed.amount).toBe(5)
  })
})
