/**
 * Circuit breaker of one endpoint, shared by all workers (rules B1 to B5 in SPEC.md).
 *
 *   closed ──n failures in a row──► open ──pause over──► half open ──any success──► closed
 *                                    ▲                      │
 *                                    └── all probes failed ─┘   (pause doubles up to a limit)
 *
 * Any answer proves life, even one of a request sent before the breaker opened. An endpoint that limps passes a probe
 * sooner or later; one that passes none for `deadAfterMs` is dead.
 */
import type { CallPolicy } from '../policy.ts'

export const PROBES = 3

export class Breaker {
  state: 'closed' | 'open' | 'half_open' = 'closed'
  private readonly policy: CallPolicy
  private failuresInRow = 0
  private brokenSinceMs = 0
  private probeAtMs = 0
  private pauseMs = 0
  private probesSent = 0
  private probesFailed = 0

  constructor(policy: CallPolicy) {
    this.policy = policy
  }

  /** Whether a request may leave now. Follow a yes with `onDispatch`. */
  admits(nowMs: number): boolean {
    if (this.state === 'closed') return true
    if (this.state === 'open') return nowMs >= this.probeAtMs
    return this.probesSent < PROBES
  }

  /** When an open breaker admits its next probe; null unless open. */
  get opensAtMs(): number | null {
    return this.state === 'open' ? this.probeAtMs : null
  }

  onDispatch(): void {
    if (this.state === 'closed') return
    if (this.state === 'open') {
      this.state = 'half_open'
      this.probesSent = 0
      this.probesFailed = 0
    }
    this.probesSent++
  }

  onAlive(): void {
    this.state = 'closed'
    this.failuresInRow = 0
  }

  /** A failure of the endpoint itself: no connection, no answer in time, broken off, 5xx. */
  onFailure(nowMs: number): void {
    this.failuresInRow++
    if (this.state === 'closed') {
      if (this.failuresInRow < this.policy.breakerFailures) return
      this.brokenSinceMs = nowMs
      this.pauseMs = this.policy.breakerPauseMs
      this.open(nowMs)
    } else if (this.state === 'half_open' && ++this.probesFailed >= this.probesSent) {
      this.pauseMs = Math.min(this.pauseMs * 2, this.policy.breakerMaxPauseMs)
      this.open(nowMs)
    }
  }

  isDead(nowMs: number): boolean {
    return this.state !== 'closed' && this.probesFailed > 0 && nowMs - this.brokenSinceMs >= this.policy.deadAfterMs
  }

  private open(nowMs: number): void {
    this.state = 'open'
    this.probeAtMs = nowMs + this.pauseMs
  }
}
