/** Python patterns of task files, with errors that name their place. */
import { toRegExp } from '@evalflow/metrics'
import { evaluationErrors } from '../errors.ts'
import { boundRegExp } from '../patterns/bounded-regexp.ts'

/** A Python pattern, bounded in time. @throws EvaluationError `config_invalid` */
export function compileRegExp(pattern: string, path: string): RegExp {
  try {
    return boundRegExp(toRegExp(pattern, 'g'))
  } catch (error) {
    throw evaluationErrors.configInvalid(path, error instanceof Error ? error.message : String(error))
  }
}
