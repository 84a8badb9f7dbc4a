/**
 * Problems of local inference, in the shape OpenAI clients know: `{error: {message, type, param, code}}`.
 *
 * `code` is stable and may be branched on; `message` is for people: found, expected, what to do.
 */
export type InferenceProblemCode =
  | 'invalid_request'
  | 'unsupported_parameter'
  | 'context_length_exceeded'
  | 'model_not_found'
  | 'model_not_pulled'
  | 'model_load_failed'
  | 'model_kind_mismatch'
  | 'request_too_large'
  | 'route_not_found'
  | 'method_not_allowed'
  | 'closed'
  | 'cancelled'
  | 'internal_error'

/** A request that cannot be answered. `status` is the HTTP status, `param` the path of the offending field. */
export class InferenceProblem extends Error {
  override readonly name = 'InferenceProblem'
  readonly status: number
  readonly code: InferenceProblemCode
  readonly param: string | null
  constructor(
    status: number,
    code: InferenceProblemCode,
    message: string,
    param: string | null = null,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? {} : { cause })
    this.status = status
    this.code = code
    this.param = param
  }

  toBody() {
    const type = this.status >= 500 ? 'server_error' : this.status === 404 ? 'not_found_error' : 'invalid_request_error'
    return { error: { message: this.message, type, param: this.param, code: this.code } }
  }
}

export const problems = {
  invalid: (param: string | null, message: string) => new InferenceProblem(400, 'invalid_request', message, param),
  unsupported: (param: string, message: string) => new InferenceProblem(400, 'unsupported_parameter', message, param),
  noTokenVectors: (id: string, reason: string) =>
    new InferenceProblem(
      400,
      'unsupported_parameter',
      `"${id}" gives no vectors of single tokens: ${reason}. Choose another encoder, or a server started with pooling "none".`,
      'pooling',
    ),
  tooLong: (found: { promptTokens: number; maxTokens: number; limit: number; param: string; atLeast?: boolean }) => {
    const count = `${found.atLeast ? 'at least ' : ''}${found.promptTokens}`
    const message =
      found.promptTokens > found.limit || found.atLeast
        ? `The prompt has ${count} tokens, but this model's context holds ${found.limit}. Shorten the prompt; nothing was cut.`
        : `The prompt has ${count} tokens and ${found.maxTokens} more were asked for, together ${found.promptTokens + found.maxTokens}, ` +
          `but this model's context holds ${found.limit}. Ask for at most ${found.limit - found.promptTokens} tokens, or shorten the prompt.`
    return new InferenceProblem(400, 'context_length_exceeded', message, found.param)
  },
  modelNotFound: (id: string, known: readonly string[]) =>
    new InferenceProblem(
      404,
      'model_not_found',
      `There is no model "${id}". Known models: ${known.join(', ')}.`,
      'model',
    ),
  notPulled: (id: string) =>
    new InferenceProblem(
      404,
      'model_not_pulled',
      `The model "${id}" is known but its file is not on this machine. Run \`evalflow models pull ${id}\`, or pull it in Studio.`,
      'model',
    ),
  loadFailed: (id: string, cause: unknown) =>
    new InferenceProblem(
      503,
      'model_load_failed',
      `The model "${id}" could not be loaded: ${cause instanceof Error ? cause.message : String(cause)}`,
      'model',
      cause,
    ),
  wrongKind: (id: string, found: string, expected: string) =>
    new InferenceProblem(
      400,
      'model_kind_mismatch',
      `"${id}" is ${found}; this route needs ${expected}. Choose another model.`,
      'model',
    ),
  tooLarge: (limitBytes: number) =>
    new InferenceProblem(
      413,
      'request_too_large',
      `The request body is larger than ${limitBytes} bytes. Send fewer or shorter prompts.`,
    ),
  noRoute: (path: string) => new InferenceProblem(404, 'route_not_found', `There is no route ${path} here.`),
  badMethod: (method: string, path: string) =>
    new InferenceProblem(405, 'method_not_allowed', `${path} does not take ${method}.`),
  /** 499 is what nginx logs for it; the client that left does not see it. */
  cancelled: (cause: unknown) =>
    new InferenceProblem(499, 'cancelled', 'The client closed the request before it was answered.', null, cause),
  closed: () => new InferenceProblem(503, 'closed', 'Inference is shutting down. Try again after the restart.'),
}

/** Why a model file could not be fetched, added or removed. `code` is stable. */
export type ModelStoreErrorCode =
  | 'unknown_model'
  | 'not_a_gguf'
  | 'id_taken'
  | 'reserved_id'
  | 'checksum_mismatch'
  | 'no_source'
  | 'pull_failed'
  | 'not_removable'

export class ModelStoreError extends Error {
  override readonly name = 'ModelStoreError'
  readonly code: ModelStoreErrorCode
  constructor(code: ModelStoreErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause })
    this.code = code
  }
}
