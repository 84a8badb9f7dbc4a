/**
 * BFCL: asks a model for calls and scores them as upstream does. A row that needs a class which is not simulated here is
 * unscored, with the reason, and nothing is asked for it.
 */
import type { Endpoint, SampleOutcome } from '@evalflow/engine'
import { z } from 'zod'
import { findingOf } from '../capabilities/capability.ts'
import { createAskTarget } from '../custom/ask-target.ts'
import { evaluationErrors } from '../errors.ts'
import { parseParams } from '../llm-as-a-judge/settings.ts'
import { endpointIdentity } from '../run/endpoint-identity.ts'
import { endpointKind, samplingOf } from '../run/model-request.ts'
import { openTaskDataset, resolveTargetModel } from '../run/row-source.ts'
import { plannedScore } from '../scorers/scorer.ts'
import type { Row } from '../template/row-view.ts'
import type { DatasetRef, TaskContext, TaskPlan } from '../types.ts'
import { createAskCalls } from './ask-calls.ts'
import { type BfclCategory, findCategory, isPromptingType } from './categories.ts'
import { missingBackends } from './execute-calls.ts'
import { type LongContext, openLongContext } from './long-context.ts'
import { runMultiTurn } from './multi-turn.ts'
import type { RowVerdict } from './row-run.ts'
import { openAnswers, openFunctionDocs, readClasses, readRow } from './rows.ts'
import { runSingleTurn } from './single-turn.ts'

const METRIC = 'accuracy'
const KEY = `${METRIC}.${METRIC}`

const refSchema = z.union([z.string().min(1), z.looseObject({ files_url: z.string().min(1) })])
const paramsSchema = z.looseObject({
  mode: z.enum(['native', 'text']).optional(),
  /** Possible answers; without it rows have them as `ground_truth`. */
  answers: refSchema.optional(),
  /** Functions of the classes of multi-turn rows; without it rows have them as `function`. */
  function_docs: refSchema.optional(),
  /** Long texts of the simulated worlds, see `long-context.ts`. */
  long_context: refSchema.optional(),
})

/** @throws EvaluationError with the path of the field; errors of `services` pass through */
export async function planBfclTask(context: TaskContext): Promise<TaskPlan> {
  const { task, path, services } = context
  const category = findCategory(task.type)
  if (typeof category === 'string') throw evaluationErrors.configInvalid(`${path}.type`, category)
  const params = parseParams(paramsSchema, task.params ?? {}, `${path}.params`)
  const endpoint = await resolveTargetModel(context.target, services, 'its calls are scored.')
  if (endpointKind(endpoint) !== 'chat')
    throw evaluationErrors.targetUnfit('BFCL needs a chat endpoint; the target has completions only.')
  if (
    category.language !== undefined &&
    (params.mode ?? (isPromptingType(context.config.type) ? 'text' : 'native')) === 'text'
  )
    throw evaluationErrors.configInvalid(
      `${path}.params.mode`,
      `calls written in a text are read as Python, and those of "${category.name}" are ${category.language}. Use mode "native".`,
    )
  const mode = params.mode ?? (isPromptingType(context.config.type) ? 'text' : 'native')
  if (mode === 'native') await checkTools(context, endpoint, category)
  const answers = params.answers === undefined ? undefined : await openAnswers(params.answers as DatasetRef, services)
  const docs =
    params.function_docs === undefined
      ? undefined
      : await openFunctionDocs(params.function_docs as DatasetRef, services)
  const settings = { temperature: 0, ...samplingOf(context.config.params) }
  const ask = createAskCalls({
    ask: createAskTarget({ endpoint, kind: 'chat', window: undefined, accepts: undefined }),
    settings,
    mode,
  })
  const world = { today: new Date(), ...(await openWorld(category, params.long_context, context)) }
  return {
    rows: await openTaskDataset(context),
    scores: [plannedScore(METRIC, METRIC, { range: [0, 1], binary: true })],
    columns: new Set(['question']),
    identity: { ...endpointIdentity(endpoint), mode },
    data: { category: category.name, mode, checker: 'bfcl-eval 2026.3.23' },
    pipeline: {
      async runSample({ item }, sampleContext) {
        const reason = whyNot(category, item)
        if (reason !== undefined) return unscored(item, reason)
        const row = readRow(item, docs, category.language)
        const answer = answers?.get(row.id) ?? item['ground_truth']
        const run = { row, item, answer, category, mode, ask, world }
        const verdict =
          category.kind === 'multi_turn'
            ? await runMultiTurn(run, sampleContext)
            : await runSingleTurn(run, sampleContext)
        return toOutcome(verdict)
      },
    },
  }
}

/** Local models and others take no tools: better said here than by each row. @throws EvaluationError `target_unfit` */
async function checkTools({ probe }: TaskContext, endpoint: Endpoint, { language }: BfclCategory): Promise<void> {
  const { state, reason } = findingOf(await probe(endpoint, ['tools']), 'tools')
  if (state !== 'no') return
  const advice =
    language === undefined
      ? 'Set `params.mode` of the task to "text": functions then stand in the prompt and calls in the answer. Or choose a model with tools.'
      : 'Choose a model with tools.'
  throw evaluationErrors.targetUnfit(
    `BFCL gives the model tools, and endpoint "${endpoint.id}" refuses them: ${reason} ${advice}`,
  )
}

async function openWorld(
  category: BfclCategory,
  ref: unknown,
  { path, services }: TaskContext,
): Promise<{ longContext?: LongContext }> {
  if (category.isLong !== true) return {}
  if (ref === undefined)
    throw evaluationErrors.configInvalid(
      `${path}.params.long_context`,
      `"${category.name}" fills its worlds with long texts of bfcl-eval. Give them as a dataset; how to make it stands in the README of this type.`,
    )
  return { longContext: await openLongContext(ref as DatasetRef, services, `${path}.params.long_context`) }
}

function whyNot(category: BfclCategory, item: Row): string | undefined {
  const missing = category.kind === 'multi_turn' ? missingBackends(readClasses(item)) : []
  return missing.length === 0 ? undefined : `its world needs ${missing.join(', ')}, not simulated here`
}

const unscored = (item: Row, reason: string): SampleOutcome => ({
  prompt: item['question'] ?? null,
  answer: null,
  reference: null,
  scores: { [KEY]: null },
  unscored: { [KEY]: reason },
})

function toOutcome({ valid, reason, kind, prompt, answer, reference, extra }: RowVerdict): SampleOutcome {
  const verdict = valid ? {} : { fault: kind, reason }
  return {
    prompt,
    answer,
    reference,
    scores: { [KEY]: valid ? 1 : 0 },
    unscored: {},
    extra: { bfcl: { ...verdict, ...(extra as object | undefined) } },
  }
}
