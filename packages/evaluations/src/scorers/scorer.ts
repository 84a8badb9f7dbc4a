/** A metric of a config, ready to score rows. */
import type { SampleContext } from '@evalflow/engine'
import type { Score } from '@evalflow/metrics'
import { EvaluationError, evaluationErrors } from '../errors.ts'
import type { RowView } from '../template/row-view.ts'
import { type CompiledTemplate, compileTemplate } from '../template/template.ts'
import type { EvaluationServices, PlannedScore } from '../types.ts'

export interface RowScores {
  /** By score name. */
  scores: Record<string, number | null>
  /** Reason of each null. */
  unscored: Record<string, string>
  /** Expected answer, to show beside the model's. */
  reference?: unknown
  /** Counts for a corpus score. */
  extra?: unknown
  /** What a judge was asked and said. */
  judge?: unknown
}

export interface Scorer {
  scores: readonly PlannedScore[]
  columns: ReadonlySet<string>
  /** What decides its scores beside row and config, e.g. which judge is asked. */
  identity?: unknown
  /** What its scores were made with, for the result. */
  data?: unknown
  /** The encoder its scores were made with, for the result. */
  encoder?: unknown
  score(view: RowView, context: SampleContext): RowScores | Promise<RowScores>
}

export interface ScorerContext {
  /** Key of the metric in the config. */
  metric: string
  /** Path of the metric's params. */
  path: string
  params: Readonly<Record<string, unknown>>
  topLevel: boolean
  services: EvaluationServices
  /** Fields of `sample` beside `output_text` and `response`, e.g. of a conversation. Absent where they are not known. */
  sampleFields?: readonly string[]
  warn?(message: string): void
}

export interface ScorerType {
  /** `type` in the config. */
  id: string
  create(context: ScorerContext): Scorer | Promise<Scorer>
}

const OUTPUT_FIELDS = ['output_text', 'response']
export const ONLINE_OUTPUT = '{{ sample.output_text }}'

/** A required template of the params, or `fallback`. @throws EvaluationError `config_invalid` */
export function paramTemplate(context: ScorerContext, name: string, fallback?: string): CompiledTemplate {
  const value = context.params[name] ?? fallback
  if (typeof value !== 'string' && typeof value !== 'number')
    throw evaluationErrors.configInvalid(
      `${context.path}.${name}`,
      'expected a template, e.g. "{{ item.ideal_response }}".',
    )
  return compileParam(context, String(value), name)
}

/** `name` is the template's place within the params, e.g. `check.0`. @throws EvaluationError */
export function compileParam(context: ScorerContext, source: string, name: string): CompiledTemplate {
  const { path, topLevel, sampleFields } = context
  return compileTemplate(source, {
    path: `${path}.${name}`,
    topLevel,
    ...(sampleFields === undefined ? {} : { sampleFields: [...OUTPUT_FIELDS, ...sampleFields] }),
  })
}

export function plannedScore(
  metric: string,
  score: string,
  options: Pick<PlannedScore, 'range' | 'binary'>,
): PlannedScore {
  return { metric, score, key: `${metric}.${score}`, ...options }
}

/** One score of a row; a template that fails for this row leaves it unscored, with the reason. */
export function scoreOne(name: string, compute: () => Score & { reference?: unknown }): RowScores {
  try {
    const { value, reason, reference } = compute()
    return {
      scores: { [name]: value },
      unscored: value === null ? { [name]: reason ?? 'no reason given' } : {},
      reference,
    }
  } catch (error) {
    return allUnscored([name], error)
  }
}

/** @throws what is no fault of this row's templates */
export function allUnscored(names: readonly string[], error: unknown): RowScores {
  if (!(error instanceof EvaluationError)) throw error
  return {
    scores: Object.fromEntries(names.map((name) => [name, null])),
    unscored: Object.fromEntries(names.map((name) => [name, error.message])),
  }
}

export const joinColumns = (...templates: readonly { columns: ReadonlySet<string> }[]): ReadonlySet<string> =>
  new Set(templates.flatMap((template) => [...template.columns]))
