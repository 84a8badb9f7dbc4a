/** lm-eval's filters: from the answers of a row (one per repeat) to what is compared (`filters/` of 0.4.13). */
import { filterRegex } from '@evalflow/metrics'
import { evaluationErrors } from '../errors.ts'
import { bbhSteps } from './bbh-filters.ts'
import { codeSteps } from './code-filters.ts'
import type { CreateStep, FilterOptions, FilterStep } from './filter-step.ts'
import { compileRegExp } from './python-pattern.ts'
import type { Doc, FilterDefinition } from './task-definition.ts'

export interface Filter {
  /** `none` where the task declares no filters. */
  name: string
  apply(answers: readonly string[], doc: Doc): string
}

const each =
  (change: (text: string) => string): FilterStep =>
  (answers) =>
    answers.map(change)

/** Each gets the other fields of its entry. */
const steps: Readonly<Record<string, CreateStep>> = {
  take_first: () => (answers) => answers.slice(0, 1),
  take_first_k: (options) => (answers) => answers.slice(0, Number(options['k'] ?? 1)),
  majority_vote: () => (answers) => [majority(answers)],
  remove_whitespace: () => each((text) => text.trim()),
  lowercase: () => each((text) => text.toLowerCase()),
  uppercase: () => each((text) => text.toUpperCase()),
  regex: createRegex,
  map: createMap,
}

/** Steps that lm-eval writes in Python beside a task. Task files of users cannot name them: see `task-yaml.ts`. */
const ownSteps: Readonly<Record<string, CreateStep>> = { ...bbhSteps, ...codeSteps }

export const isOwnStep = (id: string): boolean => Object.hasOwn(ownSteps, id)

/** @throws EvaluationError `config_invalid` for a filter that has no equal here */
export function compileFilters(definitions: readonly FilterDefinition[] | null | undefined, path: string): Filter[] {
  if (definitions == null) return [{ name: 'none', apply: (answers) => answers[0] ?? '' }]
  return definitions.map(({ name, filter }, i) => {
    const chain = filter.map(({ function: id, ...options }, j) => {
      const create = steps[id] ?? ownSteps[id]
      const at = `${path}.${i}.filter.${j}`
      if (create === undefined)
        throw evaluationErrors.configInvalid(
          `${at}.function`,
          `found "${id}", known here: ${Object.keys(steps).join(', ')}. Filters that need Python cannot run.`,
        )
      return create(options, at)
    })
    return {
      name,
      apply: (answers, doc) => chain.reduce<readonly string[]>((now, step) => step(now, doc), answers)[0] ?? '',
    }
  })
}

function createRegex(options: FilterOptions, path: string): FilterStep {
  const pattern = options['regex_pattern'] ?? '#### (\\-?[0-9\\.\\,]+)'
  const select = options['group_select'] ?? 0
  const fallback = options['fallback'] ?? '[invalid]'
  if (typeof pattern !== 'string' || typeof select !== 'number' || typeof fallback !== 'string')
    throw evaluationErrors.configInvalid(path, 'regex_pattern and fallback are texts, group_select is a number.')
  const expression = compileRegExp(pattern, `${path}.regex_pattern`)
  return each((text) => filterRegex(text, expression, { select, fallback }))
}

function createMap(options: FilterOptions): FilterStep {
  const mapping = new Map(
    Object.entries(Object(options['mapping_dict'] ?? {})).map(([key, value]) => [key, String(value)]),
  )
  const missing = String(options['default_value'] ?? 'None')
  return each((text) => mapping.get(text) ?? missing)
}

/** The most frequent; of equals the first seen, as Python's `Counter.most_common`. */
function majority(answers: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const answer of answers) counts.set(answer, (counts.get(answer) ?? 0) + 1)
  const [best] = [...counts].toSorted(([, a], [, b]) => b - a)
  return best?.[0] ?? ''
}
