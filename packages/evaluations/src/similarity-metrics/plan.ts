/**
 * Similarity Metrics: rows `{prompt, ideal_response, category}`.
 *
 * Online, the target answers each `prompt`. Offline, answers are stored: either rows that hold `response` beside
 * `ideal_response`, or outputs `{prompt, response}` that are joined with the task's dataset by exact prompt.
 */
import type { Pipeline, SampleOutcome } from '@evalflow/engine'
import { evaluationErrors } from '../errors.ts'
import { endpointIdentity } from '../run/endpoint-identity.ts'
import { endpointKind, samplingOf, toBody } from '../run/model-request.ts'
import { openTargetRows, openTaskDataset, resolveTargetModel } from '../run/row-source.ts'
import type { NamedScorer } from '../scorers/score-row.ts'
import { encodersOf, scoreRow } from '../scorers/score-row.ts'
import { type Row, findColumn } from '../template/row-view.ts'
import type { PlannedScore, RowSource, TaskContext, TaskPlan } from '../types.ts'
import { IDEAL, similarityScorers } from './scorers.ts'

const ANSWER = 'response'

export async function planSimilarityTask(context: TaskContext): Promise<TaskPlan> {
  const scorers = await createScorers(context)
  const scores: PlannedScore[] = scorers.flatMap(([, scorer]) => [...scorer.scores])
  const stored = await openTargetRows(context.target, context.services)
  if (stored !== undefined) {
    const rows = context.task.dataset == null ? stored : await joinOutputs(await openTaskDataset(context), stored)
    return {
      rows,
      scores,
      columns: new Set([IDEAL, ...(context.task.dataset == null ? [ANSWER] : [])]),
      pipeline: createStoredPipeline(scorers),
      identity: { stored: stored.hash, ...identitiesOf(scorers) },
      ...toData(scorers),
    }
  }
  const endpoint = await resolveTargetModel(
    context.target,
    context.services,
    'or rows, a dataset or cached outputs that hold answers.',
  )
  const kind = endpointKind(endpoint)
  const sampling = samplingOf(context.config.params)
  return {
    rows: await openTaskDataset(context),
    scores,
    columns: new Set(['prompt', IDEAL]),
    identity: { ...endpointIdentity(endpoint), ...identitiesOf(scorers) },
    ...toData(scorers),
    pipeline: {
      async runSample({ item }, sampleContext) {
        const prompt = toText(item, 'prompt', context.path)
        const body = toBody(kind, { ...sampling, prompt })
        const reply = await sampleContext.call('target', endpoint, { kind, role: 'target', body })
        return scoreAnswer(item, prompt, reply.text, scorers, sampleContext)
      },
    },
  }
}

function createStoredPipeline(scorers: readonly NamedScorer[]): Pipeline {
  return {
    runSample({ item }, context) {
      const answer = findColumn(item, ANSWER)
      return scoreAnswer(
        item,
        findColumn(item, 'prompt') ?? null,
        typeof answer === 'string' ? answer : null,
        scorers,
        context,
      )
    },
  }
}

function scoreAnswer(
  item: Row,
  prompt: unknown,
  answer: string | null,
  scorers: readonly NamedScorer[],
  context: Parameters<Pipeline['runSample']>[1],
): Promise<SampleOutcome> {
  const sample = answer === null ? {} : { output_text: answer }
  return scoreRow({ item, sample, topLevel: false }, scorers, context, { prompt, answer })
}

function createScorers(context: TaskContext): Promise<NamedScorer[]> {
  const metrics = Object.entries(context.task.metrics ?? {})
  if (metrics.length === 0)
    throw evaluationErrors.configInvalid(`${context.path}.metrics`, 'is empty, expected at least one metric.')
  return Promise.all(
    metrics.map(async ([metric, { type, params }]): Promise<NamedScorer> => {
      const path = `${context.path}.metrics.${metric}`
      const known = similarityScorers.find((scorer) => scorer.id === type)
      if (known === undefined)
        throw evaluationErrors.metricUnknown(
          type,
          similarityScorers.map((scorer) => scorer.id),
          `${path}.type`,
        )
      return [
        metric,
        await known.create({ metric, path: `${path}.params`, params: params ?? {}, services: context.services }),
      ]
    }),
  )
}

const identitiesOf = (scorers: readonly NamedScorer[]): object => {
  const found = scorers.filter(([, { identity }]) => identity !== undefined)
  return found.length === 0 ? {} : { encoders: found.map(([metric, { identity }]) => [metric, identity]) }
}

const toData = (scorers: readonly NamedScorer[]): Pick<TaskPlan, 'data'> => {
  const encoders = encodersOf(scorers)
  return encoders === undefined ? {} : { data: { encoders } }
}

/** Dataset rows, each with the stored answer to its prompt; without one the row stays, and is unscored. */
async function joinOutputs(dataset: RowSource, outputs: RowSource): Promise<RowSource> {
  const answers = new Map<string, string>()
  for await (const row of outputs.rows()) {
    const prompt = findColumn(row, 'prompt') ?? findColumn(row, 'input')
    const answer = findColumn(row, ANSWER)
    if (typeof prompt === 'string' && typeof answer === 'string') answers.set(prompt, answer)
  }
  return {
    count: dataset.count,
    hash: dataset.hash,
    async *rows() {
      for await (const row of dataset.rows()) {
        const answer = answers.get(String(findColumn(row, 'prompt') ?? ''))
        yield answer === undefined ? row : { ...row, [ANSWER]: answer }
      }
    },
  }
}

function toText(item: Row, column: string, path: string): string {
  const value = findColumn(item, column)
  if (typeof value === 'string') return value
  throw evaluationErrors.configInvalid(path, `the row has no text in "${column}". Map a column to it.`)
}
