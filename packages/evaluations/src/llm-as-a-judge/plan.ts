/** LLM As A Judge: plans a task in NeMo's older shape (`judge_model`, `mtbench`), in ours, or with `llm-judge` metrics. */
import { toJobReason } from '@evalflow/contract'
import type { EngineSample, Pipeline, SampleContext } from '@evalflow/engine'
import { compileRequest } from '../custom/compile-request.ts'
import { planCustomTask } from '../custom/plan.ts'
import { evaluationErrors } from '../errors.ts'
import { endpointIdentity } from '../run/endpoint-identity.ts'
import { endpointKind, samplingOf, toBody } from '../run/model-request.ts'
import { openTargetRows, openTaskDataset, resolveTargetModel } from '../run/row-source.ts'
import { joinColumns } from '../scorers/scorer.ts'
import { type Row, findColumn, hasColumn } from '../template/row-view.ts'
import type { RowSource, TaskContext, TaskPlan } from '../types.ts'
import { findQuestion, judgeAnswer } from './judge-answer.ts'
import { METRIC, type Judging, readCategory, toOutcome, unscoredRow } from './judging.ts'
import { type AskTurn, createMtBenchPipeline, findTurns } from './mt-bench.ts'
import { planJudging } from './plan-judging.ts'
import { planScores } from './plan-scores.ts'
import type { JudgeMode } from './prompts.ts'
import { type JudgeParams, judgeParamsSchema, parseParams, toSampling } from './settings.ts'

/** Rows looked at to learn their shape. */
const PEEKED_ROWS = 20

/** @throws EvaluationError with the path of the field at fault; errors of `services` pass through */
export async function planJudgeTask(context: TaskContext): Promise<TaskPlan> {
  if (Object.keys(context.task.metrics ?? {}).length > 0) return planAsCustom(context)
  const path = `${context.path}.params`
  const params = parseParams(judgeParamsSchema, context.task.params ?? {}, path)
  const isStored = (params.answers ?? (context.target.type === 'model' ? 'target' : 'stored')) === 'stored'
  const rows = isStored
    ? ((await openTargetRows(context.target, context.services)) ?? (await openTaskDataset(context)))
    : await openTaskDataset(context)
  const first = await peek(rows)
  const mode = toMode(context, params, first)
  const judging = await planJudging(context, params, mode)
  warnOfLabels(context, judging, first)
  const answering = isStored ? planStored(judging, params, first) : await planAsking(context, judging, params, first)
  return {
    rows,
    scores: planScores(judging),
    columns: new Set([...joinColumns(judging.prompt, ...answering.templates), ...answering.columns]),
    pipeline: answering.pipeline,
    identity: {
      answers: answering.identity,
      judges: judging.panel.judges.map(({ endpoint }) => endpointIdentity(endpoint)),
      prompt: judging.promptHash,
    },
    data: { judges: { [METRIC]: toData(judging) } },
    categoryOf: readCategory,
  }
}

interface Answering {
  pipeline: Pipeline
  identity: unknown
  templates: readonly { columns: ReadonlySet<string> }[]
  columns: readonly string[]
}

async function planAsking(
  context: TaskContext,
  judging: Judging,
  params: JudgeParams,
  first: readonly Row[],
): Promise<Answering> {
  const endpoint = await resolveTargetModel(
    context.target,
    context.services,
    'its answers are judged. For stored answers use rows or a dataset as target, or `answers: "stored"`.',
  )
  const identity = endpointIdentity(endpoint)
  const sampling = toSampling(params)
  if (judging.mode === 'mtbench') {
    const kind = endpointKind(endpoint)
    const settings = { ...samplingOf(context.config.params), ...sampling }
    const ask: AskTurn = async (key, { messages, temperature }, sampleContext) => {
      const body = toBody(kind, { temperature, ...settings, messages })
      return (await sampleContext.call(key, endpoint, { kind, role: 'target', body })).text
    }
    context.because(toJobReason(params.mode === undefined ? 'mtBenchFound' : 'mtBenchAsked'))
    return {
      // earlier versions left the temperature to the server; rows of both must not be mixed
      identity: { ...identity, temperatures: 'by category' },
      templates: [],
      columns: [],
      pipeline: createMtBenchPipeline(judging, ask, params.response),
    }
  }
  const template = { ...sampling, ...toTemplate(params.template, first) }
  const task = { ...context.task, type: 'chat-completion', params: { template } }
  const request = compileRequest({ ...context, task }, endpoint)
  return {
    identity,
    templates: [request, ...templatesOf(judging)],
    columns: [],
    pipeline: {
      async runSample(sample, sampleContext) {
        const view = { item: sample.item, sample: {}, topLevel: false }
        const body = request.body.render(view) as Record<string, unknown>
        const reply = await sampleContext.call('target', endpoint, { kind: request.kind, role: 'target', body })
        const shown = { prompt: body['messages'] ?? body['prompt'] ?? null, answer: reply.text }
        const question = lastQuestion(body) ?? findQuestion(sample.item)
        const answered = { question, answer: reply.text, response: reply.body, columns: [] }
        return toOutcome(judging, sample.item, shown, await judgeAnswer(judging, sample, answered, sampleContext))
      },
    },
  }
}

