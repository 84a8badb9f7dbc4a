/** All errors of the engine. Branch on `code`; `message` is for people and holds no secret. */

export type CallFailureCode =
  | 'connection_failed'
  | 'timed_out'
  | 'broken_off'
  | 'rate_limited'
  | 'server_error'
  | 'bad_request'
  | 'refused'
  | 'redirected'
  | 'malformed_reply'
  | 'empty_choices'
  | 'reply_too_large'
  | 'address_blocked'
  | 'bad_endpoint'
  | 'retry_budget_spent'
  | 'endpoint_dead'

/** A model call failed for good, after all retries the policy allows. The sample becomes `failed`, never 0. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed'
  readonly code: CallFailureCode
  /** HTTP status of the last attempt, null if none came. */
  readonly status: number | null
  readonly endpointId: string
  readonly attempts: number
  constructor(
    code: CallFailureCode,
    message: string,
    details: { status: number | null; endpointId: string; attempts: number },
  ) {
    super(message)
    this.code = code
    this.status = details.status
    this.endpointId = details.endpointId
    this.attempts = details.attempts
  }
}

export type EngineErrorCode =
  | 'journal_changed'
  | 'journal_unreadable'
  | 'journal_closed'
  | 'call_key_reused'
  | 'price_missing'
  | 'row_twice'
  | 'journal_thread_failed'

/** The run cannot go on as asked; nothing of it is lost. */
export class EngineError extends Error {
  override readonly name = 'EngineError'
  readonly code: EngineErrorCode
  readonly details: Readonly<Record<string, unknown>>
  constructor(code: EngineErrorCode, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message)
    this.code = code
    this.details = details
  }
}

export const engineErrors = {
  rowChanged: (task: string, index: number) =>
    new EngineError(
      'journal_changed',
      `Row ${index} of task "${task}" differs from the row this job already evaluated. Start a new job, or resume with onChanged: 'ask'.`,
      { task, index },
    ),
  pipelineChanged: (task: string) =>
    new EngineError(
      'journal_changed',
      `Task "${task}" is not the one this journal was made with (config, prompt or target changed). Start a new job, or resume with onChanged: 'ask'.`,
      { task },
    ),
  journalUnreadable: (path: string, found: string, expected: string) =>
    new EngineError(
      'journal_unreadable',
      `The journal ${path} is of format ${found}, expected ${expected}. Open it with the version that made it.`,
      {
        path,
      },
    ),
  journalClosed: () =>
    new EngineError('journal_closed', 'The journal is closed. Open it again before you read or run.'),
  callKeyReused: (task: string, index: number, key: string) =>
    new EngineError(
      'call_key_reused',
      `Row ${index} of task "${task}" made two calls with the key "${key}"; each needs its own.`,
      {
        task,
        index,
        key,
      },
    ),
  rowTwice: (task: string, index: number) =>
    new EngineError('row_twice', `Row ${index} of task "${task}" came twice in one run; each index may come once.`, {
      task,
      index,
    }),
  journalThreadFailed: (reason: string) =>
    new EngineError(
      'journal_thread_failed',
      `The thread that searches and tends journals does not run: ${reason}. Ask again; if it stays, install anew.`,
    ),
  priceMissing: (endpointId: string) =>
    new EngineError(
      'price_missing',
      `A budget is set but endpoint "${endpointId}" has no price. Add it to the price table.`,
      { endpointId },
    ),
}
