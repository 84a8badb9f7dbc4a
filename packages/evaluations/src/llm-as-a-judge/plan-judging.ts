/** From `params` to judges, prompt, scores and statistics; all that can be wrong about them is found here. */
import { jobReasonText } from '@evalflow/contract'
import { evaluationErrors } from '../errors.ts'
import { cutsNumbers } from '../scorers/read-score.ts'
import { compileTemplate } from '../template/template.ts'
import type { TaskContext } from '../types.ts'
import type { Judge } from './ask-judge.ts'
import type { Calibration, Levels } from './calibration.ts'
import { hashPrompt } from './hash-prompt.ts'
import { WIN } from './judge-answer.ts'
import { compileJudgePrompt } from './judge-prompt.ts'
import type { Judging } from './judging.ts'
import { type Panel, toPanelJudges } from './panel.ts'
import { DEFAULT_PROMPTS, type JudgeMode, KNOWN_FIELDS, describeReply } from './prompts.ts'
import type { ScoreSpec } from './read-verdict.ts'
import { routeFormat } from './route-format.ts'
import {
  type JudgeParams,
  type ScoreInput,
  WINNER_PATTERN,
  compilePattern,
  toResponseFormat,
  toSampling,
  toScoreSpecs,
} from './settings.ts'

const DEFAULT_SETTINGS = { temperature: 0, max_tokens: 1024 }
const MT_BENCH_SCALE = { minimum: 1, maximum: 10 }

/** @throws EvaluationError with the path of the field at fault; errors of `resolveModel` pass through */
export async function planJudging(context: TaskContext, params: JudgeParams, mode: JudgeMode): Promise<Judging> {
  const path = `${context.path}.params`
  const output = params.output ?? (mode === 'rubric' ? 'json_schema' : 'text')
  const specs = planSpecs(params, mode, path)
  warnOfCutNumbers(context, params)
  const asJson = output !== 'text'
  const hasOwnPattern = Object.values(params.scores ?? {}).some(({ parser }) => parser?.pattern !== undefined)
  const replyForm = hasOwnPattern && !asJson ? undefined : describeReply(mode, specs, asJson)
  const compile = (source: string, name: string) =>
    compileTemplate(source, { path: `${path}.${name}`, topLevel: false })
  const reference = params.reference === undefined ? undefined : compile(params.reference, 'reference')
  const prompt = compileJudgePrompt(params.judge_prompt ?? DEFAULT_PROMPTS[mode], {
    path: `${path}.judge_prompt`,
    known: knownFields(mode, reference !== undefined, params),
    replyForm,
    topLevel: false,
  })
  const format = toResponseFormat(output, mode, specs)
  const settings = { ...DEFAULT_SETTINGS, ...toSampling(params.judge_inference_params) }
  const endpoints = await resolveJudges(context, params, path)
  const routed = await Promise.all(endpoints.map((endpoint) => routeFormat(context, endpoint, format)))
  // a judge that sits in a panel twice has one reason
  for (const reason of new Map(routed.flatMap(({ reason: one }) => (one ? [[jobReasonText(one), one]] : []))).values())
    context.because(reason)
  const judges = endpoints.map((endpoint, i): Judge => {
    const taken = routed[i]?.format
    return { endpoint, settings, ...(taken === undefined ? {} : { format: taken }) }
  })
  const panel = planPanel(params, mode, judges, path)
  const told = {
    mode,
    prompt: prompt.source,
    replyForm: replyForm ?? null,
    output,
    fence: params.fence,
    scores: specs.map(toPlain),
  }
  return {
    mode,
    panel,
    prompt,
    promptHash: hashPrompt(told),
    specs,
    asJson,
    fence: params.fence,
    reference,
    usesReferences: params.reference_guided,
    calibrations: planCalibrations(params, mode, specs, panel),
    labels: toLabels(params, mode, specs, path),
    categoryColumn: params.category,
    pair: {
      baseline: compile(params.baseline, 'baseline'),
      swap: params.swap,
      rule: params.swap_rule,
      pattern: compilePattern(WINNER_PATTERN, path),
    },
  }
}

const toPlain = ({ pattern, ...spec }: ScoreSpec) => ({ ...spec, pattern: pattern.source })

