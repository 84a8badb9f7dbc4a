/** Errors of this package: misuse of a scorer, found before any row is scored. */
export type MetricErrorCode =
  | 'empty_input'
  | 'length_mismatch'
  | 'unknown_operator'
  | 'bad_pattern'
  | 'bad_argument'
  | 'python_syntax'

/** `code` is stable; `message` is for people and may change. */
export class MetricError extends Error {
  override readonly name = 'MetricError'
  readonly code: MetricErrorCode
  constructor(code: MetricErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

export const metricErrors = {
  emptyInput: (what: string) => new MetricError('empty_input', `${what} is empty; it needs at least one value.`),
  lengthMismatch: (what: string, left: number, right: number) =>
    new MetricError('length_mismatch', `${what} differ in length: ${left} and ${right}. They must pair up.`),
  unknownOperator: (found: string, known: readonly string[]) =>
    new MetricError('unknown_operator', `Unknown operator "${found}". Use one of: ${known.join(', ')}.`),
  badPattern: (pattern: string, why: string) =>
    new MetricError('bad_pattern', `The regular expression "${pattern}" cannot be used: ${why}`),
  badArgument: (message: string) => new MetricError('bad_argument', message),
}
