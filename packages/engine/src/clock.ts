/** Time as an argument: the system's, or a test's fake one. */
export interface Clock {
  /** Epoch milliseconds with fractions; never runs backwards within a process. */
  nowMs(): number
  /** Calls `fn` once after `delayMs`; the answer cancels it. */
  setTimer(fn: () => void, delayMs: number): () => void
}

export const systemClock: Clock = {
  nowMs: () => performance.timeOrigin + performance.now(),
  setTimer: (fn, delayMs) => {
    // setTimeout takes 32 bits; a longer delay would fire at once
    const timer = setTimeout(fn, Math.min(delayMs, 2_147_483_647))
    return () => clearTimeout(timer)
  },
}
