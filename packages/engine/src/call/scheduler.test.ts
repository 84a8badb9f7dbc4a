import { createFakeClock } from '@evalflow/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toCallPolicy } from '../policy.ts'
import { type Gate, Scheduler } from './scheduler.ts'

type Granted = { id: number; gate: number }

/** What must hold, written without queues: a list of who waits, looked through from the start on every change. */
class NaiveScheduler {
  readonly granted: Granted[] = []
  private waiting: (Granted & { continuing: boolean })[] = []
  private slots = 0
  private readonly parallelism: number
  constructor(parallelism: number) {
    this.parallelism = parallelism
  }
  enter(id: number, gate: number, continuing: boolean): void {
    this.waiting.push({ id, gate, continuing })
    this.settle()
  }
  releaseSlot(): void {
    this.slots--
    this.settle()
  }
  private settle(): void {
    while (this.slots < this.parallelism && this.waiting.length > 0) {
      const next = this.waiting.find((waiter) => waiter.continuing) ?? this.waiting[0]
      if (!next) return
      this.waiting = this.waiting.filter((waiter) => waiter !== next)
      this.slots++
      this.granted.push({ id: next.id, gate: next.gate })
    }
  }
}

describe('Scheduler', () => {
  it('[S1] [S3] grants as a naive model does, over one endpoint', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('enter' as const), continuing: fc.boolean() }),
      fc.record({ kind: fc.constant('leave' as const) }),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(step, { maxLength: 60 }),
        async (parallelism, steps) => {
          const scheduler = new Scheduler(toCallPolicy({ parallelism }), createFakeClock())
          const gate = scheduler.createGate()
          const naive = new NaiveScheduler(parallelism)
          const granted: number[] = []
          let released = 0

          for (const [id, each] of steps.entries()) {
            if (each.kind === 'enter') {
              const entered = scheduler.enter(gate, each.continuing, false)
              if (entered === true) granted.push(id)
              else void entered.then(() => granted.push(id))
              naive.enter(id, 0, each.continuing)
            } else if (released < granted.length) {
              released++
              scheduler.leaveWire(gate)
              scheduler.releaseSlot()
              naive.releaseSlot()
            }
            await Promise.resolve()
            expect(granted).toEqual(naive.granted.map((grant) => grant.id))
            expect(scheduler.slots).toBeLessThanOrEqual(parallelism)
          }
        },
      ),
      { numRuns: 200 },
    )
  })

  it('[S2] keeps the slot after the request left the wire, until it is released', async () => {
    const scheduler = new Scheduler(toCallPolicy({ parallelism: 1 }), createFakeClock())
    const gate = scheduler.createGate()
    expect(scheduler.enter(gate, false, false)).toBe(true)

    let isGranted = false
    void Promise.resolve(scheduler.enter(gate, false, false)).then(() => (isGranted = true))
    scheduler.leaveWire(gate)
    await Promise.resolve()
    expect(isGranted).toBe(false)
    scheduler.releaseSlot()
    await Promise.resolve()
    await Promise.resolve()

    expect(isGranted).toBe(true)
  })

  it('[S1] never puts more on the wire than parallelism, over several endpoints', () => {
    const scheduler = new Scheduler(toCallPolicy({ parallelism: 5 }), createFakeClock())
    const gates: Gate[] = [scheduler.createGate(), scheduler.createGate()]

    for (let i = 0; i < 20; i++) void scheduler.enter(gates[i % 2] ?? scheduler.createGate(), false, false)

    expect(scheduler.inFlight).toBe(5)
    expect(scheduler.concurrency).toBe(5)
  })

  it('[S5] sends nothing while the breaker is open and goes on by itself when its pause is over', async () => {
    const clock = createFakeClock()
    const scheduler = new Scheduler(toCallPolicy({ parallelism: 8, breakerFailures: 1, breakerPauseMs: 100 }), clock)
    const gate = scheduler.createGate()
    gate.breaker.onFailure(clock.nowMs())
    let granted = 0
    for (let i = 0; i < 8; i++) void Promise.resolve(scheduler.enter(gate, false, false)).then(() => granted++)

    await clock.advance(99)
    expect(granted).toBe(0)
    await clock.advance(1)

    expect(granted).toBe(3)
  })

  it('[S6] sends a waiter who has another endpoint away when the breaker opens', async () => {
    const clock = createFakeClock()
    const scheduler = new Scheduler(toCallPolicy({ parallelism: 1, breakerFailures: 1 }), clock)
    const gate = scheduler.createGate()
    void scheduler.enter(gate, false, false)
    const waiting = scheduler.enter(gate, false, true)

    gate.breaker.onFailure(clock.nowMs())
    scheduler.onBreaker(gate)

    expect(await waiting).toBe(false)
  })
})
