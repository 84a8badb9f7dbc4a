/**
 * Asks a model under the policy: slot, attempt, classification, retry, fallback (rules R1 to R8 in SPEC.md).
 *
 * On success the slot stays taken; the owner of the reply gives it back once the reply is journaled.
 */
import type { Clock } from '../clock.ts'
import { CallFailed } from '../errors.ts'
import type { CallPolicy } from '../policy.ts'
import type { AttemptRecord, CallTiming, Endpoint, ModelReply, ModelRequest } from '../types.ts'
import type { Budget } from './budget.ts'
import { classify, type Verdict } from './classify.ts'
import { RunStopped } from './run-stopped.ts'
import type { Scheduler } from './scheduler.ts'
import { type Target, createTargets } from './target.ts'
import { toRetryDelayMs } from './retry.ts'
import { type Transport, WireFailure, type WireReply, type WireRequest } from './transport.ts'

export interface CallerEvents {
  /** The run cannot go on: dead endpoint, refused credentials, spent budget. */
  stop(state: 'failed' | 'budget', message: string): void
  onSleep(by: 1 | -1): void
  onWarning(message: string): void
}

export interface CallerOptions {
  readonly policy: CallPolicy
  readonly transport: Transport
  readonly scheduler: Scheduler
  readonly clock: Clock
  readonly random: () => number
  readonly budget: Budget | null
  readonly events: CallerEvents
}

export class ModelCaller {
  requests = 0
  retried = 0
  rateLimited = 0
  private readonly options: CallerOptions
  private readonly findTargets: (endpoint: Endpoint) => readonly Target[]
  private calls = 0
  private stopped: RunStopped | undefined
  private readonly sleepers = new Map<(error: Error) => void, () => void>()

  constructor(options: CallerOptions) {
    this.options = options
    this.findTargets = createTargets(options.scheduler)
  }

  /** @throws CallFailed when the call failed for good; RunStopped when the run ended meanwhile */
  async ask(endpoint: Endpoint, request: ModelRequest, isContinuing: boolean): Promise<ModelReply> {
    const { policy, clock, scheduler } = this.options
    const calledMs = clock.nowMs()
    const targets = this.findTargets(endpoint)
    const attempts: AttemptRecord[] = []
    let faults = 0
    let limits = 0
    this.calls++
    for (;;) {
      const target = this.pick(targets, attempts.length)
      const wire = target.toWire(request, policy.stream)
      const reservation = this.options.budget ? await this.reserve(this.options.budget, target, request, wire) : 0n
      const entered = scheduler.enter(target.gate, isContinuing, targets.length > 1)
      if (entered !== true) {
        let granted = false
        try {
          granted = await entered
        } finally {
          if (!granted) this.options.budget?.settle(reservation, target.endpoint.id, 'nothing')
        }
        if (!granted) continue
      }
      const dispatchedMs = clock.nowMs()
      this.requests++
      const verdict = await this.attempt(target, request, wire, reservation)
      attempts.push(toAttemptRecord(dispatchedMs, verdict))
      if (verdict.kind === 'reply') return toReply(verdict, target, calledMs, dispatchedMs, clock.nowMs(), attempts)
      scheduler.releaseSlot()
      if (verdict.kind === 'stopped') throw this.stopped ?? new RunStopped()
      if (verdict.kind === 'stream_refused') continue
      this.stopIfHopeless(target, verdict)
      const isLimit = verdict.code === 'rate_limited'
      const retry = isLimit ? limits++ : faults++
      if (isLimit) this.rateLimited++
      const mayRetry = verdict.retryable && retry < (isLimit ? policy.maxRateLimitRetries : policy.maxRetries)
      if (!mayRetry || (verdict.retryAfterMs ?? 0) > policy.maxRetryAfterMs)
        throw toCallFailed(verdict, target, attempts.length)
      if (!isLimit && !this.spendRetry())
        throw toCallFailed({ ...verdict, code: 'retry_budget_spent' }, target, attempts.length)
      await this.sleep(toRetryDelayMs(policy, retry, verdict.retryAfterMs, this.options.random))
    }
  }

  /** Ends every wait with `RunStopped`; requests on the wire are the transport's to break off. */
  stop(): void {
    this.stopped = new RunStopped()
    this.options.scheduler.stop(this.stopped)
    for (const [reject, cancel] of this.sleepers) {
      cancel()
      reject(this.stopped)
    }
    this.sleepers.clear()
  }

  /** The first endpoint of the chain that takes requests, else the first that is not dead. */
  private pick(targets: readonly Target[], attempts: number): Target {
    if (this.stopped) throw this.stopped
    const only = targets[0]
    if (only && targets.length === 1 && only.gate.breaker.state === 'closed') return only
    const nowMs = this.options.clock.nowMs()
    const alive = targets.filter((target) => !target.gate.breaker.isDead(nowMs))
    const chosen = alive.find((target) => target.gate.breaker.admits(nowMs)) ?? alive[0]
    if (chosen) return chosen
    const names = targets.map((target) => `"${target.endpoint.id}" (${target.lastFault ?? 'no answer'})`).join(', ')
    const message = `No endpoint answers: ${names}. Check that the server runs and is reachable, then resume the job.`
    this.options.events.stop('failed', message)
    throw (
      this.stopped ??
      new CallFailed('endpoint_dead', message, { status: null, endpointId: only?.endpoint.id ?? '', attempts })
    )
  }

