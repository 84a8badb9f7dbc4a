/** Dialog of LLM As A Judge. */
import { columnsIn, fitColumns } from '../column-fit.ts'
import { toParams } from '../common-fields.ts'
import type { EvaluationForm, Fit, FormValues, JsonObject } from '../form.ts'
import { defined, flagOf, linesOf, numberOf, textOf } from '../form-values.ts'
import { toModelRef } from '../model-ref.ts'
import { DEFAULT_BASELINE, DEFAULT_MESSAGES, DEFAULT_REFERENCE, DEFAULT_RUBRIC, judgeFields } from './fields.ts'
import { DEFAULT_PROMPTS } from './prompts.ts'

export const isJudgeType = (type: string): boolean => /^(?:llm[_-]as[_-]a[_-]judge|mtbench|mt_bench)$/.test(type)

export const judgeForm: EvaluationForm = {
  id: 'llm_as_a_judge',
  title: 'LLM As A Judge',
  summary: 'A judge model rates or compares answers; rubrics, panels, MT-bench, agreement with people.',
  class: 'template',
  fields: judgeFields,
  toConfigParts: (values) => ({ type: 'llm_as_a_judge', params: toParams(askedOnly(values)), task: toTask(values) }),
  fits,
}

const modeOf = (values: FormValues) => textOf(values, 'mode', 'single')
const isStored = (values: FormValues) => textOf(values, 'answers', 'target') === 'stored'

/** Sampling says nothing where no target model is asked. */
function askedOnly(values: FormValues): FormValues {
  if (!isStored(values)) return values
  const { max_tokens: _m, temperature: _t, top_p: _p, stop: _s, ...rest } = values
  return rest
}

function toTask(values: FormValues): JsonObject {
  const mode = modeOf(values)
  const isPair = mode === 'pairwise'
  const guided = mode !== 'mtbench' && flagOf(values, 'reference_guided')
  const label = textOf(values, 'label')
  const output = textOf(values, 'output')
  const params = defined({
    mode,
    ...toJudges(values),
    judge_prompt: mode === 'mtbench' ? undefined : toPrompt(values, mode),
    judge_inference_params: defined({ temperature: 0, max_tokens: numberOf(values, 'judge_max_tokens') }),
    scores: isPair ? undefined : toScores(values, mode),
    reference: guided ? textOf(values, 'reference', DEFAULT_REFERENCE) : undefined,
    baseline: isPair ? textOf(values, 'baseline', DEFAULT_BASELINE) : undefined,
    swap: isPair ? values['swap'] !== false : undefined,
    label: label === '' ? undefined : label,
    pass_at: isPair ? undefined : numberOf(values, 'pass_at'),
    output: output === '' ? undefined : output,
    answers: isStored(values) ? 'stored' : 'target',
    response: isStored(values) ? textOf(values, 'response', 'response') : undefined,
    template: isStored(values) || mode === 'mtbench' ? undefined : { messages: values['messages'] ?? DEFAULT_MESSAGES },
  })
  return { type: mode === 'mtbench' ? 'mtbench' : 'custom', params }
}

function toJudges(values: FormValues): JsonObject {
  const more = linesOf(values, 'more_judges').map((line) => line.trim())
  const combine = textOf(values, 'combine')
  const panel = defined({ combine: combine === '' ? undefined : combine, quorum: numberOf(values, 'quorum') })
  return {
    judge_model: toModelRef(values['judge_model']),
    ...(more.length === 0 ? {} : { judge_models: more.filter((line) => line !== '').map(toModelRef), panel }),
  }
}

const PROMPT_FIELDS: Readonly<Record<string, string>> = { rubric: 'rubric_prompt', pairwise: 'pairwise_prompt' }

function toPrompt(values: FormValues, mode: string): string {
  const fallback = mode === 'rubric' || mode === 'pairwise' ? DEFAULT_PROMPTS[mode] : DEFAULT_PROMPTS.single
  return textOf(values, PROMPT_FIELDS[mode] ?? 'judge_prompt', fallback)
}

/** `name: what it measures`, one per line. */
function toScores(values: FormValues, mode: string): JsonObject {
  const range = { minimum: numberOf(values, 'scale_minimum'), maximum: numberOf(values, 'scale_maximum') }
  if (mode !== 'rubric') return { [textOf(values, 'score_name', 'rating')]: defined({ type: 'float', ...range }) }
  const scores: JsonObject = {}
  for (const line of textOf(values, 'rubric', DEFAULT_RUBRIC).split('\n')) {
    const [name = '', ...rest] = line.split(':')
    const description = rest.join(':').trim()
    if (name.trim() === '') continue
    scores[name.trim()] = defined({
      type: 'int',
      ...range,
      description: description === '' ? undefined : description,
    })
  }
  return scores
}

function fits(columns: readonly string[], values: FormValues): Fit {
  const mode = modeOf(values)
  const label = textOf(values, 'label')
  const labels = label === '' ? [] : [label]
  const stored = isStored(values) ? [textOf(values, 'response', 'response')] : []
  if (mode === 'mtbench') {
    // the same questions are also published with their turns in `prompt`
    const turns = columns.includes('prompt') ? 'prompt' : 'turns'
    const answers = columns.includes('responses') || columns.includes('choices') ? [] : stored
    return fitColumns(columns, [turns, ...answers, ...labels])
  }
  const { params } = toTask(values)
  return fitColumns(columns, [...new Set([...columnsIn(params), ...stored, ...labels])])
}
