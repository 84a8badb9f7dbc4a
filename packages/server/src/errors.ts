/** Errors of this server. `/api` answers them as `{detail, code, path?}`, `/v1` as NeMo does (`{detail}`). */

/** A request was refused, or could not be done. `code` is stable; `message` is for people: found, expected, what to do. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  readonly status: number
  readonly code: string
  /** Field path of bad input, e.g. `flow.nodes.a.values`. */
  readonly path: string | undefined
  /** What is stored now, sent with a conflict so that the caller can merge. */
  readonly current: unknown
  constructor(status: number, code: string, message: string, options: ProblemOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.status = status
    this.code = code
    this.path = options.path
    this.current = options.current
  }
}

interface ProblemOptions {
  path?: string
  current?: unknown
  cause?: unknown
}

/** The server could not start or go on; the command line prints `message` and ends. */
export class ServerError extends Error {
  override readonly name = 'ServerError'
  readonly code: ServerErrorCode
  constructor(code: ServerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

export type ServerErrorCode =
  | 'data_dir_in_use'
  | 'data_dir_unusable'
  | 'port_in_use'
  | 'token_required'
  | 'secret_key_unusable'
  | 'bad_setting'
  | 'bad_component'

export const serverErrors = {
  dataDirInUse: (dataDir: string, pid: number, since: string) =>
    new ServerError(
      'data_dir_in_use',
      `Data directory ${dataDir} is in use by process ${pid} (since ${since}). Stop that process, or give this one a data directory of its own (--data-dir).`,
    ),
  dataDirUnusable: (dataDir: string, cause: unknown) =>
    new ServerError(
      'data_dir_unusable',
      `Data directory ${dataDir} cannot be used: ${messageOf(cause)}. Expected a directory this user can write to; choose another with --data-dir.`,
      { cause },
    ),
  portInUse: (host: string, port: number) =>
    new ServerError(
      'port_in_use',
      `Port ${port} on ${host} is taken. Stop what uses it, or choose another (--port, 0 for any free one).`,
    ),
  tokenRequired: (host: string) =>
    new ServerError(
      'token_required',
      `Host ${host} can be reached by others, so a token is needed. Set EVALFLOW_TOKEN (16 characters or more), or bind to 127.0.0.1.`,
    ),
  badSetting: (name: string, found: string, expected: string) =>
    new ServerError('bad_setting', `${name} is "${found}", expected ${expected}. Correct it, or take it away.`),
  badComponent: (module: string, reason: string) =>
    new ServerError(
      'bad_component',
      `Component module "${module}" cannot be used: ${reason}. Expected a file or an installed package whose default export is a component (docs/components.md).`,
    ),
  secretKeyUnusable: (path: string) =>
    new ServerError(
      'secret_key_unusable',
      `Key file ${path} does not hold 32 bytes. Put back the right file, or delete it and enter the stored secrets again.`,
    ),
}

export const problems = {
  notFound: (what: string, id: string) =>
    new ApiProblem(
      404,
      `${what.replaceAll(' ', '_')}_not_found`,
      `There is no ${what} "${id}". It may have been deleted; reload the list.`,
    ),
  jobBusy: (id: string, status: string) =>
    new ApiProblem(409, 'job_busy', `Job "${id}" is ${status}. Pause or cancel it first, or wait for its end.`),
  jobNotLikeThat: (id: string, status: string, hint: string) =>
    new ApiProblem(409, 'job_not_like_that', `Job "${id}" is ${status}. ${hint}`),
  configInUse: (ref: string, jobs: number) =>
    new ApiProblem(
      409,
      'config_in_use',
      `Config "${ref}" is used by ${jobs === 1 ? 'an unfinished job' : 'unfinished jobs'}. Wait for the end, or cancel first.`,
    ),
  configExists: (ref: string, hint: string) =>
    new ApiProblem(409, 'config_exists', `There is a config "${ref}" already. ${hint}`, { path: 'name' }),
  nothingFailed: (batch: string) =>
    new ApiProblem(409, 'nothing_failed', `Nothing of batch "${batch}" failed, so there is nothing to retry.`),
  noRoute: (method: string, path: string) =>
    new ApiProblem(404, 'no_route', `Nothing answers ${method} ${path}. See /openapi.json for what does.`),
  notComparable: (cause: Error) => new ApiProblem(422, 'not_comparable', cause.message, { path: 'ids', cause }),
  badInput: (message: string, path?: string) =>
    new ApiProblem(422, 'bad_input', message, path === undefined ? {} : { path }),
  badJson: (cause: unknown) =>
    new ApiProblem(
      400,
      'bad_json',
      `The body is not JSON: ${messageOf(cause)}. Send one JSON document with Content-Type application/json.`,
    ),
  tooLarge: (limitBytes: number) =>
    new ApiProblem(413, 'too_large', `The body is larger than ${limitBytes} bytes. Send less, or upload it as a file.`),
  tokenNeeded: () =>
    new ApiProblem(
      401,
      'token_needed',
      'This server needs a token. Open the address that `evalflow start` printed, or send "Authorization: Bearer …".',
    ),
  tooManyTries: () =>
    new ApiProblem(429, 'too_many_tries', 'Too many wrong tokens from this address. Wait a minute, then try again.'),
  foreignHost: (host: string) =>
    new ApiProblem(
      403,
      'foreign_host',
      `Host "${host}" is not an address of this server. Open it as http://127.0.0.1 or http://localhost.`,
    ),
  foreignOrigin: (origin: string) =>
    new ApiProblem(
      403,
      'foreign_origin',
      `A page of "${origin}" may not change anything here. Only this server's own pages may.`,
    ),
  contentType: (found: string) =>
    new ApiProblem(
      415,
      'content_type',
      `Content-Type ${found || '(none)'} is not accepted here. Send application/json.`,
    ),
  datasetUnavailable: (ref: string, found: string, remedy: string) =>
    new ApiProblem(422, 'dataset_unavailable', `Dataset ${ref} is not available: ${found}. ${remedy}`),
  datasetUnreadable: (path: string, found: string, remedy: string) =>
    new ApiProblem(422, 'dataset_unreadable', `File ${path} cannot be read as rows: ${found}. ${remedy}`),
  targetUnusable: (ref: string, found: string, remedy: string) =>
    new ApiProblem(422, 'target_unusable', `Model ${ref} cannot be used: ${found}. ${remedy}`),
  addressRefused: (host: string) =>
    new ApiProblem(
      422,
      'address_refused',
      `Address ${host} is link-local or a cloud's metadata service, which is never asked. Use the model server's own address.`,
    ),
  unavailable: (what: string, why: string) => new ApiProblem(503, 'unavailable', `${what} is not available: ${why}`),
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
