/**
 * When a request is sent again, and how long to wait before.
 *
 * R1 `x-should-retry: true|false` of the server decides.
 * R2 Otherwise 408, 429 and 5xx are retried, and a connection that failed. A 409 is not: the name is taken.
 * R3 A request that starts work and has no name of its own (`once`: a job) is retried only when it surely did not start:
 *    429, 503 with a time to come back, or a connection that was refused.
 * R4 The wait is what the server asked for (`retry-after-ms`, `retry-after`), up to `MAX_WAIT_MS`; else a random part
 *    of 0.5 s, doubled each time, up to 8 s ("full jitter").
 */

export const MAX_WAIT_MS = 60_000
const FIRST_WAIT_MS = 500
const LONGEST_OWN_WAIT_MS = 8_000

export interface ResponseHead {
  readonly status: number
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
}

export type RetryClass = 'safe' | 'once'

export function shouldRetryResponse({ status, headers }: ResponseHead, retry: RetryClass, now: number): boolean {
  if (headers['x-should-retry'] === 'true') return true
  if (headers['x-should-retry'] === 'false') return false
  if (retry === 'once') return status === 429 || (status === 503 && findRetryAfterMs(headers, now) !== undefined)
  return status === 408 || status === 429 || status >= 500
}

/** What the server asked for, in milliseconds; undefined if it asked for nothing it can be held to. */
export function findRetryAfterMs(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  const precise = toNumber(headers['retry-after-ms'])
  if (precise !== undefined) return precise
  const text = headers['retry-after']
  const seconds = toNumber(text)
  if (seconds !== undefined) return seconds * 1000
  const date = text === undefined ? Number.NaN : Date.parse(text)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}

/** @param attempt tries made so far, from 1 @param random from 0 to below 1 */
export function waitBeforeRetryMs(attempt: number, retryAfterMs: number | undefined, random: () => number): number {
  if (retryAfterMs !== undefined && retryAfterMs <= MAX_WAIT_MS) return retryAfterMs
  return random() * Math.min(LONGEST_OWN_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1))
}

function toNumber(text: string | undefined): number | undefined {
  if (text === undefined || text.trim() === '') return undefined
  const number = Number(text)
  return Number.isFinite(number) && number >= 0 ? number : undefined
}
