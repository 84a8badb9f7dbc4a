/** Time that moves only when a test says so; fits the `Clock` of the packages that take one. */
interface Timer {
  readonly atMs: number
  readonly order: number
  readonly fn: () => void
}

export interface FakeClock {
  nowMs(): number
  setTimer(fn: () => void, delayMs: number): () => void
  /** Moves time on, calling due timers in order, and lets promises settle after each. */
  advance(ms: number): Promise<void>
  /** Moves to the next timer, if there is one; answers whether there was. */
  next(): Promise<boolean>
  readonly pending: number
}

/** Starts at 2026-01-01T00:00:00Z unless told otherwise. */
export function createFakeClock(startMs = Date.UTC(2026, 0, 1)): FakeClock {
  let nowMs = startMs
  let order = 0
  const timers = new Set<Timer>()

  const findNext = () => {
    let first: Timer | undefined
    for (const timer of timers) {
      if (!first || timer.atMs < first.atMs || (timer.atMs === first.atMs && timer.order < first.order)) first = timer
    }
    return first
  }
  const fire = async (timer: Timer) => {
    timers.delete(timer)
    nowMs = Math.max(nowMs, timer.atMs)
    timer.fn()
    await settle()
  }

  return {
    nowMs: () => nowMs,
    setTimer(fn, delayMs) {
      const timer: Timer = { atMs: nowMs + Math.max(0, delayMs), order: order++, fn }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    async advance(ms) {
      const untilMs = nowMs + ms
      await settle()
      for (let timer = findNext(); timer && timer.atMs <= untilMs; timer = findNext()) await fire(timer)
      nowMs = untilMs
      await settle()
    },
    async next() {
      await settle()
      const timer = findNext()
      if (timer) await fire(timer)
      return timer !== undefined
    },
    get pending() {
      return timers.size
    },
  }
}

/** Three turns of the event loop: enough for chains of promises and a journal commit behind a `setImmediate`. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve))
}
