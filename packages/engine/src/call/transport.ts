/** One HTTP exchange, without policy. The engine's own goes over undici; tests bring one with scripted answers. */
import type { StreamResult } from './stream-assembler.ts'

export interface WireRequest {
  readonly url: URL
  /** Flat list of names and values, in the order they are sent. */
  readonly headers: string[]
  readonly body: string
  /** The body asks for server-sent events. */
  readonly stream: boolean
  /** Why it does not, if it does not. */
  readonly whyWhole: string
}

export interface WireReply {
  readonly status: number
  readonly retryAfter: string | null
  /** Whole body; empty if it was read as a stream. */
  readonly text: string
  readonly streamed: StreamResult | null
  /** Dispatch to last byte. */
  readonly durationMs: number
  /** Dispatch to first content chunk; null if not streamed. */
  readonly ttftMs: number | null
}

export type WireFailureCode =
  | 'connection_failed'
  | 'timed_out'
  | 'broken_off'
  | 'reply_too_large'
  | 'malformed_reply'
  | 'address_blocked'
  | 'aborted'

/** The exchange did not come to an answer. */
export class WireFailure extends Error {
  override readonly name = 'WireFailure'
  readonly code: WireFailureCode
  readonly durationMs: number
  readonly ttftMs: number | null
  /** HTTP status if the head of an answer had come. */
  readonly status: number | null
  constructor(
    code: WireFailureCode,
    message: string,
    seen: { durationMs: number; ttftMs: number | null; status: number | null },
  ) {
    super(message)
    this.code = code
    this.durationMs = seen.durationMs
    this.ttftMs = seen.ttftMs
    this.status = seen.status
  }
}

export interface Transport {
  /** @throws WireFailure */
  send(request: WireRequest): Promise<WireReply>
  /** Breaks off every exchange at once and closes all connections. */
  destroy(): void
}
