/**
 * Who may send now (rules S1 to S6 in SPEC.md).
 *
 * Two counts: slots, over all endpoints, kept until the answer is journaled; and requests on the wire, per endpoint.
 * A sample that already asked something goes before one that did not, which bounds the samples under way. Waiting for a
 * retry takes no slot.
 */
import type { Clock } from '../clock.ts'
import type { CallPolicy } from '../policy.ts'
import { Breaker } from './breaker.ts'
import { AdaptiveLimit } from './concurrency.ts'

interface Waiter {
  readonly resolve: (granted: boolean) => void
  readonly reject: (error: Error) => void
  readonly canMove: boolean
}

/** One endpoint's state. */
export class Gate {
  readonly breaker: Breaker
  readonly limit: AdaptiveLimit
  inFlight = 0
  /** Answers 401, 403 or 404 in a row; -1 once the endpoint has answered well. */
  refusals = 0
  readonly continuing: Waiter[] = []
  readonly fresh: Waiter[] = []
  cancelTimer: (() => void) | undefined

  constructor(policy: CallPolicy) {
    this.breaker = new Breaker(policy)
    this.limit = new AdaptiveLimit(policy.parallelism)
  }
}

export class Scheduler {
  slots = 0
  private readonly policy: CallPolicy
  private readonly clock: Clock
  private readonly gates: Gate[] = []
  private next = 0
  private stopped: Error | undefined

  constructor(policy: CallPolicy, clock: Clock) {
    this.policy = policy
    this.clock = clock
  }

  createGate(): Gate {
    const gate = new Gate(this.policy)
    this.gates.push(gate)
    return gate
  }

  get inFlight(): number {
    return this.gates.reduce((sum, gate) => sum + gate.inFlight, 0)
  }

  /** Sum over endpoints in use, at most the allowed parallelism. */
  get concurrency(): number {
    const limits = this.gates.reduce((sum, gate) => sum + gate.limit.limit, 0)
    return this.gates.length === 0 ? this.policy.parallelism : Math.min(this.policy.parallelism, limits)
  }

  /**
   * Takes a slot and a place on the wire. `true` at once if both are free, else a promise; `false` from the promise
   * means the endpoint's breaker opened and the caller, who has another endpoint, should choose again.
   */
  enter(gate: Gate, isContinuing: boolean, canMove: boolean): true | Promise<boolean> {
    if (this.stopped) return Promise.reject(this.stopped)
    const queue = isContinuing ? gate.continuing : gate.fresh
    if (gate.continuing.length === 0 && queue.length === 0 && this.take(gate)) return true
    return new Promise((resolve, reject) => {
      queue.push({ resolve, reject, canMove })
      this.wakeWhenOpen(gate)
    })
  }

  /** The request is off the wire; its slot stays taken. */
  leaveWire(gate: Gate): void {
    gate.inFlight--
    if (gate.fresh.length > 0 || gate.continuing.length > 0) this.drain()
  }

  releaseSlot(): void {
    this.slots--
    this.drain()
  }

  /** Call after the breaker of `gate` has taken in a result. */
  onBreaker(gate: Gate): void {
    if (gate.breaker.state !== 'open') return
    for (const queue of [gate.continuing, gate.fresh]) {
      const staying = queue.filter((waiter) => !waiter.canMove)
      const moving = queue.filter((waiter) => waiter.canMove)
      queue.splice(0, queue.length, ...staying)
      for (const waiter of moving) waiter.resolve(false)
    }
    this.wakeWhenOpen(gate)
  }

  stop(error: Error): void {
    this.stopped = error
    for (const gate of this.gates) {
      gate.cancelTimer?.()
      for (const queue of [gate.continuing, gate.fresh]) for (const waiter of queue.splice(0)) waiter.reject(error)
    }
  }

  private take(gate: Gate): boolean {
    if (this.slots >= this.policy.parallelism || gate.inFlight >= gate.limit.limit) return false
    if (gate.breaker.state !== 'closed') {
      if (!gate.breaker.admits(this.clock.nowMs())) return false
      gate.breaker.onDispatch()
    }
    this.slots++
    gate.inFlight++
    return true
  }

  /** Grants what can be granted: samples under way first, endpoints in turn. */
  private drain(): void {
    const count = this.gates.length
    for (const kind of ['continuing', 'fresh'] as const) {
      let idle = 0
      while (idle < count && this.slots < this.policy.parallelism) {
        const gate = this.gates[this.next++ % count]
        if (gate && gate[kind].length > 0 && this.take(gate)) {
          gate[kind].shift()?.resolve(true)
          idle = 0
        } else idle++
      }
    }
  }

  private wakeWhenOpen(gate: Gate): void {
    const atMs = gate.breaker.opensAtMs
    if (atMs === null || gate.cancelTimer) return
    gate.cancelTimer = this.clock.setTimer(
      () => {
        gate.cancelTimer = undefined
        this.drain()
        this.wakeWhenOpen(gate)
      },
      Math.max(1, atMs - this.clock.nowMs()),
    )
  }
}
