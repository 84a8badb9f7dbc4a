import { expect, it } from 'vitest'
import { Budget, type BudgetAlert } from './budget.ts'

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