function planStored(judging: Judging, params: JudgeParams, first: readonly Row[]): Answering {
  const { response } = params
  if (judging.mode === 'mtbench')
    return {
      identity: 'stored',
      templates: [],
      columns: [],
      pipeline: createMtBenchPipeline(judging, undefined, response),
    }
  // outputs of the custom type call it `output_text`
  const column = first.some((row) => hasColumn(row, response)) ? response : 'output_text'
  const columns = first.some((row) => hasColumn(row, column)) ? [column] : [response]
  return {
    identity: 'stored',
    templates: templatesOf(judging),
    columns,
    pipeline: { runSample: (sample, context) => judgeStored(judging, sample, columns[0] ?? response, context) },
  }
}

async function judgeStored(judging: Judging, sample: EngineSample, column: string, context: SampleContext) {
  const { item } = sample
  const answer = findColumn(item, column)
  const shown = { prompt: findQuestion(item) ?? null, answer: answer ?? null }
  if (typeof answer !== 'string') {
    const names = judging.mode === 'pairwise' ? ['win_rate'] : judging.specs.map(({ name }) => name)
    const missing = evaluationErrors.configInvalid(`item.${column}`, 'the row has no stored answer.')
    return toOutcome(judging, item, shown, unscoredRow(names, missing))
  }
  // whatever the prompt calls it, the answer is fenced
  const columns = Object.keys(item).filter((name) => item[name] === answer)
  const answered = { question: findQuestion(item), answer, columns }
  return toOutcome(judging, item, shown, await judgeAnswer(judging, sample, answered, context))
}

const templatesOf = ({ mode, pair, reference }: Judging) => [
  ...(mode === 'pairwise' ? [pair.baseline] : []),
  ...(reference === undefined ? [] : [reference]),
]

/** The newer way: `llm-judge` among the metrics of a task, as in Custom Evaluation. */
function planAsCustom(context: TaskContext): Promise<TaskPlan> {
  const known = ['chat-completion', 'completion', 'data'].includes(context.task.type)
  const type = known ? context.task.type : context.target.type === 'model' ? 'chat-completion' : 'data'
  return planCustomTask({ ...context, task: { ...context.task, type } })
}

/** Older configs name no mode: questions in turns are MT-bench. */
function toMode(context: TaskContext, params: JudgeParams, first: readonly Row[]): JudgeMode {
  const named = /^mt[_-]?bench$/
  const mode =
    params.mode ??
    (named.test(context.task.type) || named.test(context.config.type) || first.some((row) => findTurns(row))
      ? 'mtbench'
      : 'single')
  if (mode === 'mtbench' && first.length > 0 && !first.some((row) => findTurns(row)))
    throw evaluationErrors.unknownVariable(
      context.path,
      'item.turns',
      Object.keys(first[0] ?? {}).map((name) => `item.${name}`),
    )
  return mode
}

async function peek(rows: RowSource): Promise<Row[]> {
  const first: Row[] = []
  for await (const row of rows.rows()) {
    first.push(row)
    if (first.length >= PEEKED_ROWS) break
  }
  return first
}

/** Labels may stand on a few rows only, so that their absence among the first is no error. */
function warnOfLabels(context: TaskContext, { labels }: Judging, first: readonly Row[]): void {
  for (const column of new Set(Object.values(labels)))
    if (first.length > 0 && !first.some((row) => hasColumn(row, column)))
      context.warn(`None of the first ${first.length} rows has the column "${column}" with people's verdicts.`)
}

/** What the target is asked, where the config does not say. */
function toTemplate(template: unknown, first: readonly Row[]): object {
  if (typeof template === 'string') return { prompt: template }
  if (typeof template === 'object' && template !== null) return template
  const [row] = first
  const column = ['prompt', 'question', 'instruction', 'input'].find(
    (name) => row !== undefined && hasColumn(row, name),
  )
  return { messages: [{ role: 'user', content: `{{ item.${column ?? 'prompt'} }}` }] }
}

function lastQuestion({ messages, prompt }: Readonly<Record<string, unknown>>): string | undefined {
  if (typeof prompt === 'string') return prompt
  if (!Array.isArray(messages)) return undefined
  const asked = messages.findLast((message: { role?: unknown }) => message.role === 'user') as
    | { content?: unknown }
    | undefined
  return typeof asked?.content === 'string' ? asked.content : undefined
}

/** What the scores were made with, for the result. */
function toData(judging: Judging): Record<string, unknown> {
  const { mode, panel, prompt, promptHash, specs, fence, pair, asJson } = judging
  return {
    mode,
    prompt_hash: promptHash,
    prompt: prompt.source,
    models: panel.judges.map(({ endpoint }) => ({ id: endpoint.id, model: endpoint.modelId })),
    settings: panel.judges[0]?.settings ?? {},
    output: asJson ? 'json' : 'text',
    fence,
    ...(panel.judges.length > 1 ? { combine: panel.combine, quorum: panel.quorum } : {}),
    ...(mode === 'pairwise' ? { swap: pair.swap, swap_rule: pair.rule } : {}),
    scores: specs.map(({ pattern, ...spec }) => ({ ...spec, pattern: pattern.source })),
  }
}
