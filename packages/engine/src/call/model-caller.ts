/**
 * Asks a model under the policy: slot, attempt, classification, retry, fallback (rules R1 to R8 in SPEC.md).
 *
 * On success the slot stays taken; the owner of the reply gives it back once the reply is journaled.
 */
import type { Clock } from '../clock.ts'
import { CallFailed } from '../errors.ts'
import type { CallPolicy } from '../policy.ts'
import type { AttemptRecord, Endpoint, ModelReply, ModelRequest, ModelRole } from '../types.ts'
import type { Budget } from './budget.ts'
import { classify, type Verdict } from './classify.ts'
import { RunStopped } from './run-stopped.ts'
import type { Scheduler } from './scheduler.ts'
import { type Target, createTargets } from './target.ts'
import { toRetryDelayMs } from './retry.ts'
import { toAttemptRecord, toCallFailed, toReply } from './to-reply.ts'
import { type Transport, WireFailure, type WireReply, type WireRequest } from './transport.ts'

export interface CallerEvents {
  /** The run cannot go on: dead endpoint, refused credentials, spent budget. */
  stop(state: 'failed' | 'budget', message: string): void
  onSleep(by: 1 | -1): void
  onWarning(message: string): void
  /** An answer came: the gaps of its stream, and why its first token was not timed, if it was not. */
  onMeasured(role: ModelRole, seen: { gapsMs: readonly number[]; whyNoTtft: string | null }): void
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
    // those of the chain that this call has not used up (R8)
    let left = targets
    let failed: CallFailed | undefined
    let faults = 0
    let limits = 0
    this.calls++
    for (;;) {
      const nowMs = clock.nowMs()
      if (failed && left.every(({ gate }) => gate.breaker.isDead(nowMs))) throw failed
      const target = this.pick(left, attempts.length, request.isOptional === true)
      const wire = target.toWire(request, policy.stream)
      const reservation = this.options.budget ? await this.reserve(this.options.budget, target, request, wire) : 0n
      const entered = scheduler.enter(target.gate, isContinuing, left.length > 1 || request.isOptional === true)
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
      if (request.isOptional !== true) this.stopIfHopeless(target, verdict)
      else if (verdict.code === 'refused' && target.gate.refusals >= 0) target.gate.refusals++
      const isLimit = verdict.code === 'rate_limited'
      const retry = isLimit ? limits++ : faults++
      if (isLimit) this.rateLimited++
      const mayRetry = verdict.retryable && retry < (isLimit ? policy.maxRateLimitRetries : policy.maxRetries)
      const isSpent = !mayRetry || (verdict.retryAfterMs ?? 0) > policy.maxRetryAfterMs
      if (isSpent || (!isLimit && !this.spendRetry())) {
        const told = isSpent ? verdict : { ...verdict, code: 'retry_budget_spent' as const }
        failed = toCallFailed(told, target, attempts.length)
        if (!verdict.retryable) throw failed
        left = left.filter((member) => member !== target)
        faults = limits = 0
        continue
      }
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

  /**
   * The first endpoint of the chain that takes requests, else the first that is not dead. An optional call still goes out
   * as the probe of a dead one whose pause is over, since it may be back.
   */
  private pick(targets: readonly Target[], attempts: number, isOptional: boolean): Target {
    if (this.stopped) throw this.stopped
    const only = targets[0]
    const refuses = ({ gate }: Target) => isOptional && gate.refusals >= this.options.policy.maxRefusals
    if (only && targets.length === 1 && only.gate.breaker.state === 'closed' && !refuses(only)) return only
    const nowMs = this.options.clock.nowMs()
    const alive = targets.filter((target) => !target.gate.breaker.isDead(nowMs) && !refuses(target))
    const chosen = alive.find((target) => target.gate.breaker.admits(nowMs)) ?? alive[0]
    if (chosen) return chosen
    if (isOptional) {
      const probe = targets.find((target) => !refuses(target) && target.gate.breaker.admits(nowMs))
      if (probe) return probe
      throw this.toMissing(only, attempts)
    }
    const names = targets.map((target) => `"${target.endpoint.id}" (${target.lastFault ?? 'no answer'})`).join(', ')
    const message = `No endpoint answers: ${names}. Check that the server runs and is reachable, then resume the job.`
    this.options.events.stop('failed', message)
    throw (
      this.stopped ??
      new CallFailed('endpoint_dead', message, { status: null, endpointId: only?.endpoint.id ?? '', attempts })
    )
  }

  /** Told once per endpoint: rows go on without its answers. */
  private toMissing(target: Target | undefined, attempts: number): CallFailed {
    const endpointId = target?.endpoint.id ?? ''
    const message = `Endpoint "${endpointId}" does not answer or refuses every request: ${target?.lastFault ?? 'no answer'}`
    this.options.events.onWarning(`Rows go on without endpoint "${endpointId}" where they can do without it.`)
    return new CallFailed('endpoint_dead', message, { status: null, endpointId, attempts })
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
      this.learn(target, request, wire, verdict)
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
      target.whyNoStream = `endpoint "${target.endpoint.id}" refuses streams`
      this.options.events.onWarning(
        `Endpoint "${target.endpoint.id}" refuses streaming; time to first token is not available.`,
      )
    }
    if (budget) settle(budget, reservation, target, verdict)
    scheduler.leaveWire(gate)
    return verdict
  }

  /** What the answer says of the endpoint's streaming; nothing is asked for it. */
  private learn(
    target: Target,
    { role }: ModelRequest,
    wire: WireRequest,
    verdict: Extract<Verdict, { kind: 'reply' }>,
  ): void {
    const { ttftMs, gapsMs, chunks, parsed } = verdict
    const { id } = target.endpoint
    let whyNoTtft: string | null = null
    if (!wire.stream) whyNoTtft = wire.whyWhole
    else if (chunks === null) {
      whyNoTtft = `endpoint "${id}" answers whole where a stream is asked for`
      target.whyNoStream = whyNoTtft
    } else if (ttftMs === null) whyNoTtft = 'the stream had no content'
    if (chunks !== null && this.options.budget && parsed.usage.completion === null)
      target.whyNoStream = `streams of endpoint "${id}" tell no usage, which the budget counts by`
    this.options.events.onMeasured(role, { gapsMs, whyNoTtft })
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
      `Endpoint "${endpoint.id}" refuses every request: ${verdict.message.replace(/[.\s]*$/, '.')} ${hint}, then resume the job.`,
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
