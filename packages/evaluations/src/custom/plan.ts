/** Custom Evaluation: one prompt template, any metrics, over a dataset (online) or over stored rows (`data`). */
import type { Endpoint, Pipeline, SampleContext, SampleOutcome } from '@evalflow/engine'
import { evaluationErrors } from '../errors.ts'
import { endpointIdentity } from '../run/endpoint-identity.ts'
import { type RequestKind, endpointKind, samplingOf, toBody, toSample } from '../run/model-request.ts'
import { openTargetRows, openTaskDataset, resolveTargetModel } from '../run/row-source.ts'
import { scorerTypes } from '../scorers/registry.ts'
import { joinColumns } from '../scorers/scorer.ts'
import { type NamedScorer, encodersOf, scoreRow } from '../scorers/score-row.ts'
import type { Row, RowView } from '../template/row-view.ts'
import { type CompiledValue, compileField, compileValue } from '../template/value-template.ts'
import type { TaskContext, TaskPlan } from '../types.ts'

export async function planCustomTask(context: TaskContext): Promise<TaskPlan> {
  const type = context.task.type
  if (type === 'data') return planData(context)
  if (type === 'chat-completion' || type === 'completion') return planOnline(context)
  throw evaluationErrors.configInvalid(
    `${context.path}.type`,
    `found "${type}", expected chat-completion, completion or data.`,
  )
}

async function planOnline(context: TaskContext): Promise<TaskPlan> {
  const endpoint = await resolveTargetModel(
    context.target,
    context.services,
    'its task asks a model. For stored rows use a task of type "data".',
  )
  const rows = await openTaskDataset(context)
  const scorers = await createScorers(context, false)
  const request = compileRequest(context, endpoint)
  return {
    rows,
    scores: scorers.flatMap(([, scorer]) => scorer.scores),
    columns: joinColumns(request, ...scorers.map(([, scorer]) => scorer)),
    pipeline: createOnlinePipeline(endpoint, request, scorers),
    identity: { ...endpointIdentity(endpoint), ...judgeIdentity(scorers) },
    ...toData(scorers),
  }
}

async function planData(context: TaskContext): Promise<TaskPlan> {
  const rows = (await openTargetRows(context.target, context.services)) ?? (await openTaskDataset(context))
  const scorers = await createScorers(context, true)
  return {
    rows,
    scores: scorers.flatMap(([, scorer]) => scorer.scores),
    columns: joinColumns(...scorers.map(([, scorer]) => scorer)),
    pipeline: { runSample: (sample, sampleContext) => scoreStored(sample.item, scorers, sampleContext) },
    identity: { data: true, ...judgeIdentity(scorers) },
    ...toData(scorers),
  }
}

async function createScorers(context: TaskContext, topLevel: boolean): Promise<NamedScorer[]> {
  const metrics = Object.entries(context.task.metrics ?? {})
  if (metrics.length === 0)
    throw evaluationErrors.configInvalid(`${context.path}.metrics`, 'is empty, expected at least one metric.')
  return Promise.all(
    metrics.map(async ([metric, { type, params }]) => {
      const path = `${context.path}.metrics.${metric}`
      const known = scorerTypes.find((scorer) => scorer.id === type)
      if (known === undefined)
        throw evaluationErrors.metricUnknown(
          type,
          scorerTypes.map((scorer) => scorer.id),
          `${path}.type`,
        )
      const scorer = await known.create({
        metric,
        path: `${path}.params`,
        params: params ?? {},
        topLevel,
        services: context.services,
        warn: (message) => context.warn(message),
      })
      return [metric, scorer] as const
    }),
  )
}

const judgeIdentity = (scorers: readonly NamedScorer[]): object => {
  const found = scorers.filter(([, { identity }]) => identity !== undefined)
  return found.length === 0 ? {} : { judges: found.map(([metric, { identity }]) => [metric, identity]) }
}

function toData(scorers: readonly NamedScorer[]): Pick<TaskPlan, 'data'> {
  const judges = scorers.flatMap(([metric, { data }]) => (data === undefined ? [] : [[metric, data]]))
  const encoders = encodersOf(scorers)
  const data = {
    ...(judges.length === 0 ? {} : { judges: Object.fromEntries(judges) as Record<string, unknown> }),
    ...(encoders === undefined ? {} : { encoders }),
  }
  return Object.keys(data).length === 0 ? {} : { data }
}

export interface CompiledRequest {
  kind: RequestKind
  body: CompiledValue
  columns: ReadonlySet<string>
}

/** The template's own settings win over the config's. */
export function compileRequest(context: TaskContext, endpoint: Endpoint): CompiledRequest {
  const path = `${context.path}.params.template`
  const given = context.task.params?.['template']
  const template = typeof given === 'string' ? { prompt: given } : given
  if (typeof template !== 'object' || template === null || !('messages' in template || 'prompt' in template))
    throw evaluationErrors.configInvalid(
      path,
      'expected an object with `messages` or `prompt`, e.g. {"messages": [{"role": "user", "content": "{{ item.prompt }}"}]}.',
    )
  const settings = samplingOf(context.config.params)
  const compiled = Object.entries(template).map(([name, value]: [string, unknown]) => {
    const options = { path: `${path}.${name}`, topLevel: false }
    // a prompt is text whatever it looks like; other fields may be rendered numbers, lists, objects
    return [name, name === 'prompt' ? compileValue(value, options) : compileField(value, options)] as const
  })
  const kind = context.task.type === 'completion' && !('messages' in template) ? 'completion' : endpointKind(endpoint)
  return {
    kind,
    columns: joinColumns(...compiled.map(([, value]) => value)),
    body: {
      columns: new Set(),
      render(view) {
        const fields: Record<string, unknown> = { ...settings }
        for (const [name, value] of compiled) fields[name] = value.render(view)
        if ('messages' in fields && !Array.isArray(fields['messages']))
          throw evaluationErrors.configInvalid(
            `${path}.messages`,
            'rendered no list of messages. End the expression in `| tojson`.',
          )
        return toBody(kind, fields)
      },
    },
  }
}

function createOnlinePipeline(endpoint: Endpoint, request: CompiledRequest, scorers: readonly NamedScorer[]): Pipeline {
  return {
    async runSample({ item }, context) {
      const body = request.body.render({ item, sample: {}, topLevel: false }) as Record<string, unknown>
      const reply = await context.call('target', endpoint, { kind: request.kind, role: 'target', body })
      const view: RowView = { item, sample: toSample(reply), topLevel: false }
      return scoreRow(view, scorers, context, {
        prompt: body['messages'] ?? body['prompt'] ?? null,
        answer: reply.text === '' ? (toolCallsOf(reply.body) ?? '') : reply.text,
      })
    },
  }
}

function scoreStored(item: Row, scorers: readonly NamedScorer[], context: SampleContext): Promise<SampleOutcome> {
  const output = item['output_text'] ?? item['response']
  const sample =
    typeof output === 'string'
      ? { output_text: output }
      : typeof output === 'object' && output !== null
        ? { response: output }
        : {}
  return scoreRow({ item, sample, topLevel: true }, scorers, context, {
    prompt: item['prompt'] ?? item['messages'] ?? item['question'] ?? null,
    answer: output ?? null,
  })
}

/** What a model answered that called tools and said nothing. */
function toolCallsOf(body: unknown): unknown {
  const { choices } = body as { choices?: readonly { message?: { tool_calls?: unknown } }[] }
  return choices?.[0]?.message?.tool_calls
}
