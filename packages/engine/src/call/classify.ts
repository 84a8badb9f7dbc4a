/** What an exchange means for the call, the breaker and the bill (table in SPEC.md, rules F1 to F9). */
import type { CallFailureCode } from '../errors.ts'
import type { ModelRequest } from '../types.ts'
import { type ParsedReply, parseReplyBody, parseReplyText } from './parse-reply.ts'
import { parseRetryAfterMs } from './retry.ts'
import { WireFailure, type WireReply, type WireRequest } from './transport.ts'

interface Seen {
  readonly durationMs: number
  readonly ttftMs: number | null
  readonly status: number | null
}
export interface Fault extends Seen {
  readonly kind: 'fault'
  readonly code: CallFailureCode
  readonly message: string
  readonly retryable: boolean
  readonly retryAfterMs: number | null
  /** Says something about the endpoint's health, so the breaker counts it. */
  readonly isOutage: boolean
  readonly mayBeBilled: boolean
}
export type Verdict =
  | (Seen & {
      readonly kind: 'reply'
      readonly parsed: ParsedReply
      readonly gapsMs: readonly number[]
      readonly chunks: number | null
    })
  | Fault
  | (Seen & { readonly kind: 'stopped' })
  | (Seen & { readonly kind: 'stream_refused' })

const MESSAGE_LENGTH = 300

export function classify(
  kind: ModelRequest['kind'],
  wire: WireRequest,
  result: WireReply | WireFailure,
  redact: (text: string) => string,
  nowMs: number,
): Verdict {
  const seen: Seen = { durationMs: result.durationMs, ttftMs: result.ttftMs, status: result.status }
  if (result instanceof WireFailure) return classifyFailure(result, seen, redact)
  if (result.status >= 200 && result.status < 300) return classifySuccess(kind, result, seen)
  return classifyStatus(wire, result, seen, redact, nowMs)
}

function classifySuccess(kind: ModelRequest['kind'], reply: WireReply, seen: Seen): Verdict {
  const parsed = reply.streamed ? parseReplyBody(kind, reply.streamed.body) : parseReplyText(kind, reply.text)
  if (!('fault' in parsed)) {
    return {
      ...seen,
      kind: 'reply',
      parsed,
      gapsMs: reply.streamed?.gapsMs ?? [],
      chunks: reply.streamed?.contentChunks ?? null,
    }
  }
  return {
    ...seen,
    kind: 'fault',
    code: parsed.fault,
    message: parsed.message,
    retryable: true,
    retryAfterMs: null,
    isOutage: false,
    mayBeBilled: true,
  }
}

function classifyFailure(failure: WireFailure, seen: Seen, redact: (text: string) => string): Verdict {
  if (failure.code === 'aborted') return { ...seen, kind: 'stopped' }
  const { code } = failure
  return {
    ...seen,
    kind: 'fault',
    code,
    message: redact(failure.message),
    retryable: code !== 'reply_too_large' && code !== 'address_blocked',
    retryAfterMs: null,
    isOutage: code === 'connection_failed' || code === 'timed_out' || code === 'broken_off',
    mayBeBilled: code !== 'connection_failed' && code !== 'address_blocked',
  }
}

function classifyStatus(
  wire: WireRequest,
  reply: WireReply,
  seen: Seen,
  redact: (text: string) => string,
  nowMs: number,
): Verdict {
  const { status } = reply
  const said = redact(toServerMessage(reply.text))
  if (wire.stream && (status === 400 || status === 422) && /stream/i.test(said)) {
    return { ...seen, kind: 'stream_refused' }
  }
  const code = toCode(status)
  return {
    ...seen,
    kind: 'fault',
    code,
    message: `HTTP ${status}${said === '' ? '' : `: ${said}`}`,
    retryable: code === 'rate_limited' || code === 'server_error',
    retryAfterMs: parseRetryAfterMs(reply.retryAfter, nowMs),
    isOutage: status >= 500,
    mayBeBilled: false,
  }
}

function toCode(status: number): CallFailureCode {
  if (status === 429) return 'rate_limited'
  if (status >= 500 || status === 408 || status === 409 || status === 425) return 'server_error'
  if (status === 401 || status === 403 || status === 404) return 'refused'
  if (status >= 300 && status < 400) return 'redirected'
  return 'bad_request'
}

/** The server's own words from the usual places of an error body, shortened. */
function toServerMessage(text: string): string {
  let said = text
  try {
    const body: unknown = JSON.parse(text)
    said = toText(body) ?? text
  } catch {
    // not JSON: the text itself
  }
  said = said.replaceAll(/\s+/g, ' ').trim()
  return said.length > MESSAGE_LENGTH ? `${said.slice(0, MESSAGE_LENGTH)}…` : said
}

function toText(value: unknown): string | null {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null) return null
  const fields = value as Record<string, unknown>
  return toText(fields['error']) ?? toText(fields['message']) ?? toText(fields['detail'])
}
