/**
 * Python patterns of task files, with errors that name their place. Those of strangers are bounded in time. Those of this
 * package's own tasks, and plain words, are known to end, and the deadline of a bound would fail rows on a busy machine.
 */
import { toRegExp } from '@evalflow/metrics'
import { evaluationErrors } from '../errors.ts'
import { boundRegExp } from '../patterns/bounded-regexp.ts'
import { ownPatterns } from './tasks/registry.ts'

/** @throws EvaluationError `config_invalid` */
export function compileRegExp(pattern: string, path: string): RegExp {
  try {
    return compilePattern(pattern, 'g')
  } catch (error) {
    throw evaluationErrors.configInvalid(path, error instanceof Error ? error.message : String(error))
  }
}

/** @throws MetricError `bad_pattern` */
export function compilePattern(pattern: string, flags = ''): RegExp {
  const compiled = toRegExp(pattern, flags)
  return isPlain(pattern) || ownPatterns().has(pattern) ? compiled : boundRegExp(compiled)
}

/** Words, and choices of words, each perhaps between borders of a word. */
const isPlain = (pattern: string) => !/[\\^$.*+?()[\]{}]/.test(pattern.replaceAll('\\b', ''))
