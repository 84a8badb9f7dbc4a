/**
 * Adaptive concurrency of one endpoint (rules C1 to C4 in SPEC.md): additive increase, multiplicative decrease.
 *
 * Starts at the allowed parallelism and never exceeds it. A 429 halves it, once per cool-down, since answers that were
 * under way say nothing about the new limit. It grows only after a full round of successes at which it was used up.
 */
const COOL_DOWN_MS = 1_000
const DECREASE = 0.5
/** Share of the limit that must be in use for a success to count towards growth. */
const SATURATION = 0.8

export class AdaptiveLimit {
  private readonly max: number
  private exact: number
  private successes = 0
  private calmAtMs = 0

  constructor(max: number) {
    this.max = max
    this.exact = max
  }

  /** Requests that may be on the wire to the endpoint, 1 to the allowed parallelism. */
  get limit(): number {
    return Math.floor(this.exact)
  }

  onSuccess(inFlight: number, nowMs: number): void {
    if (this.exact >= this.max || nowMs < this.calmAtMs || inFlight < SATURATION * this.limit) return
    if (++this.successes < this.limit) return
    this.successes = 0
    this.exact = Math.min(this.max, this.exact + Math.max(1, this.exact * 0.05))
  }

  onRateLimited(retryAfterMs: number, nowMs: number): void {
    if (nowMs < this.calmAtMs) return
    this.exact = Math.max(1, this.exact * DECREASE)
    this.successes = 0
    this.calmAtMs = nowMs + Math.max(COOL_DOWN_MS, retryAfterMs)
  }
}
