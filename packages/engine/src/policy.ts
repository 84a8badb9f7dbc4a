import type { BudgetOptions } from './call/budget.ts'
import type { ReplyCache } from './call/reply-cache.ts'

/**
 * The one policy for every outgoing call (design decision D6). The engine owns retries: nobody wraps a retry in a retry.
 */
export interface CallPolicy {
  /** Requests in flight at most, over all endpoints of the run. */
  readonly parallelism: number
  /** Further attempts after the first that failed in a retryable way. */
  readonly maxRetries: number
  /** Further attempts after a 429; apart from `maxRetries`, since a full queue is no fault. */
  readonly maxRateLimitRetries: number
  /** Full jitter: wait = random * min(maxDelayMs, baseDelayMs * 2^retry). `Retry-After` is never undercut. */
  readonly baseDelayMs: number
  readonly maxDelayMs: number
  /** A server that asks for a longer wait than this fails the call at once. */
  readonly maxRetryAfterMs: number
  /** Per attempt, from dispatch (not from queueing) to the last byte. */
  readonly timeoutMs: number
  readonly connectTimeoutMs: number
  readonly maxResponseBytes: number
  /** Retries of the whole run at most: `retryBudgetMin + retryBudgetRatio * calls`. */
  readonly retryBudgetMin: number
  readonly retryBudgetRatio: number
  /** Failures in a row that open an endpoint's breaker. */
  readonly breakerFailures: number
  /** First pause of an open breaker; doubles with each failed probe up to `breakerMaxPauseMs`. */
  readonly breakerPauseMs: number
  readonly breakerMaxPauseMs: number
  /** An endpoint whose breaker did not close for this long is dead: the run fails with the reason. */
  readonly deadAfterMs: number
  /** Answers 401, 403 or 404 in a row, without any success, that fail the run. */
  readonly maxRefusals: number
  /**
   * Streams chat and completion requests to measure TTFT and ITL; asks without where a server cannot. `auto` leaves out
   * requests with tools, since servers put streamed tool calls together in other ways than whole ones.
   */
  readonly stream: boolean | 'auto'
  /** Counts money, and stops before it is more than the limit. */
  readonly budget?: BudgetOptions
  /** Asks nothing that it holds. */
  readonly cache?: ReplyCache
  /** Reads `/metrics` of inference servers before, during and after the run (Prometheus text); a failure is only told. */
  readonly serverMetrics?: readonly { readonly endpointId: string; readonly url: string }[]
  /** What a request of the target must keep to count as good; only counted. */
  readonly slo?: {
    readonly e2e_ms?: number | undefined
    readonly ttft_ms?: number | undefined
    readonly tpot_ms?: number | undefined
  }
}

export const defaultPolicy: CallPolicy = {
  parallelism: 8,
  maxRetries: 4,
  maxRateLimitRetries: 20,
  baseDelayMs: 500,
  maxDelayMs: 30_000,
  maxRetryAfterMs: 3_600_000,
  timeoutMs: 120_000,
  connectTimeoutMs: 10_000,
  maxResponseBytes: 64 * 1024 * 1024,
  retryBudgetMin: 100,
  retryBudgetRatio: 2,
  breakerFailures: 10,
  breakerPauseMs: 500,
  breakerMaxPauseMs: 4_000,
  deadAfterMs: 8_000,
  maxRefusals: 3,
  stream: false,
}

/** Defaults where nothing is given; counts are made whole and kept within sense (`parallelism` 1 to 4096). */
export function toCallPolicy(policy: Partial<CallPolicy> = {}): CallPolicy {
  const merged = { ...defaultPolicy, ...policy }
  return {
    ...merged,
    parallelism: clampInt(merged.parallelism, 1, 4096),
    maxRetries: clampInt(merged.maxRetries, 0, 1000),
    maxRateLimitRetries: clampInt(merged.maxRateLimitRetries, 0, 10_000),
    breakerFailures: clampInt(merged.breakerFailures, 1, 1_000_000),
    maxRefusals: clampInt(merged.maxRefusals, 1, 1_000_000),
  }
}

function clampInt(value: number, low: number, high: number): number {
  return Number.isFinite(value) ? Math.min(high, Math.max(low, Math.trunc(value))) : low
}
