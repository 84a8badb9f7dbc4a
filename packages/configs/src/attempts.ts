/** Trying again: back-off with full jitter, told apart by `status` (rules F4 to F7 in SPEC.md). */
import type { Effects } from './config-types.ts'

/** First try included. */
const MAX_TRIES = 4
const BASE_MS = 250
const CAP_MS = 8_000

/** HTTP status of a rejection; undefined where no answer came. */
export function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('status' in error)) return undefined
  return typeof error.status === 'number' ? error.status : undefined
}

export const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError'

/** Does waiting help? 408, 425, 429, 5xx, and no answer at all. */
export function isPassing(error: unknown): boolean {
  const status = statusOf(error)
  if (status !== undefined) return status >= 500 || status === 408 || status === 425 || status === 429
  // Our own mistakes are not the network's.
  return !(error instanceof TypeError && !('cause' in error)) && !isAbort(error)
}

/**
 * `action`, again while it fails in passing, at most 4 times in all.
 *
 * Waits `random * min(8 s, 250 ms * 2^n)`, or what the server asked for if that is longer (up to 60 s). The last error passes through.
 */
export async function withRetries<T>(action: () => Promise<T>, { sleep, random, signal }: Effects): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    signal?.throwIfAborted()
    try {
      return await action()
    } catch (error) {
      if (tries >= MAX_TRIES || !isPassing(error)) throw error
      const backOffMs = random() * Math.min(CAP_MS, BASE_MS * 2 ** (tries - 1))
      await sleep(Math.max(backOffMs, Math.min(retryAfterOf(error), 60_000)), signal)
    }
  }
}

function retryAfterOf(error: unknown): number {
  if (typeof error !== 'object' || error === null || !('retryAfterMs' in error)) return 0
  return typeof error.retryAfterMs === 'number' ? error.retryAfterMs : 0
}
