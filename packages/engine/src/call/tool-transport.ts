/**
 * HTTP for tools that a model calls: to named origins alone, past the address guard, with a deadline and a size limit.
 * Redirects are not followed. One pool per origin.
 */
import { Agent } from 'undici'
import { BlockedAddressError, guardedLookup, isBlockedHost } from './address-guard.ts'

export interface ToolRequest {
  readonly url: URL
  readonly method: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly timeoutMs: number
  readonly maxBytes: number
  readonly signal: AbortSignal
}

export type ToolFault =
  | 'origin_not_allowed'
  | 'address_blocked'
  | 'timed_out'
  | 'too_large'
  | 'connection_failed'
  /** Its breaker is open; nothing was sent. */
  | 'endpoint_dead'

/** What came of one request; `fault` where no whole answer came. */
export type ToolReply =
  | {
      readonly status: number
      readonly contentType: string | null
      /** The header, as it came. */
      readonly retryAfter: string | null
      readonly text: string
      readonly durationMs: number
    }
  | { readonly fault: ToolFault; readonly message: string; readonly durationMs: number }

export interface ToolTransport {
  /** Rejects only when `signal` is aborted, with its reason. */
  send(request: ToolRequest): Promise<ToolReply>
  close(): Promise<void>
}

/** `origins`: e.g. `https://tools.example:8443`; a request to any other is refused without being sent. */
export function createToolTransport(origins: ReadonlySet<string>): ToolTransport {
  const agent = new Agent({ connect: { lookup: guardedLookup }, connections: 32, keepAliveTimeout: 10_000 })
  return {
    send: (request) => send(agent, origins, request),
    close: () => agent.destroy(),
  }
}

async function send(agent: Agent, origins: ReadonlySet<string>, request: ToolRequest): Promise<ToolReply> {
  const startedMs = performance.now()
  const fail = (fault: ToolFault, message: string): ToolReply => ({ fault, message, durationMs: since(startedMs) })
  const { url, method, headers, body, timeoutMs, maxBytes, signal } = request
  if (!origins.has(url.origin)) return fail('origin_not_allowed', `${url.origin} is not among the allowed origins.`)
  if (isBlockedHost(url.hostname))
    return fail('address_blocked', `${url.hostname} is an address evaluations may not reach.`)
  const deadline = AbortSignal.timeout(timeoutMs)
  try {
    const answer = await agent.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method,
      headers: { ...headers },
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.any([signal, deadline]),
    })
    const chunks: Buffer[] = []
    let bytes = 0
    for await (const chunk of answer.body) {
      bytes += (chunk as Buffer).length
      if (bytes > maxBytes) return fail('too_large', `The answer is longer than ${maxBytes} bytes.`)
      chunks.push(chunk as Buffer)
    }
    return {
      status: answer.statusCode,
      contentType: toText(answer.headers['content-type']),
      retryAfter: toText(answer.headers['retry-after']),
      text: Buffer.concat(chunks).toString(),
      durationMs: since(startedMs),
    }
  } catch (error) {
    if (signal.aborted) throw signal.reason
    if (deadline.aborted) return fail('timed_out', `No complete answer within ${timeoutMs} ms.`)
    const blocked = error instanceof BlockedAddressError
    return fail(
      blocked ? 'address_blocked' : 'connection_failed',
      error instanceof Error && error.message !== '' ? error.message : 'The request could not be sent.',
    )
  }
}

const toText = (header: string | string[] | undefined): string | null =>
  (Array.isArray(header) ? header[0] : header) ?? null

const since = (startedMs: number) => Math.round((performance.now() - startedMs) * 1000) / 1000
