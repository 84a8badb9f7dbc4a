/** All errors of this package. Branch on `code`; `path` names the field of the config or target that is at fault. */
export type EvaluationErrorCode =
  | 'type_unknown'
  | 'type_unavailable'
  | 'metric_unknown'
  | 'metric_unavailable'
  | 'config_invalid'
  | 'target_unfit'
  | 'dataset_missing'
  | 'template_invalid'
  | 'template_variable'
  | 'template_limit'
  | 'live_unfit'
  | 'tool_unmatched'
  | 'context_window'
  | 'content_part_refused'
  | 'encoder_reply'
  | 'index_incomplete'
  | 'scoring_too_long'

/** An evaluation cannot be planned, or one row cannot be rendered. `message` says where, what was found, expected, what to do. */
export class EvaluationError extends Error {
  override readonly name = 'EvaluationError'
  readonly code: EvaluationErrorCode
  /** Dotted, e.g. `config.tasks.qa.metrics.bleu.params.references`; empty if no one field is at fault. */
  readonly path: string
  constructor(code: EvaluationErrorCode, message: string, path = '', options?: ErrorOptions) {
    super(path === '' || message.startsWith(path) ? message : `${path}: ${message}`, options)
    this.code = code
    this.path = path
  }
}

export const evaluationErrors = {
  typeUnknown: (type: string, known: readonly string[]) =>
    new EvaluationError(
      'type_unknown',
      `Unknown evaluation type "${type}". Known types: ${known.join(', ')}.`,
      'config.type',
    ),
  typeUnavailable: (type: string, reason: string) =>
    new EvaluationError('type_unavailable', `Evaluation type "${type}" cannot run. ${reason}`, 'config.type'),
  metricUnknown: (type: string, known: readonly string[], path: string) =>
    new EvaluationError('metric_unknown', `Unknown metric type "${type}". Known here: ${known.join(', ')}.`, path),
  metricUnavailable: (type: string, reason: string, path: string) =>
    new EvaluationError('metric_unavailable', `Metric "${type}" cannot run. ${reason}`, path),
  configInvalid: (path: string, message: string) => new EvaluationError('config_invalid', `${path}: ${message}`, path),
  targetUnfit: (message: string) => new EvaluationError('target_unfit', message, 'target'),
  datasetMissing: (task: string) =>
    new EvaluationError(
      'dataset_missing',
      `Task "${task}" has no dataset. Choose a dataset, or put its \`files_url\` at \`tasks.${task}.dataset\`.`,
      `config.tasks.${task}.dataset`,
    ),
  datasetEmpty: (task: string) =>
    new EvaluationError(
      'dataset_missing',
      'the dataset has no rows, and of no rows there is no score. Upload some, or choose another dataset.',
      `config.tasks.${task}.dataset`,
    ),
  benchmarkDataMissing: (path: string, message: string, cause?: unknown) =>
    new EvaluationError('dataset_missing', message, `${path}.dataset`, cause === undefined ? undefined : { cause }),
  templatePlaceholder: (task: string) =>
    new EvaluationError(
      'dataset_missing',
      `Task "${task}" still has the template's placeholder dataset. Launch it with a dataset, so that a runtime config is made.`,
      `config.tasks.${task}.dataset`,
    ),
  templateInvalid: (path: string, why: string) =>
    new EvaluationError('template_invalid', `${path}: this template cannot be read: ${why}`, path),
  unknownVariable: (path: string, name: string, known: readonly string[]) =>
    new EvaluationError(
      'template_variable',
      `${path}: unknown variable "${name}". Known: ${known.length > 0 ? known.slice(0, 30).join(', ') : 'none'}.`,
      path,
    ),
  templateLimit: (path: string, what: string) =>
    new EvaluationError('template_limit', `${path}: rendering was stopped: ${what}`, path),
  templateFailed: (path: string, error: unknown) =>
    new EvaluationError(
      'template_invalid',
      `${path}: rendering failed: ${error instanceof Error ? error.message : String(error)}`,
      path,
      { cause: error },
    ),
  toolUnmatched: (message: string) => new EvaluationError('tool_unmatched', message),
  contextWindow: (found: { before: number; limit: number; window: number; by: string; left?: number }) =>
    new EvaluationError(
      'context_window',
      `The request has ${found.before} tokens (${found.by}), and ${found.limit} of the window of ${found.window} are left for it.` +
        (found.left === undefined
          ? ' Shorten it, or choose a policy that trims.'
          : ` After all that the policy may drop, ${found.left} remain.`),
    ),
  contentPartRefused: (message: string) => new EvaluationError('content_part_refused', message),
  liveUnfit: (message: string) => new EvaluationError('live_unfit', message),
  patternSlow: (pattern: string, limitMs: number) =>
    new EvaluationError(
      'template_limit',
      `The pattern ${pattern.slice(0, 200)} took more than ${limitMs} ms. Write it without look-around and back references, so that it runs in linear time.`,
    ),
  indexIncomplete: (batch: number, batches: number, cause: unknown) =>
    new EvaluationError(
      'index_incomplete',
      `Batch ${batch + 1} of ${batches} of the corpus could not be embedded: ${cause instanceof Error ? cause.message : String(cause)}. Retry the failed rows.`,
      '',
      { cause },
    ),
  scoringTooLong: (metric: string, limitMs: number) =>
    new EvaluationError(
      'scoring_too_long',
      `The texts are so long that "${metric}" was not computed within ${limitMs / 1000} s. Shorten them, e.g. by \`max_tokens\`.`,
    ),
  encoderReply: (encoder: string, what: string) =>
    new EvaluationError(
      'encoder_reply',
      `The encoder "${encoder}" gave an answer that cannot be used: ${what}. Check that it is an embedding model.`,
    ),
}
