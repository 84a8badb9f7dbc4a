/** Everything a component's `run` throws. `code` is stable; `message` says what was found, expected, and what to do. */

export type ComponentErrorCode =
  | 'rows_missing'
  | 'rows_invalid'
  | 'rows_unreadable'
  | 'file_missing'
  | 'file_too_large'
  | 'hub_unavailable'
  | 'name_missing'
  | 'name_invalid'
  | 'upload_failed'
  | 'version_taken'
  | 'register_failed'
  | 'dataset_missing'
  | 'dataset_unusable'
  | 'config_missing'
  | 'config_unusable'
  | 'target_missing'
  | 'target_unusable'
  | 'denied'
  | 'launch_failed'
  | 'job_failed'
  | 'job_cancelled'
  | 'job_unreachable'
  | 'condition_invalid'
  | 'step_invalid'
  | 'column_missing'
  | 'too_many_rows'
  | 'result_missing'
  | 'result_invalid'
  | 'samples_missing'
  | 'not_comparable'
  | 'gate_unusable'
  | 'gate_failed'
  | 'report_failed'

export class ComponentError extends Error {
  override readonly name = 'ComponentError'
  readonly code: ComponentErrorCode
  /** Id of the node's field or port at fault, for the problem list. */
  readonly field: string | undefined

  constructor(code: ComponentErrorCode, message: string, options: { field?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.field = options.field
  }
}

/** HTTP status of an error thrown by a client, whatever its class; undefined if it carries none (a lost connection). */
export function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('status' in error)) return undefined
  return typeof error.status === 'number' ? error.status : undefined
}

export const isNotFound = (error: unknown): boolean => statusOf(error) === 404
export const isConflict = (error: unknown): boolean => statusOf(error) === 409
export const isDenied = (error: unknown): boolean => statusOf(error) === 401 || statusOf(error) === 403

/** The work was stopped on purpose; passes through everything untouched. */
export function isAbort(error: unknown, signal: AbortSignal): boolean {
  return signal.aborted || (error instanceof Error && error.name === 'AbortError')
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
