/** What a sender is given and gives back: one request, one answer of any status, no retry and no reading of errors. */
import type { RetryClass } from './retry-policy.ts'

export interface RequestOptions {
  readonly signal?: AbortSignal | undefined
  /** For one attempt: until the whole answer is read, or its head when it is streamed. */
  readonly timeoutMs?: number | undefined
  readonly maxRetries?: number | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
}

export type RequestBody =
  | { readonly json: unknown }
  | { readonly raw: string | Uint8Array | Blob; readonly type: string }

export interface SendRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD'
  /** Path under the base URL, or an absolute URL, which gets no credentials unless its origin is the same. */
  readonly url: string
  readonly body?: RequestBody
  readonly answer: 'text' | 'stream'
  readonly retry?: RetryClass
  readonly options?: RequestOptions | undefined
  /** Gets the bytes sent so far. */
  readonly onUploadProgress?: ((event: { readonly loaded: number }) => void) | undefined
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Text, or a `ReadableStream<Uint8Array>` for `stream`. */
  readonly body: unknown
}

/** `url` is absolute or, in a page, a path. @throws what the network or `signal` gave */
export type SendOnce = (
  request: SendRequest,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
) => Promise<Answer>
