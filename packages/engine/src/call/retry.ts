/** How long to wait before another attempt (rules R1 to R4 in SPEC.md). */
import type { CallPolicy } from '../policy.ts'

/**
 * Milliseconds before retry number `retry` (0 for the first).
 *
 * Full jitter: uniform between 0 and the exponential bound. A server's `Retry-After` is a floor, with jitter above it
 * so that callers told the same do not come back together.
 */
export function toRetryDelayMs(
  policy: CallPolicy,
  retry: number,
  retryAfterMs: number | null,
  random: () => number,
): number {
  const bound = Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** Math.min(retry, 30))
  return retryAfterMs === null ? random() * bound : retryAfterMs + random() * Math.min(bound, policy.baseDelayMs)
}

/** Reads `Retry-After`: whole seconds or an HTTP date. Null if absent or unreadable; a past date is 0. */
export function parseRetryAfterMs(header: string | null, nowMs: number): number | null {
  if (header === null) return null
  const text = header.trim()
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text) * 1000
  const dateMs = Date.parse(text)
  return Number.isNaN(dateMs) ? null : Math.max(0, dateMs - nowMs)
}
