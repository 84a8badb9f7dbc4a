/** What all modes share when they judge a row: the plan of the judging, and how a verdict becomes a sample's outcome. */
import type { SampleOutcome } from '@evalflow/engine'
import { EvaluationError } from '../errors.ts'
import { type Row, findColumn } from '../template/row-view.ts'
import type { CompiledTemplate } from '../template/template.ts'
import { type Calibration, type JudgedRow, calibrationScores, parseLabel } from './calibration.ts'
import type { JudgePrompt } from './judge-prompt.ts'
import type { Panel } from './panel.ts'
import type { JudgeMode } from './prompts.ts'
import type { ScoreSpec } from './read-verdict.ts'

/** Key of the metric in results: what NeMo calls the metric's type. */
export const METRIC = 'llm-judge'

export interface Judging {
  mode: JudgeMode
  panel: Panel
  prompt: JudgePrompt
  promptHash: string
  specs: readonly ScoreSpec[]
  asJson: boolean
  /** Names answers in the prompt as data. */
  fence: boolean
  reference: CompiledTemplate | undefined
  /** Whether references that MT-bench rows carry are shown; absent: in the categories where MT-bench itself does. */
  usesReferences: boolean | undefined
  calibrations: readonly Calibration[]
  /** Column of a person's verdict, by score. */
  labels: Readonly<Record<string, string>>
  categoryColumn: string
  pair: { baseline: CompiledTemplate; swap: boolean; rule: 'strict' | 'lenient'; pattern: RegExp }
}

/** Scores of one row by name, the votes behind them, and what was asked. */
export interface RowVerdict {
  scores: Record<string, number | null>
  unscored: Record<string, string>
  votes: Readonly<Record<string, readonly (number | null)[]>>
  judge: unknown
  reference: unknown
}

interface RowExtra {
  category?: string
  judged: Readonly<Record<string, JudgedRow>>
}

export function toOutcome(
  judging: Judging,
  item: Row,
  shown: { prompt: unknown; answer: unknown },
  verdict: RowVerdict,
): SampleOutcome {
  const scores: Record<string, number | null> = { ...verdict.scores }
  const judged: Record<string, JudgedRow> = {}
  for (const calibration of judging.calibrations) {
    const { score } = calibration
    const column = judging.labels[score]
    const label = column === undefined ? undefined : parseLabel(findColumn(item, column), calibration)
    const row = {
      value: verdict.scores[score] ?? null,
      votes: verdict.votes[score] ?? [],
      ...(label === undefined ? {} : { label }),
    }
    judged[score] = row
    Object.assign(scores, calibrationScores(calibration, row))
  }
  const category = findColumn(item, judging.categoryColumn)
  const extra: RowExtra = { judged, ...(typeof category === 'string' && category !== '' ? { category } : {}) }
  return {
    ...shown,
    reference: verdict.reference,
    scores: withMetric(scores),
    unscored: withMetric(verdict.unscored),
    wrong: isWrong(judging, scores),
    extra: { [METRIC]: extra },
    judge: { [METRIC]: verdict.judge },
  }
}

/** A row that cannot be put to a judge, e.g. for want of a column. @throws what is no fault of the row */
export function unscoredRow(names: readonly string[], error: unknown): RowVerdict {
  if (!(error instanceof EvaluationError)) throw error
  return {
    scores: Object.fromEntries(names.map((name) => [name, null])),
    unscored: Object.fromEntries(names.map((name) => [name, error.message])),
    votes: {},
    judge: null,
    reference: null,
  }
}

/** Reads back what `toOutcome` left of one score. */
export const readJudged =
  (score: string) =>
  (extra: unknown): JudgedRow | undefined =>
    (extra as RowExtra | undefined)?.judged[score]

export const readCategory = (extra: unknown): string | undefined =>
  (extra as Record<string, RowExtra> | undefined)?.[METRIC]?.category

/** Against a person's verdict if there is one, else against the mark to pass, else a lost comparison. */
function isWrong({ calibrations, mode }: Judging, scores: Readonly<Record<string, number | null>>): boolean {
  return calibrations.some(({ score }) => {
    const agreement = scores[`${score}_agreement`]
    if (agreement !== undefined) return agreement === 0
    return scores[`${score}_pass`] === 0 || (mode === 'pairwise' && scores[score] === 0)
  })
}

const withMetric = <T>(values: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`${METRIC}.${name}`, value]))
