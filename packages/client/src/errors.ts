/**
 * Everything a client call can throw, but for `AbortError`, which passes through untouched.
 *
 * Messages and `detail` never hold a secret: the transport blanks them before an error is made. Branch on the class or
 * on `status`, never on the text.
 */
import type { ValidationIssue } from '@evalflow/contract'

export interface Failure {
  /** `POST /v1/evaluation/configs` */
  readonly request: string
  readonly detail: string
}

/** Base of all errors here. */
export class ClientError extends Error {
  override readonly name: string = 'ClientError'
  /** Method and path, without query and host. */
  readonly request: string
  readonly detail: string
  constructor(failure: Failure, message = `${failure.request} failed: ${failure.detail}`) {
    super(message)
    this.request = failure.request
    this.detail = failure.detail
  }
}

export interface ApiFailure extends Failure {
  readonly status: number
  /** Stable code of Studio's API, or `X-Error-Code` of the Data Store. */
  readonly code?: string | undefined
  readonly issues?: readonly ValidationIssue[] | undefined
  readonly retryAfterMs?: number | undefined
  readonly body?: unknown
}

/** The server answered with a status of 400 or more. */
export class ApiError extends ClientError {
  override readonly name: string = 'ApiError'
  readonly status: number
  readonly code: string | undefined
  /** Fields that were refused, with a 422. */
  readonly issues: readonly ValidationIssue[]
  /** Parsed body, with secrets blanked. */
  readonly body: unknown
  constructor(failure: ApiFailure) {
    super(failure, `${failure.request} answered ${failure.status}: ${failure.detail}`)
    this.status = failure.status
    this.code = failure.code
    this.issues = failure.issues ?? []
    this.body = failure.body
  }
}

export class BadRequestError extends ApiError {
  override readonly name = 'BadRequestError'
}
export class AuthenticationError extends ApiError {
  override readonly name = 'AuthenticationError'
}
export class PermissionDeniedError extends ApiError {
  override readonly name = 'PermissionDeniedError'
}
export class NotFoundError extends ApiError {
  override readonly name = 'NotFoundError'
}
export class ConflictError extends ApiError {
  override readonly name = 'ConflictError'
}
export class UnprocessableEntityError extends ApiError {
  override readonly name = 'UnprocessableEntityError'
}
/** Still limited after all retries. */
export class RateLimitError extends ApiError {
  override readonly name = 'RateLimitError'
  /** How long the server asked to wait; undefined if it did not say. */
  readonly retryAfterMs: number | undefined
  constructor(failure: ApiFailure) {
    super(failure)
    this.retryAfterMs = failure.retryAfterMs
  }
}
export class InternalServerError extends ApiError {
  override readonly name = 'InternalServerError'
}

/** No answer: refused, reset, name not found, TLS. */
export class ConnectionError extends ClientError {
  override readonly name = 'ConnectionError'
}
/** No answer within `timeoutMs`. */
export class TimeoutError extends ClientError {
  override readonly name = 'TimeoutError'
}
/** The answer is not what the contract says; `detail` names the field. */
export class ResponseInvalidError extends ClientError {
  override readonly name = 'ResponseInvalidError'
}
/** A file cannot be uploaded as asked (empty path, `..`, two files with one path). Nothing was sent. */
export class UploadError extends ClientError {
  override readonly name = 'UploadError'
}

/** The class for a status; statuses without a class of their own give `ApiError`. */
export function toApiError(failure: ApiFailure): ApiError {
  if (failure.status >= 500) return new InternalServerError(failure)
  const Known = CLASS_OF_STATUS.get(failure.status) ?? ApiError
  return new Known(failure)
}

const CLASS_OF_STATUS = new Map<number, typeof ApiError>([
  [400, BadRequestError],
  [401, AuthenticationError],
  [403, PermissionDeniedError],
  [404, NotFoundError],
  [409, ConflictError],
  [422, UnprocessableEntityError],
  [429, RateLimitError],
])
