/**
 * The one place that sends requests: headers, deadline, retry, redirects, parsing, and errors without secrets.
 *
 * What goes over the wire once is `#sender`'s: axios in Node, the browser's own `fetch` in a page. In Node, redirects are
 * followed here, so that credentials never reach another origin; browsers do so themselves.
 */
import { listOf, nemoErrorSchema, toErrorText, type ListQuery } from '@evalflow/contract'
import type { AxiosAdapter } from 'axios'
import { z } from 'zod'
import { createSender } from '#sender'
import { ConnectionError, ResponseInvalidError, TimeoutError, toApiError, type ApiFailure } from '../errors.ts'
import { PagePromise } from './page-promise.ts'
import { toQueryString } from './query-string.ts'
import { findSecrets, redactText, redactValue } from './redact.ts'
import { findRetryAfterMs, shouldRetryResponse, waitBeforeRetryMs, type RetryClass } from './retry-policy.ts'
import type { Answer, RequestOptions, SendOnce, SendRequest } from './sender.ts'

export type { Answer, RequestBody, RequestOptions, SendRequest } from './sender.ts'

export interface TransportOptions {
  /** Absolute, or empty in a browser for the page's own origin. */
  readonly baseURL: string
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Sent as `Authorization: Bearer`. */
  readonly token?: string | undefined
  /** Default 60 000. */
  readonly timeoutMs?: number | undefined
  /** Default 2. */
  readonly maxRetries?: number | undefined
  /** For tests. */
  readonly random?: (() => number) | undefined
  readonly sleep?: ((ms: number, signal?: AbortSignal) => Promise<void>) | undefined
  readonly adapter?: AxiosAdapter | undefined
}

const DEFAULT_TIMEOUT_MS = 60_000
const DEFAULT_MAX_RETRIES = 2
const MAX_REDIRECTS = 5
/** Bytes of an error body that are read; the rest is no use to anyone. */
const MAX_ERROR_CHARACTERS = 20_000

export class Transport {
  readonly #options: TransportOptions
  readonly #base: string
  readonly #sendOnce: SendOnce

  constructor(options: TransportOptions) {
    this.#options = options
    this.#base = options.baseURL.replace(/\/+$/, '')
    this.#sendOnce = createSender(options.adapter)
  }

  get<T>(url: string, schema: z.ZodType<T>, options?: RequestOptions): Promise<T> {
    return this.#json({ method: 'GET', url, answer: 'text', options }, schema)
  }

  post<T>(url: string, schema: z.ZodType<T>, json: unknown, options?: RequestOptions, retry?: RetryClass): Promise<T> {
    return this.#json({ method: 'POST', url, body: { json }, answer: 'text', options, ...(retry && { retry }) }, schema)
  }

  patch<T>(url: string, schema: z.ZodType<T>, json: unknown, options?: RequestOptions): Promise<T> {
    return this.#json({ method: 'PATCH', url, body: { json }, answer: 'text', options }, schema)
  }

  put<T>(url: string, schema: z.ZodType<T>, json: unknown, options?: RequestOptions): Promise<T> {
    return this.#json({ method: 'PUT', url, body: { json }, answer: 'text', options }, schema)
  }

  async delete(url: string, options?: RequestOptions): Promise<void> {
    await this.send({ method: 'DELETE', url, answer: 'text', options })
  }

  list<T>(url: string, schema: z.ZodType<T>, query: ListQuery = {}, options?: RequestOptions): PagePromise<T> {
    const pageSchema = listOf(schema)
    return new PagePromise(async (page) => {
      const search = toQueryString({ ...query, page })
      const { data, pagination } = await this.get(`${url}?${search}`, pageSchema, options)
      return { data, pagination: pagination ?? undefined }
    }, query.page ?? 1)
  }

