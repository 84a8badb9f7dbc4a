/**
 * What the metrics of a log-likelihood task make of one row, as lm-eval's `process_results` (`api/task.py`). Written answers
 * are scored in `generation-scores.ts`.
 */
import { argmax, brierScore, multipleChoice, softmax, truthfulMc2, utf8Length } from '@evalflow/metrics'
import { evaluationErrors } from '../errors.ts'
import type { CorpusFold, PlannedScore } from '../types.ts'
import type { Target } from './doc-template.ts'
import type { Doc, TaskDefinition } from './task-definition.ts'

export interface RowScores {
  scores: Record<string, number | null>
  unscored: Record<string, string>
  /** By metric, for scores of the whole corpus. */
  extra: Record<string, unknown>
}

export interface Likelihood {
  logLikelihood: number
  isGreedy: boolean | null
}

/** Log-likelihood tasks; `gold` is the index of the right choice, or of several. */
export interface LikelihoodRow {
  doc: Doc
  choices: readonly string[]
  gold: number | readonly number[]
  likelihoods: readonly Likelihood[]
}

interface LikelihoodMetric {
  range: [number, number] | null
  binary: boolean
  corpus?: () => CorpusFold
  /** Null: the server did not say enough. Goes into `extra` where there is a corpus score. */
  value(row: LikelihoodRow): unknown
}

const lls = (row: LikelihoodRow) => row.likelihoods.map(({ logLikelihood }) => logLikelihood)
const choice = (pick: 'acc' | 'accNorm' | 'accBytes'): LikelihoodMetric => ({
  range: [0, 1],
  binary: true,
  value: (row) => multipleChoice(row.choices, lls(row), row.gold)[pick],
})
const wasGreedy = ({ likelihoods }: LikelihoodRow, index: number) => {
  const greedy = likelihoods[index]?.isGreedy
  return greedy === undefined ? 0 : greedy === null ? null : Number(greedy)
}

const choiceMetrics: Readonly<Record<string, LikelihoodMetric>> = {
  acc: choice('acc'),
  acc_norm: choice('accNorm'),
  acc_bytes: choice('accBytes'),
  exact_match: {
    range: [0, 1],
    binary: true,
    value: (row) => {
      const found = [row.gold].flat().map((index) => wasGreedy(row, index))
      return found.includes(1) ? 1 : found.includes(null) ? null : 0
    },
  },
  brier_score: {
    range: [0, 2],
    binary: false,
    value: (row) => brierScore(softmax(lls(row)), [row.gold].flat()[0] ?? -1),
  },
}

const continuationMetrics: Readonly<Record<string, LikelihoodMetric>> = {
  perplexity: {
    range: null,
    binary: false,
    corpus: () => createRatio((sum, count) => Math.exp(-sum / count)),
    value: (row) => [lls(row)[0] ?? null, 1],
  },
  acc: { range: [0, 1], binary: true, value: (row) => wasGreedy(row, 0) },
}

const counted = (count: (text: string) => number, value: (sum: number, count: number) => number): LikelihoodMetric => ({
  range: null,
  binary: false,
  corpus: () => createRatio(value),
  value: ({ doc, choices, likelihoods }) => {
    const text = doc['page'] ?? choices[0]
    return [likelihoods[0]?.logLikelihood ?? null, count(String(text ?? ''))]
  },
})
// blanks at either end give empty words, as Python's re.split: kept for parity
const countWords = (text: string) => text.split(/\s+/).length

const rollingMetrics: Readonly<Record<string, LikelihoodMetric>> = {
  word_perplexity: counted(countWords, (sum, count) => Math.exp(-sum / count)),
  byte_perplexity: counted(utf8Length, (sum, count) => Math.exp(-sum / count)),
  bits_per_byte: counted(utf8Length, (sum, count) => -sum / count / Math.LN2),
}

const truthful: LikelihoodMetric = {
  range: [0, 1],
  binary: false,
  value: ({ doc, likelihoods }) => {
    const { labels } = doc['mc2_targets'] as { labels: readonly number[] }
    return truthfulMc2(
      likelihoods.map(({ logLikelihood }) => logLikelihood),
      labels.map((label) => (label === 1 ? 1 : 0)),
    )
  },
}

export interface CompiledScores<Row, Result = RowScores> {
  planned: readonly PlannedScore[]
  score(row: Row): Result
}

/** @throws EvaluationError `metric_unknown` for a metric that this output type does not have here */
export function compileLikelihoodScores(task: TaskDefinition, path: string): CompiledScores<LikelihoodRow> {
  const table =
    task.output_type === 'multiple_choice'
      ? choiceMetrics
      : task.output_type === 'loglikelihood'
        ? continuationMetrics
        : rollingMetrics
  const metrics = task.metric_list.map(({ metric }, i) => {
    const found = task.process_results === 'truthfulqa_mc2' ? truthful : table[metric]
    if (found === undefined)
      throw evaluationErrors.metricUnknown(metric, Object.keys(table), `${path}.metric_list.${i}.metric`)
    return [metric, found] as const
  })
  return {
    planned: metrics.map(([metric, { range, binary, corpus }]) => ({
      ...toPlanned(metric, range, binary),
      ...(corpus === undefined ? {} : { corpus: { perRow: false, create: corpus } }),
    })),
    score(row) {
      const result: RowScores = { scores: {}, unscored: {}, extra: {} }
      for (const [metric, { corpus, value }] of metrics) {
        const found = value(row)
        if (corpus !== undefined) result.extra[metric] = found
        else put(result, metric, typeof found === 'number' ? found : null, 'the server gives no top_logprobs')
      }
      return result
    },
  }
}

/** Index of the gold choice; -100 (matches nothing) for one that is not there, as lm-eval. */
export function toGold(target: Target, choices: readonly string[]): number | readonly number[] {
  const one = (value: string | number) => {
    const index = typeof value === 'number' ? value : choices.indexOf(value)
    return Number.isInteger(index) && index >= 0 && index < choices.length ? index : -100
  }
  return Array.isArray(target) ? target.map(one) : one(target as string | number)
}

export const predictedIndex = (likelihoods: readonly Likelihood[]): number =>
  argmax(likelihoods.map(({ logLikelihood }) => logLikelihood))

export const keyOf = (metric: string) => `${metric}.${metric}`

export function toPlanned(metric: string, range: [number, number] | null, binary: boolean): PlannedScore {
  return { metric, score: metric, key: keyOf(metric), range, binary }
}

export function put(into: RowScores, metric: string, value: number | null, why: string): void {
  into.scores[keyOf(metric)] = value
  if (value === null) into.unscored[keyOf(metric)] = why
}

/** Of sums over rows: `extra` holds [log-likelihood, count]. */
function createRatio(value: (sum: number, count: number) => number): CorpusFold {
  let sum = 0
  let count = 0
  return {
    add(extra) {
      const [logLikelihood, units] = Array.isArray(extra) ? extra : []
      if (typeof logLikelihood !== 'number' || typeof units !== 'number') return
      sum += logLikelihood
      count += units
    },
    value: () => (count === 0 ? null : value(sum, count)),
  }
}