function planSpecs(params: JudgeParams, mode: JudgeMode, path: string): ScoreSpec[] {
  if (mode === 'pairwise') return []
  const { minimum, maximum } = params.judge_scale ?? {}
  const fallback = mode === 'mtbench' || params.scores === undefined ? MT_BENCH_SCALE : {}
  const defaults = {
    ...fallback,
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
  }
  const single: Record<string, ScoreInput> = { rating: { type: 'float' } }
  const specs = toScoreSpecs(params.scores ?? single, `${path}.scores`, defaults)
  if (mode === 'rubric' || specs.length === 1) return specs
  throw evaluationErrors.configInvalid(
    `${path}.scores`,
    `found ${specs.length} scores, mode "${mode}" has one. Use mode "rubric" for several.`,
  )
}

function warnOfCutNumbers(context: TaskContext, params: JudgeParams): void {
  for (const [name, { parser }] of Object.entries(params.scores ?? {}))
    if (parser?.pattern !== undefined && cutsNumbers(parser.pattern))
      context.warn(
        `The pattern of score "${name}" takes one digit. Here a rating of 10 is read whole; elsewhere it would be read as 1. Write (\\d+).`,
      )
}

function knownFields(mode: JudgeMode, hasReference: boolean, { answers }: JudgeParams): readonly string[] {
  return KNOWN_FIELDS[mode].filter(
    (name) => (name !== 'reference' || hasReference) && (name !== 'response' || answers !== 'stored'),
  )
}

async function resolveJudges(
  context: TaskContext,
  { judge_model, judge_models }: JudgeParams,
  path: string,
): Promise<Judge['endpoint'][]> {
  const isGiven = (model: unknown) => model !== undefined && model !== null && model !== ''
  const models = [judge_model, ...(judge_models ?? [])].filter(isGiven)
  if (models.length === 0)
    throw evaluationErrors.configInvalid(
      `${path}.judge_model`,
      'is missing, expected a model\'s name or {"api_endpoint": {"url", "model_id"}}.',
    )
  return Promise.all(models.map((model) => context.services.resolveModel(model)))
}

function planPanel({ panel }: JudgeParams, mode: JudgeMode, judges: Judge[], path: string): Panel {
  const quorum = panel?.quorum ?? Math.floor(judges.length / 2) + 1
  if (quorum > judges.length)
    throw evaluationErrors.configInvalid(
      `${path}.panel.quorum`,
      `found ${quorum}, but there are ${judges.length} judges. Name more judges or lower the quorum.`,
    )
  const isPair = mode === 'pairwise'
  return {
    judges: toPanelJudges(judges, quorum),
    quorum,
    combine: panel?.combine ?? (isPair ? 'majority' : 'mean'),
    tie: panel?.tie ?? (isPair ? 0.5 : 'unscored'),
  }
}

/** By score: the column with a person's verdict. One name alone is of the first score. */
function toLabels(
  { label }: JudgeParams,
  mode: JudgeMode,
  specs: readonly ScoreSpec[],
  path: string,
): Record<string, string> {
  const names = mode === 'pairwise' ? [WIN] : specs.map(({ name }) => name)
  if (label === undefined || label === '') return {}
  if (typeof label === 'string') return { [names[0] ?? WIN]: label }
  const unknown = Object.keys(label).find((name) => !names.includes(name))
  if (unknown === undefined) return label
  throw evaluationErrors.configInvalid(`${path}.label.${unknown}`, `is no score. Scores: ${names.join(', ')}.`)
}

function planCalibrations(
  params: JudgeParams,
  mode: JudgeMode,
  specs: readonly ScoreSpec[],
  { judges, combine }: Panel,
): Calibration[] {
  const labels = toLabels(params, mode, specs, '')
  const shared = (score: string) => ({
    score,
    labelled: labels[score] !== undefined,
    judges: judges.length,
    alphaLevel: combine === 'majority' ? ('nominal' as const) : ('interval' as const),
  })
  if (mode === 'pairwise')
    return [{ ...shared(WIN), levels: { minimum: 0, maximum: 1, step: 0.5 }, passAt: params.pass_at }]
  return specs.map((spec) => ({ ...shared(spec.name), levels: toLevels(spec), passAt: params.pass_at }))
}

/** Whole numbers from lowest to highest; ratings between two levels count as the nearer. */
const toLevels = ({ minimum, maximum }: ScoreSpec): Levels | null =>
  minimum === undefined || maximum === undefined || !Number.isInteger(maximum - minimum)
    ? null
    : { minimum, maximum, step: 1 }
