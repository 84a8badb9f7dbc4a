/**
 * A task file of the user's, in lm-eval's YAML. It is data: `!function` and everything else that needs Python is refused
 * with the reason, as are fields that are not known, so that nothing is quietly left out.
 */
import { parseDocument } from 'yaml'
import { evaluationErrors } from '../errors.ts'
import { type TaskDefinition, taskDefinitionSchema } from './task-definition.ts'

const PYTHON_FIELDS = ['custom_dataset', 'use_prompt', 'doc_to_image', 'doc_to_audio', 'unsafe_code', 'class']
/** Steps of this package's own tasks, and not for files. */
const BUILT_IN_FIELDS = ['process_docs', 'process_results']
const MOST_BYTES = 200_000

/** @throws EvaluationError `config_invalid` with what cannot be expressed and where */
export function parseTaskYaml(text: string, path: string): TaskDefinition {
  if (text.length > MOST_BYTES)
    throw evaluationErrors.configInvalid(path, `has ${text.length} characters, at most ${MOST_BYTES} are read.`)
  const refuse = (what: string, instead: string) =>
    evaluationErrors.configInvalid(path, `${what} cannot be expressed here: ${instead}`)
  const called = /^\s*(?:-\s+)?["']?([\w-]+)["']?\s*:\s*!function\s+(\S+)/m.exec(text)
  if (called)
    throw refuse(`\`${called[1]}: !function ${called[2]}\``, 'no Python is run. Write it as a Jinja template.')
  const document = parseDocument(text, { maxAliasCount: 50, logLevel: 'silent' } as never)
  const [problem] = [...document.errors, ...document.warnings]
  if (problem) throw evaluationErrors.configInvalid(path, `is not YAML that can be read: ${problem.message}`)
  const value: unknown = document.toJS({ maxAliasCount: 50 })
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw evaluationErrors.configInvalid(path, 'expected a task file: an object with `task`, `doc_to_text` …')
  if ('include' in value) throw refuse('`include`', 'a file has no folder here. Write the included fields into it.')
  if ('group' in value) throw refuse('`group`', 'give each task, and put their names at `groups` of the config.')
  for (const name of [...PYTHON_FIELDS, ...BUILT_IN_FIELDS])
    if (
      name in value &&
      (value as Record<string, unknown>)[name] != null &&
      (value as Record<string, unknown>)[name] !== false
    )
      throw refuse(`\`${name}\``, 'it needs Python. Prepare the rows before, and use Jinja templates.')
  const parsed = taskDefinitionSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw evaluationErrors.configInvalid([path, ...(issue?.path ?? [])].join('.'), issue?.message ?? 'is not valid')
}