  private async attempt(
    target: Target,
    request: ModelRequest,
    wire: WireRequest,
    reservation: bigint,
  ): Promise<Verdict> {
    const { scheduler, transport, clock, budget } = this.options
    const { gate } = target
    let result: WireReply | WireFailure
    try {
      result = await transport.send(wire)
    } catch (error) {
      if (!(error instanceof WireFailure)) throw error
      result = error
    }
    const nowMs = clock.nowMs()
    const verdict = classify(request.kind, wire, result, target.redact, nowMs)
    if (verdict.kind === 'reply') {
      if (gate.breaker.state !== 'closed' || gate.refusals >= 0) target.onAnswered()
      gate.breaker.onAlive()
      gate.limit.onSuccess(gate.inFlight, nowMs)
    } else if (verdict.kind === 'fault') {
      target.lastFault = verdict.message
      if (verdict.isOutage) gate.breaker.onFailure(nowMs)
      else gate.breaker.onAlive()
      if (verdict.code === 'rate_limited') gate.limit.onRateLimited(verdict.retryAfterMs ?? 0, nowMs)
      if (verdict.isOutage) scheduler.onBreaker(gate)
    } else if (verdict.kind === 'stream_refused') {
      target.canStream = false
      this.options.events.onWarning(
        `Endpoint "${target.endpoint.id}" refuses streaming; time to first token is not available.`,
      )
    }
    if (budget) settle(budget, reservation, target, verdict)
    scheduler.leaveWire(gate)
    return verdict
  }

  private async reserve(budget: Budget, target: Target, request: ModelRequest, wire: WireRequest): Promise<bigint> {
    const { events } = this.options
    for (;;) {
      if (this.stopped) throw this.stopped
      const reservation = budget.reserve(target.endpoint.id, request.body, wire.body)
      if (typeof reservation === 'bigint') return reservation
      if (reservation === 'wait') await budget.settled()
      else {
        events.stop('budget', budget.toStopMessage())
        throw this.stopped ?? new RunStopped()
      }
    }
  }

  /** Wrong credentials or a wrong address fail every row alike: after a few, and no success, the run ends. */
  private stopIfHopeless(target: Target, verdict: Extract<Verdict, { kind: 'fault' }>): void {
    const { gate, endpoint } = target
    if (verdict.code !== 'refused' || gate.refusals < 0) return
    if (++gate.refusals < this.options.policy.maxRefusals) return
    const hint = verdict.status === 404 ? 'Check its URL and model id' : 'Check its API key and permissions'
    this.options.events.stop(
      'failed',
      `Endpoint "${endpoint.id}" refuses every request: ${verdict.message} ${hint}, then resume the job.`,
    )
  }

  private spendRetry(): boolean {
    const { retryBudgetMin, retryBudgetRatio } = this.options.policy
    if (this.retried >= retryBudgetMin + retryBudgetRatio * this.calls) return false
    this.retried++
    return true
  }

  private async sleep(delayMs: number): Promise<void> {
    if (this.stopped) throw this.stopped
    this.options.events.onSleep(1)
    try {
      await new Promise<void>((resolve, reject) => {
        const cancel = this.options.clock.setTimer(() => {
          this.sleepers.delete(reject)
          resolve()
        }, delayMs)
        this.sleepers.set(reject, cancel)
      })
    } finally {
      this.options.events.onSleep(-1)
    }
  }
}

function settle(budget: Budget, reservation: bigint, target: Target, verdict: Verdict): void {
  const { id } = target.endpoint
  if (verdict.kind === 'reply') budget.settle(reservation, id, verdict.parsed.usage)
  else
    budget.settle(
      reservation,
      id,
      verdict.kind === 'fault' && verdict.mayBeBilled ? { prompt: null, completion: null } : 'nothing',
    )
}

function toAttemptRecord(dispatchedMs: number, verdict: Verdict): AttemptRecord {
  return {
    started_at: new Date(dispatchedMs).toISOString(),
    duration_ms: round(verdict.durationMs),
    ttft_ms: verdict.ttftMs === null ? null : round(verdict.ttftMs),
    status: verdict.status,
    error: verdict.kind === 'fault' ? verdict.message : null,
  }
}

function toReply(
  verdict: Extract<Verdict, { kind: 'reply' }>,
  target: Target,
  calledMs: number,
  dispatchedMs: number,
  endedMs: number,
  attempts: AttemptRecord[],
): ModelReply {
  const { parsed, durationMs, ttftMs, contentSpanMs, chunks } = verdict
  const tokens = parsed.usage.completion
  const timing: CallTiming = {
    queueMs: round(dispatchedMs - calledMs),
    e2eMs: round(durationMs),
    e2eWithRetriesMs: round(endedMs - calledMs),
    ttftMs: ttftMs === null ? null : round(ttftMs),
    tpotMs: ttftMs !== null && tokens !== null && tokens >= 2 ? round((durationMs - ttftMs) / (tokens - 1)) : null,
    itlMs: contentSpanMs !== null && chunks !== null && chunks >= 2 ? round(contentSpanMs / (chunks - 1)) : null,
    chunks,
    attempts,
  }
  return {
    text: parsed.text,
    body: parsed.body,
    finishReason: parsed.finishReason,
    usage: parsed.usage,
    timing,
    servedBy: target.endpoint.id,
    cached: false,
  }
}

function toCallFailed(verdict: Extract<Verdict, { kind: 'fault' }>, target: Target, attempts: number): CallFailed {
  const { id } = target.endpoint
  const tries = attempts === 1 ? '1 attempt' : `${attempts} attempts`
  const spent = verdict.code === 'retry_budget_spent' ? ' The retry budget of the run is spent.' : ''
  return new CallFailed(verdict.code, `Endpoint "${id}" failed after ${tries}: ${verdict.message}${spent}`, {
    status: verdict.status,
    endpointId: id,
    attempts,
  })
}

/** Microseconds are enough, and short numbers keep the journal small. */
const round = (ms: number) => Math.round(ms * 1000) / 1000
