import { expect, it } from 'vitest'
import { TurnBudget } from './turn-budget.ts'

/** Keeps the processor busy. */
function work(ms: number): void {
  const untilMs = performance.now() + ms
  while (performance.now() < untilMs);
}

async function score(turns: TurnBudget, samples: number, ms: number): Promise<number[]> {
  let turn = 0
  let isRunning = true
  const count = () => {
    turn++
    if (isRunning) setImmediate(count)
  }
  count()
  const perTurn: number[] = []
  await Promise.all(
    Array.from({ length: samples }, async () => {
      const wait = turns.wait()
      if (wait) await wait
      perTurn[turn] = (perTurn[turn] ?? 0) + 1
      work(ms)
    }),
  )
  isRunning = false
  return perTurn.filter((samplesOfTurn) => samplesOfTurn > 0)
}

it('[S9] parts what takes long over many turns of the event loop', async () => {
  const perTurn = await score(new TurnBudget(), 40, 6)

  // two fit the first turn; the others go on one by one
  expect(Math.max(...perTurn)).toBeLessThanOrEqual(2)
  expect(perTurn.reduce((sum, samples) => sum + samples, 0)).toBe(40)
})

it('[S9] lets what takes no time go on at once', async () => {
  const turns = new TurnBudget()

  expect(turns.wait()).toBeUndefined()
  expect(turns.wait()).toBeUndefined()
})