  /** Sends, retries, and returns any answer below 400. @throws ApiError, ConnectionError, TimeoutError, or an abort */
  async send(request: SendRequest): Promise<Answer> {
    const { random = Math.random, sleep = sleepFor } = this.#options
    const retriesLeft = request.options?.maxRetries ?? this.#options.maxRetries ?? DEFAULT_MAX_RETRIES
    const signal = request.options?.signal
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await this.#attempt(request)
      if (outcome.ok) return outcome.answer
      if (!outcome.retry || attempt > retriesLeft) throw outcome.error
      await sleep(waitBeforeRetryMs(attempt, outcome.retryAfterMs, random), signal)
    }
  }

  /** Parses the body of an answer as JSON with `schema`. @throws ResponseInvalidError */
  parse<T>(request: SendRequest, answer: Answer, schema: z.ZodType<T>): T {
    const name = toRequestName(request)
    const json = parseJson(String(answer.body))
    if (json === undefined)
      throw new ResponseInvalidError({ request: name, detail: 'the answer is not JSON. Does the URL lead to NeMo?' })
    const parsed = schema.safeParse(json)
    if (parsed.success) return parsed.data
    throw new ResponseInvalidError({ request: name, detail: z.prettifyError(parsed.error) })
  }

  async #json<T>(request: SendRequest, schema: z.ZodType<T>): Promise<T> {
    return this.parse(request, await this.send(request), schema)
  }

  async #attempt(request: SendRequest): Promise<Outcome> {
    const { signal } = request.options ?? {}
    signal?.throwIfAborted()
    const headers = this.#headers(request)
    const secrets = findSecrets(headers, request.body && 'json' in request.body ? request.body.json : undefined)
    // its timer keeps the process alive until it is cleared, so nothing may throw before the `try`
    const deadline = new Deadline(request.options?.timeoutMs ?? this.#options.timeoutMs ?? DEFAULT_TIMEOUT_MS)
    try {
      const answer = await this.#follow(
        request,
        headers,
        signal ? AbortSignal.any([signal, deadline.signal]) : deadline.signal,
      )
      if (answer.status < 400) return { ok: true, answer }
      return await toFailedOutcome(request, answer, secrets)
    } catch (error) {
      signal?.throwIfAborted()
      const failure = { request: toRequestName(request), detail: redactText(toCauseText(error), secrets) }
      if (deadline.passed) {
        const detail = `no answer within ${deadline.ms} ms. Raise timeoutMs, or see whether the server is overloaded.`
        return { ok: false, error: new TimeoutError({ ...failure, detail }), retry: request.retry !== 'once' }
      }
      const neverSent = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN/.test(failure.detail)
      return { ok: false, error: new ConnectionError(failure), retry: request.retry !== 'once' || neverSent }
    } finally {
      deadline.clear()
    }
  }

  #headers(request: SendRequest): Record<string, string> {
    const { token, headers } = this.#options
    const own = !isAbsolute(request.url) || isSameOrigin(request.url, this.#base)
    return {
      Accept: 'application/json',
      ...(request.body && { 'Content-Type': 'json' in request.body ? 'application/json' : request.body.type }),
      ...(own && headers),
      ...(own && token && { Authorization: `Bearer ${token}` }),
      ...request.options?.headers,
    }
  }

  async #follow(request: SendRequest, headers: Record<string, string>, signal: AbortSignal): Promise<Answer> {
    let url = isAbsolute(request.url) ? request.url : `${this.#base}${request.url}`
    let { method } = request
    let sentHeaders = headers
    for (let hops = 0; ; hops += 1) {
      const answer = await this.#sendOnce({ ...request, url, method }, sentHeaders, signal)
      const location = answer.headers['location']
      if (answer.status < 300 || answer.status >= 400 || answer.status === 304 || !location || hops >= MAX_REDIRECTS)
        return answer
      const next = new URL(location, url).href
      if (!isSameOrigin(next, url)) sentHeaders = { Accept: headers['Accept'] ?? '*/*', ...pickRange(headers) }
      if (answer.status < 307 && method !== 'HEAD') method = 'GET'
      url = next
    }
  }
}

type Outcome =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly error: Error; readonly retry: boolean; readonly retryAfterMs?: number | undefined }

async function toFailedOutcome(request: SendRequest, answer: Answer, secrets: readonly string[]): Promise<Outcome> {
  const text = redactText(await readErrorText(answer.body), secrets)
  const body = redactValue(parseJson(text) ?? text, secrets)
  const nemo = nemoErrorSchema.safeParse(body)
  const retryAfterMs = findRetryAfterMs(answer.headers, Date.now())
  const failure: ApiFailure = {
    request: toRequestName(request),
    status: answer.status,
    detail: toErrorText(body) ?? answer.headers['x-error-message'] ?? (text.slice(0, 300) || 'no text'),
    code:
      answer.headers['x-error-code'] ??
      (nemo.success && typeof nemo.data['code'] === 'string' ? nemo.data['code'] : undefined),
    issues: nemo.success && typeof nemo.data.detail !== 'string' ? nemo.data.detail : undefined,
    retryAfterMs,
    body,
  }
  const retry = shouldRetryResponse(answer, request.retry ?? 'safe', Date.now())
  return { ok: false, error: toApiError(failure), retry, retryAfterMs }
}

async function readErrorText(body: unknown): Promise<string> {
  const text = body instanceof ReadableStream ? await new Response(body).text() : String(body ?? '')
  return text.slice(0, MAX_ERROR_CHARACTERS)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // callers say what that means for them
  }
}

function toRequestName({ method, url }: SendRequest): string {
  const { pathname } = new URL(url, 'http://any.invalid')
  return `${method} ${pathname}`
}

/** Node puts the reason (`ECONNREFUSED`) into nested causes, sometimes several of them. */
function toCauseText(error: unknown, depth = 0): string {
  if (!(error instanceof Error) || depth > 4) return 'connection failed'
  const nested: unknown = error instanceof AggregateError ? error.errors[0] : error.cause
  const code =
    'code' in error && typeof error.code === 'string' && !error.code.startsWith('ERR_') ? `${error.code} ` : ''
  if (nested instanceof Error) return toCauseText(nested, depth + 1)
  return `${code}${error.message}`
}

function isAbsolute(url: string): boolean {
  return /^https?:\/\//i.test(url)
}

function isSameOrigin(url: string, other: string): boolean {
  return isAbsolute(other) && new URL(url).origin === new URL(other).origin
}

function pickRange(headers: Readonly<Record<string, string>>): Record<string, string> {
  return headers['Range'] === undefined ? {} : { Range: headers['Range'] }
}

class Deadline {
  readonly ms: number
  readonly #controller = new AbortController()
  readonly #timer: ReturnType<typeof setTimeout>
  passed = false

  constructor(ms: number) {
    this.ms = ms
    this.#timer = setTimeout(() => {
      this.passed = true
      this.#controller.abort()
    }, ms)
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  clear(): void {
    clearTimeout(this.#timer)
  }
}

function sleepFor(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const onAbort = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    }, ms)
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}
