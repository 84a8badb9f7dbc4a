/** Agentic evaluations in NeMo's shape: stored conversations, scored by a judge or by the calls in them. */
import type { SampleContext, SampleOutcome } from '@evalflow/engine'
import { toolCallAccuracy, toolCallF1 } from '@evalflow/metrics'
import { z } from 'zod'
import { evaluationErrors } from '../errors.ts'
import { parseParams } from '../llm-as-a-judge/settings.ts'
import { endpointIdentity } from '../run/endpoint-identity.ts'
import { openTargetRows, openTaskDataset } from '../run/row-source.ts'
import { plannedScore } from '../scorers/scorer.ts'
import { type Row, findColumn } from '../template/row-view.ts'
import type { TaskContext, TaskPlan } from '../types.ts'
import { readCalls, readTalk, readText, readTexts } from './agent-row.ts'
import type { JsonJudge } from './ask-json.ts'
import { type Judged, judgeAnswerAccuracy, judgeGoal, judgeTopics } from './judged-scores.ts'
import { type AgenticTask, agenticTasks, findAgenticTask } from './task-types.ts'

const inferenceSchema = z.looseObject({
  temperature: z.number().nullish(),
  top_p: z.number().nullish(),
  max_tokens: z.int().min(1).nullish(),
  max_new_tokens: z.int().min(1).nullish(),
  max_retries: z.number().nullish(),
  request_timeout: z.number().nullish(),
})
const paramsSchema = z.looseObject({
  judge: z.looseObject({ model: z.unknown(), inference_params: inferenceSchema.nullish() }).optional(),
  metric_mode: z.enum(['f1', 'precision', 'recall']).default('f1'),
  order: z.enum(['strict', 'any']).default('strict'),
})
type Params = z.infer<typeof paramsSchema>

const DEFAULT_TOKENS = 1024

/** @throws EvaluationError `config_invalid` with the path of the field; errors of `services` pass through */
export async function planAgenticTask(context: TaskContext): Promise<TaskPlan> {
  const task = findAgenticTask(context.task.type)
  if (task === undefined)
    throw evaluationErrors.configInvalid(
      `${context.path}.type`,
      `found "${context.task.type}", expected one of ${agenticTasks.map(({ name }) => name).join(', ')}.`,
    )
  const params = parseParams(paramsSchema, context.task.params ?? {}, `${context.path}.params`)
  const judge = task.needsJudge ? await planJudge(context, params) : undefined
  const rows = (await openTargetRows(context.target, context.services)) ?? (await openTaskDataset(context))
  const binary = task.score === 'agent_goal_accuracy'
  return {
    rows,
    scores: [plannedScore(task.score, task.score, { range: [0, 1], binary })],
    columns: new Set(task.columns),
    identity: judge === undefined ? { data: true } : { judge: endpointIdentity(judge.endpoint) },
    ...(judge === undefined ? {} : { data: { judge: { id: judge.endpoint.id, model: judge.endpoint.modelId } } }),
    pipeline: {
      async runSample({ item }, sampleContext) {
        const found = await scoreRow({ task, params, judge }, item, sampleContext)
        return toOutcome(task, item, found)
      },
    },
  }
}

async function planJudge(context: TaskContext, { judge }: Params): Promise<JsonJudge> {
  const path = `${context.path}.params.judge`
  if (judge?.model == null || judge.model === '')
    throw evaluationErrors.configInvalid(`${path}.model`, "is missing, expected a model's name or {url, model_id}.")
  const { max_tokens, max_new_tokens, temperature, top_p, max_retries, request_timeout } = judge.inference_params ?? {}
  if (max_retries != null || request_timeout != null)
    context.warn('Retries and timeout of the judge are those of the job (`config.params`); its own are not used.')
  const given = { temperature: temperature ?? 0, top_p, max_tokens: max_tokens ?? max_new_tokens ?? DEFAULT_TOKENS }
  return {
    endpoint: await context.services.resolveModel(judge.model),
    settings: Object.fromEntries(Object.entries(given).filter(([, value]) => value != null)),
  }
}

interface Planned {
  task: AgenticTask
  params: Params
  judge: JsonJudge | undefined
}

/** What the row was compared with stands in `reference`; a row that lacks what is needed has no value, with the reason. */
type Scored = Judged & { reference?: unknown }

const lacking = (reason: string): Scored => ({ value: null, reason, records: [] })

async function scoreRow({ task, params, judge }: Planned, item: Row, context: SampleContext): Promise<Scored> {
  if (task.name === 'answer_accuracy')
    return judge === undefined ? lacking('no judge') : scoreAnswer(judge, item, context)
  const talk = readTalk(item)
  if (typeof talk === 'string') return lacking(talk)
  const { transcript, calls } = talk
  if (judge === undefined) {
    const reference = readCalls(item, 'reference_tool_calls')
    if (typeof reference === 'string') return lacking(reference)
    const value =
      task.name === 'tool_call_f1' ? toolCallF1(calls, reference) : toolCallAccuracy(calls, reference, params)
    return { value, reason: '', records: [], reference, extra: { calls } }
  }
  if (task.name === 'topic_adherence') {
    const topics = readTexts(item, 'reference_topics')
    if (typeof topics === 'string') return lacking(topics)
    return {
      ...(await judgeTopics(judge, { transcript, topics, mode: params.metric_mode }, context)),
      reference: topics,
    }
  }
  if (!task.columns.includes('reference')) return judgeGoal(judge, { transcript, reference: undefined }, context)
  const reference = readText(item, 'reference')
  if (typeof reference === 'string') return lacking(reference)
  return { ...(await judgeGoal(judge, { transcript, reference: reference.text }, context)), reference: reference.text }
}

async function scoreAnswer(judge: JsonJudge, item: Row, context: SampleContext): Promise<Scored> {
  const talk = readTalk(item)
  const [response, reference] = [readText(item, 'response'), readText(item, 'reference')]
  for (const part of [talk, response, reference]) if (typeof part === 'string') return lacking(part)
  if (typeof talk === 'string' || typeof response === 'string' || typeof reference === 'string') return lacking('')
  const given = { question: talk.transcript, response: response.text, reference: reference.text }
  return { ...(await judgeAnswerAccuracy(judge, given, context)), reference: reference.text }
}

function toOutcome({ score }: AgenticTask, item: Row, found: Scored): SampleOutcome {
  const key = `${score}.${score}`
  return {
    prompt: findColumn(item, 'user_input') ?? findColumn(item, 'messages') ?? null,
    answer: findColumn(item, 'response') ?? null,
    reference: found.reference ?? null,
    scores: { [key]: found.value },
    unscored: found.value === null ? { [key]: found.reason } : {},
    ...(found.extra === undefined ? {} : { extra: { agentic: found.extra } }),
    ...(found.records.length === 0 ? {} : { judge: { [score]: found.records } }),
  }
}
