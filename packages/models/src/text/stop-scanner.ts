/**
 * Finds stop strings in text that arrives in pieces.
 *
 * 1. Text that could still be the beginning of a stop string is held back, and nothing more than that.
 * 2. The stop string that ends first wins, at equal ends the one that begins first: so the result does not depend on
 *    where the pieces are cut.
 * 3. Neither the stop string nor anything after it is ever released.
 */
export interface StopScanner {
  /** Takes more text; returns what may be shown now, and whether a stop string was met. */
  push(text: string): { text: string; isStopped: boolean }
  /** No more text comes: returns what was held back. */
  flush(): string
}

export function createStopScanner(stops: readonly string[]): StopScanner {
  let held = ''
  let isStopped = false
  return {
    push(text) {
      if (isStopped) return { text: '', isStopped }
      held += text
      const start = findFirstStop(held, stops)
      isStopped = start !== null
      const end = start ?? held.length - openLength(held, stops)
      const released = held.slice(0, end)
      held = isStopped ? '' : held.slice(end)
      return { text: released, isStopped }
    },
    flush() {
      const rest = held
      held = ''
      return rest
    },
  }
}

/** Index at which the stop string that ends first begins; null if there is none. */
function findFirstStop(text: string, stops: readonly string[]): number | null {
  let best: { start: number; end: number } | null = null
  for (const stop of stops) {
    const start = text.indexOf(stop)
    if (start < 0) continue
    const end = start + stop.length
    if (!best || end < best.end || (end === best.end && start < best.start)) best = { start, end }
  }
  return best?.start ?? null
}

/** Length of the longest end of `text` with which a stop string begins. */
function openLength(text: string, stops: readonly string[]): number {
  let longest = 0
  for (const stop of stops) {
    for (let length = Math.min(stop.length - 1, text.length); length > longest; length--) {
      if (stop.startsWith(text.slice(text.length - length))) longest = length
    }
  }
  return longest
}
