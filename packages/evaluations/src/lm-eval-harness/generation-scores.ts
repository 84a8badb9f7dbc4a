/**
 * What the metrics of a task with written answers make of one row. A metric stands in the result under its own name, or
 * with a named filter under `metric__filter`. Tasks with a `process_results` of their own are scored by its module.
 */
import { type HfExactMatchOptions, exactMatch } from '@evalflow/metrics'
import { compileCodeScores } from './code-scores.ts'
import { evaluationErrors } from '../errors.ts'
import type { Filter } from './filters.ts'
import { compileRegExp } from './python-pattern.ts'
import type { CompileResults, GeneratedRow } from './generated-row.ts'
import { compileIfevalScores } from './ifeval-scores.ts'
import { type CompiledScores, type RowScores, put, toPlanned } from './row-scores.ts'
import type { Doc, MetricDefinition, TaskDefinition } from './task-definition.ts'
import { scoreTruthful, truthfulMetrics } from './truthful-scores.ts'

export interface GenerationScores extends CompiledScores<GeneratedRow, RowScores | Promise<RowScores>> {
  /** What each filter reads out of the answers. */
  extract(answers: readonly string[], doc: Doc): Record<string, string>
}

/** By the task's `process_results`. */
const processors: Readonly<Record<string, CompileResults>> = {
  truthfulqa_gen: compileTruthfulScores,
  ifeval: compileIfevalScores,
  code: compileCodeScores,
}

/** @throws EvaluationError `metric_unknown`, `config_invalid` */
export function compileGenerationScores(
  task: TaskDefinition,
  filters: readonly Filter[],
  path: string,
): GenerationScores {
  const compile = processors[task.process_results ?? ''] ?? compileMatchScores
  return {
    ...compile(task, filters, path),
    extract: (answers, doc) => Object.fromEntries(filters.map((filter) => [filter.name, filter.apply(answers, doc)])),
  }
}

function compileMatchScores(
  task: TaskDefinition,
  filters: readonly Filter[],
  path: string,
): CompiledScores<GeneratedRow> {
  const metrics = task.metric_list.map((definition, i) => {
    const at = `${path}.metric_list.${i}`
    if (definition.metric !== 'exact_match')
      throw evaluationErrors.metricUnknown(definition.metric, ['exact_match'], `${at}.metric`)
    return [definition.metric, toMatchOptions(definition, at)] as const
  })
  const named = filters.flatMap((filter) =>
    metrics.map(([metric, options]) => ({ filter, options, name: toScoreName(metric, filter) })),
  )
  return {
    planned: named.map(({ name }) => toPlanned(name, [0, 1], true)),
    score({ doc, answers, target }) {
      const references = [target].flat().map(String)
      const result: RowScores = { scores: {}, unscored: {}, extra: {} }
      for (const { filter, options, name } of named)
        put(result, name, exactMatch(filter.apply(answers, doc), references, options), '')
      return result
    },
  }
}

const toScoreName = (metric: string, { name }: Filter) => (name === 'none' ? metric : `${metric}__${name}`)

function compileTruthfulScores(_task: TaskDefinition, filters: readonly Filter[]): CompiledScores<GeneratedRow> {
  return {
    planned: truthfulMetrics.map(({ metric, range, binary }) => toPlanned(metric, range, binary)),
    score({ doc, answers }) {
      const result: RowScores = { scores: {}, unscored: {}, extra: {} }
      const found = scoreTruthful(doc, filters[0]?.apply(answers, doc) ?? '')
      for (const [metric, value] of Object.entries(found)) put(result, metric, value, '')
      return result
    },
  }
}

function toMatchOptions(definition: MetricDefinition, path: string): HfExactMatchOptions {
  const ignored = definition['regexes_to_ignore'] ?? []
  if (!Array.isArray(ignored)) throw evaluationErrors.configInvalid(`${path}.regexes_to_ignore`, 'expected a list.')
  return {
    ignore: ignored.map((pattern, i) => compileRegExp(String(pattern), `${path}.regexes_to_ignore.${i}`)),
    ignoreCase: definition['ignore_case'] === true,
    ignorePunctuation: definition['ignore_punctuation'] === true,
    ignoreNumbers: definition['ignore_numbers'] === true,
  }
}
