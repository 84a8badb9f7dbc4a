import { expect, it } from 'vitest'
import { createFakeClock } from './fake-clock.ts'

it('calls timers in the order they are due, those set by others included', async () => {
  const clock = createFakeClock(0)
  const seen: [string, number][] = []
  const note = (name: string) => () => seen.push([name, clock.nowMs()])
  clock.setTimer(note('late'), 30)
  clock.setTimer(() => {
    note('early')()
    clock.setTimer(note('nested'), 10)
  }, 10)
  const cancel = clock.setTimer(note('cancelled'), 15)
  cancel()

  await clock.advance(25)
  expect(seen).toEqual([
    ['early', 10],
    ['nested', 20],
  ])
  expect(clock.nowMs()).toBe(25)

  expect(await clock.next()).toBe(true)
  expect(await clock.next()).toBe(false)
  expect(seen.at(-1)).toEqual(['late', 30])
})
