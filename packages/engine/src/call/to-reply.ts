/** From the verdict of an exchange to what a caller gets: a reply, the record of an attempt, or the final failure. */
import { CallFailed } from '../errors.ts'
import type { AttemptRecord, CallTiming, ModelReply } from '../types.ts'
import type { Verdict } from './classify.ts'
import type { Target } from './target.ts'

export function toAttemptRecord(dispatchedMs: number, verdict: Verdict): AttemptRecord {
  return {
    started_at: new Date(dispatchedMs).toISOString(),
    duration_ms: round(verdict.durationMs),
    ttft_ms: verdict.ttftMs === null ? null : round(verdict.ttftMs),
    status: verdict.status,
    error: verdict.kind === 'fault' ? verdict.message : null,
  }
}

export function toReply(
  verdict: Extract<Verdict, { kind: 'reply' }>,
  target: Target,
  calledMs: number,
  dispatchedMs: number,
  endedMs: number,
  attempts: AttemptRecord[],
): ModelReply {
  const { parsed, durationMs, ttftMs, gapsMs, chunks } = verdict
  const tokens = parsed.usage.completion
  const timing: CallTiming = {
    queueMs: round(dispatchedMs - calledMs),
    e2eMs: round(durationMs),
    e2eWithRetriesMs: round(endedMs - calledMs),
    ttftMs: ttftMs === null ? null : round(ttftMs),
    tpotMs: ttftMs !== null && tokens !== null && tokens >= 2 ? round((durationMs - ttftMs) / (tokens - 1)) : null,
    itlMs: gapsMs.length > 0 ? round(gapsMs.reduce((sum, gap) => sum + gap, 0) / gapsMs.length) : null,
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

export function toCallFailed(
  verdict: Extract<Verdict, { kind: 'fault' }>,
  target: Target,
  attempts: number,
): CallFailed {
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
