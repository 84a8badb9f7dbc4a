/**
 * HTTP over undici: one pool per origin, kept alive, one request at a time per connection.
 *
 * Redirects are not followed, so no credential can reach another origin. All exchanges of a run share one deadline
 * length, so they expire in the order they began and one timer watches the oldest.
 */
import { type Dispatcher, Pool } from 'undici'
import { BlockedAddressError, guardedLookup } from './address-guard.ts'
import { StreamAssembler } from './stream-assembler.ts'
import { type Transport, WireFailure, type WireFailureCode, type WireReply, type WireRequest } from './transport.ts'

export interface HttpTransportOptions {
  readonly connections: number
  readonly timeoutMs: number
  readonly connectTimeoutMs: number
  readonly maxResponseBytes: number
}

export function createHttpTransport(options: HttpTransportOptions): Transport {
  return new HttpTransport(options)
}

class HttpTransport implements Transport {
  private readonly options: HttpTransportOptions
  private readonly pools = new Map<string, Pool>()
  private readonly exchanges = new Set<Exchange>()
  private timer: NodeJS.Timeout | undefined
  private destroyed = false

  constructor(options: HttpTransportOptions) {
    this.options = options
  }

  send(request: WireRequest): Promise<WireReply> {
    return new Promise((resolve, reject) => {
      const exchange = new Exchange(request, this.options.maxResponseBytes, resolve, reject, this.exchanges)
      if (this.destroyed) return exchange.fail('aborted', 'The run was stopped.')
      this.exchanges.add(exchange)
      this.watch()
      try {
        this.toPool(request.url.origin).dispatch(
          {
            path: request.url.pathname + request.url.search,
            method: 'POST',
            headers: request.headers,
            body: request.body,
          },
          exchange,
        )
      } catch (error) {
        exchange.fail('connection_failed', error instanceof Error ? error.message : 'The request could not be sent.')
      }
    })
  }

  destroy(): void {
    this.destroyed = true
    clearTimeout(this.timer)
    for (const exchange of this.exchanges) exchange.fail('aborted', 'The run was stopped.')
    for (const pool of this.pools.values()) void pool.destroy()
    this.pools.clear()
  }

  private toPool(origin: string): Pool {
    let pool = this.pools.get(origin)
    if (!pool) {
      const { connections, connectTimeoutMs, timeoutMs } = this.options
      pool = new Pool(origin, {
        connections,
        pipelining: 1,
        connect: { timeout: connectTimeoutMs, lookup: guardedLookup },
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
      })
      this.pools.set(origin, pool)
    }
    return pool
  }

  private watch(): void {
    if (this.timer || this.exchanges.size === 0) return
    const oldest = this.exchanges.values().next().value
    const age = oldest ? performance.now() - oldest.startedMs : 0
    this.timer = setTimeout(() => this.expire(), Math.max(1, this.options.timeoutMs - age))
  }

  private expire(): void {
    this.timer = undefined
    const limit = performance.now() - this.options.timeoutMs
    for (const exchange of this.exchanges) {
      if (exchange.startedMs > limit) break
      exchange.fail('timed_out', `No complete answer within ${this.options.timeoutMs} ms.`)
    }
    this.watch()
  }
}

/** One request and what has come of it so far; undici calls it as the answer arrives. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly startedMs = performance.now()
  private controller: Dispatcher.DispatchController | undefined
  private status: number | null = null
  private retryAfter: string | null = null
  private chunks: Buffer[] = []
  private bytes = 0
  private assembler: StreamAssembler | undefined
  private settled = false
  private readonly request: WireRequest
  private readonly maxBytes: number
  private readonly resolve: (reply: WireReply) => void
  private readonly reject: (error: WireFailure) => void
  private readonly open: Set<Exchange>

  constructor(
    request: WireRequest,
    maxBytes: number,
    resolve: (reply: WireReply) => void,
    reject: (error: WireFailure) => void,
    open: Set<Exchange>,
  ) {
    this.request = request
    this.maxBytes = maxBytes
    this.resolve = resolve
    this.reject = reject
    this.open = open
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller
    if (this.settled) controller.abort(new Error('settled'))
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: NodeJS.Dict<string | string[]>,
  ): void {
    if (status < 200) return
    this.status = status
    if (status === 429 || status >= 500) this.retryAfter = toSingle(headers['retry-after'])
    if (this.request.stream && status === 200 && toSingle(headers['content-type'])?.startsWith('text/event-stream')) {
      this.assembler = new StreamAssembler(this.startedMs)
    }
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.bytes += chunk.length
    if (this.bytes > this.maxBytes)
      return this.fail('reply_too_large', `The answer is longer than ${this.maxBytes} bytes.`)
    if (this.assembler) this.assembler.feed(chunk)
    else this.chunks.push(chunk)
  }

  onResponseEnd(): void {
    if (this.settled) return
    const streamed = this.assembler?.finish() ?? null
    if (streamed && !streamed.complete) {
      return this.fail(
        streamed.malformed ? 'malformed_reply' : 'broken_off',
        streamed.malformed ?? 'The stream ended before its last event.',
      )
    }
    this.settle()
    const first = this.chunks[0]
    this.resolve({
      status: this.status ?? 0,
      retryAfter: this.retryAfter,
      text: this.chunks.length === 1 && first ? first.toString() : Buffer.concat(this.chunks).toString(),
      streamed,
      durationMs: performance.now() - this.startedMs,
      ttftMs: streamed?.ttftMs ?? null,
    })
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    const code = toFailureCode(error, this.status !== null)
    this.fail(code, code === 'timed_out' ? 'The server stopped sending.' : error.message || code)
  }

  fail(code: WireFailureCode, message: string): void {
    if (this.settled) return
    this.settle()
    const durationMs = performance.now() - this.startedMs
    this.reject(
      new WireFailure(code, message, { durationMs, ttftMs: this.assembler?.ttftMs ?? null, status: this.status }),
    )
    this.controller?.abort(new Error(code))
  }

  private settle(): void {
    this.settled = true
    this.open.delete(this)
  }
}

function toSingle(value: string | string[] | undefined): string | null {
  return Array.isArray(value) ? (value[0] ?? null) : (value ?? null)
}

function toFailureCode(error: Error, answerBegun: boolean): WireFailureCode {
  if (error instanceof BlockedAddressError) return 'address_blocked'
  const code = 'code' in error ? String(error.code) : ''
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') return 'timed_out'
  if (code.startsWith('HPE_')) return 'malformed_reply'
  return answerBegun ? 'broken_off' : 'connection_failed'
}
