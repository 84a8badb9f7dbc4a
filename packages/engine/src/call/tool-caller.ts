/**
 * The policy of outgoing calls (D6) for tools (rules T1 to T4 in SPEC.md): attempts with back-off, `Retry-After`, a retry
 * budget, and a breaker per origin. Deadline, size and address guard are the transport's, for each attempt.
 */
import { type Clock, systemClock } from '../clock.ts'
import { type CallPolicy, defaultPolicy } from '../policy.ts'
import { Breaker } from './breaker.ts'
import { parseRetryAfterMs, toRetryDelayMs } from './retry.ts'
import type { ToolFault, ToolReply, ToolRequest, ToolTransport } from './tool-transport.ts'

export interface ToolCall extends ToolRequest {
  /** Doing it twice is as doing it once, so that it may be tried again. */
  readonly isIdempotent: boolean
}

/** One request that was made; its fault or its status. */
export interface ToolAttempt {
  readonly status?: number
  readonly fault?: ToolFault
  readonly duration_ms: number
  /** Before it: back-off, `Retry-After`, or an open breaker. */
  readonly waited_ms: number
}

export interface ToolOutcome {
  /** The last answer or fault; `endpoint_dead` where nothing was sent. */
  readonly reply: ToolReply
  readonly attempts: readonly ToolAttempt[]
}

export interface ToolCaller {
  /** Rejects only when `signal` is aborted, with its reason. */
  call(request: ToolCall): Promise<ToolOutcome>
}

export interface ToolCallerOptions {
  readonly policy?: CallPolicy
  readonly clock?: Clock
  readonly random?: () => number
}

/** What a tool says that another attempt may find changed. */
const PASSING_STATUSES = new Set([429, 503])
const HALF_OPEN_WAIT_MS = 50

export function createToolCaller(transport: ToolTransport, options: ToolCallerOptions = {}): ToolCaller {
  const { policy = defaultPolicy, clock = systemClock, random = Math.random } = options
  const breakers = new Map<string, Breaker>()
  let calls = 0
  let retried = 0

  const breakerOf = (origin: string): Breaker => {
    let breaker = breakers.get(origin)
    if (!breaker) breakers.set(origin, (breaker = new Breaker(policy)))
    return breaker
  }

  /** False if the origin is dead: nothing may be sent. */
  async function enter(breaker: Breaker, signal: AbortSignal): Promise<boolean> {
    for (;;) {
      const nowMs = clock.nowMs()
      if (breaker.admits(nowMs)) {
        breaker.onDispatch()
        return true
      }
      if (breaker.isDead(nowMs)) return false
      await sleep(clock, Math.max(1, (breaker.opensAtMs ?? nowMs + HALF_OPEN_WAIT_MS) - nowMs), signal)
    }
  }

  const mayRetry = (request: ToolCall, reply: ToolReply, retry: number, retryAfterMs: number | null): boolean => {
    if (!(request.isIdempotent || request.method === 'GET') || !isPassing(reply) || retry >= policy.maxRetries)
      return false
    // a tool holds a conversation up: a wait longer than a whole attempt may take is told to the model instead
    if (retryAfterMs !== null && retryAfterMs > Math.min(policy.maxRetryAfterMs, request.timeoutMs)) return false
    return retried < policy.retryBudgetMin + policy.retryBudgetRatio * calls
  }

  return {
    async call(request) {
      const { signal, url } = request
      const breaker = breakerOf(url.origin)
      const attempts: ToolAttempt[] = []
      calls++
      let waitFromMs = clock.nowMs()
      for (let retry = 0; ; retry++) {
        if (!(await enter(breaker, signal))) return { reply: toDead(url), attempts }
        const waitedMs = round(clock.nowMs() - waitFromMs)
        const reply = await transport.send(request)
        attempts.push(toAttempt(reply, waitedMs))
        if (isOutage(reply)) breaker.onFailure(clock.nowMs())
        else breaker.onAlive()
        const retryAfterMs = 'fault' in reply ? null : parseRetryAfterMs(reply.retryAfter, clock.nowMs())
        if (!mayRetry(request, reply, retry, retryAfterMs)) return { reply, attempts }
        retried++
        waitFromMs = clock.nowMs()
        await sleep(clock, toRetryDelayMs(policy, retry, retryAfterMs, random), signal)
      }
    },
  }
}

const isPassing = (reply: ToolReply): boolean =>
  'fault' in reply ? reply.fault === 'connection_failed' : PASSING_STATUSES.has(reply.status)

/** The origin's own failure; a refused address or a long answer says nothing of it. */
const isOutage = (reply: ToolReply): boolean =>
  'fault' in reply ? reply.fault === 'connection_failed' || reply.fault === 'timed_out' : reply.status >= 500

const toAttempt = (reply: ToolReply, waitedMs: number): ToolAttempt => ({
  ...('fault' in reply ? { fault: reply.fault } : { status: reply.status }),
  duration_ms: reply.durationMs,
  waited_ms: waitedMs,
})

const toDead = ({ origin }: URL): ToolReply => ({
  fault: 'endpoint_dead',
  message: `${origin} failed too often in a row; nothing is sent until a probe passes.`,
  durationMs: 0,
})

function sleep(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const onAbort = () => {
      cancel()
      reject(signal.reason)
    }
    const cancel = clock.setTimer(() => {
      signal.removeEventListener('abort', onAbort)
      resolve()
    }, delayMs)
    signal.addEventListener('abort', onAbort, { once: true })
  })
}

const round = (ms: number) => Math.round(ms * 1000) / 1000
