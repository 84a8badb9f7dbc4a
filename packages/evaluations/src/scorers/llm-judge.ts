/**
 * `llm-judge`: a second model, or a panel of them, rates each answer. A real call under the key `judge:<metric>`, so a
 * crash between answer and verdict asks nothing twice; a reply that cannot be read is asked for once more, then the row
 * is unscored. The prompt goes out as the config has it; `fence` marks the answer as data.
 */
import type { SampleContext } from '@evalflow/engine'
import { canonicalJson } from '@evalflow/metrics'
import { z } from 'zod'
import { evaluationErrors } from '../errors.ts'
import { type Judge, type Message, askJudge } from '../llm-as-a-judge/ask-judge.ts'
import { hashPrompt } from '../llm-as-a-judge/hash-prompt.ts'
import { type JudgePrompt, checkVariables, isMessages, renderFenced, textsIn } from '../llm-as-a-judge/judge-prompt.ts'
import { type Panel, askPanel, toPanelJudges } from '../llm-as-a-judge/panel.ts'
import { type ScoreSpec, readScores } from '../llm-as-a-judge/read-verdict.ts'
import { panelSchema, parseParams, scoresSchema, toResponseFormat, toScoreSpecs } from '../llm-as-a-judge/settings.ts'
import { endpointIdentity } from '../run/endpoint-identity.ts'
import { hashText } from '../run/hash-text.ts'
import type { RowView } from '../template/row-view.ts'
import { type CompiledValue, compileValue } from '../template/value-template.ts'
import { cutsNumbers } from './read-score.ts'
import { type RowScores, type ScorerContext, type ScorerType, allUnscored, plannedScore } from './scorer.ts'

const paramsSchema = z.looseObject({
  model: z.unknown().optional(),
  /** A panel, beside or in place of `model`. */
  models: z.array(z.unknown()).min(1).optional(),
  panel: panelSchema.optional(),
  template: z.looseObject({ messages: z.unknown().optional(), prompt: z.string().optional() }),
  scores: scoresSchema,
  /** True marks the model's output as data; names mark those columns too. */
  fence: z.union([z.boolean(), z.array(z.string())]).default(false),
})
type Params = z.infer<typeof paramsSchema>

/** What `sample` holds in tasks of Custom Evaluation. */
const KNOWN_FIELDS = ['output_text', 'response']
const DEFAULT_SETTINGS = { temperature: 0, max_tokens: 1024 }

interface JudgeMetric {
  metric: string
  panel: Panel
  prompt: JudgePrompt
  promptHash: string
  settings: CompiledValue
  specs: readonly ScoreSpec[]
  asJson: boolean
  fence: Params['fence']
}

export const llmJudgeScorer: ScorerType = {
  id: 'llm-judge',
  async create(context) {
    const params = parseParams(paramsSchema, context.params, context.path)
    const judge = await planMetric(context, params)
    const { panel, specs, prompt, promptHash } = judge
    return {
      scores: specs.map(({ name, minimum, maximum }) =>
        plannedScore(context.metric, name, {
          range: minimum === undefined || maximum === undefined ? null : [minimum, maximum],
          binary: false,
        }),
      ),
      columns: prompt.columns,
      identity: panel.judges.map(({ endpoint }) => endpointIdentity(endpoint)),
      data: {
        prompt_hash: promptHash,
        models: panel.judges.map(({ endpoint }) => ({ id: endpoint.id, model: endpoint.modelId })),
        ...(panel.judges.length > 1 ? { combine: panel.combine, quorum: panel.quorum } : {}),
      },
      score: (view, sample) => judgeRow(judge, view, sample),
    }
  },
}

async function planMetric(context: ScorerContext, params: Params): Promise<JudgeMetric> {
  const { path } = context
  const specs = toScoreSpecs(params.scores, `${path}.scores`)
  const isJson = Object.values(params.scores).map(({ parser }) => parser?.type === 'json')
  const asJson = isJson.length > 0 && isJson.every(Boolean)
  if (!asJson && isJson.some(Boolean))
    throw evaluationErrors.configInvalid(`${path}.scores`, 'expected all scores to be read as JSON, or none.')
  for (const [name, { parser }] of Object.entries(params.scores))
    if (parser?.pattern !== undefined && cutsNumbers(parser.pattern))
      context.warn?.(
        `The pattern of score "${name}" takes one digit. Here a rating of 10 is read whole; elsewhere it would be read as 1. Write (\\d+).`,
      )
  const {
    messages = [{ role: 'user', content: params.template.prompt ?? '' }],
    prompt: _prompt,
    ...sampling
  } = params.template
  const settings = compileValue(sampling, { path: `${path}.template`, topLevel: context.topLevel })
  const format =
    asJson && !('response_format' in sampling) ? toResponseFormat('json_object', 'rubric', specs) : undefined
  const told = {
    messages,
    scores: specs.map(({ pattern, ...spec }) => ({ ...spec, pattern: pattern.source })),
    fence: params.fence,
  }
  return {
    metric: context.metric,
    prompt: compileMessages(messages, context),
    promptHash: hashPrompt(told),
    settings,
    specs,
    asJson,
    fence: params.fence,
    panel: await planPanel(context, params, format),
  }
}

function compileMessages(
  messages: unknown,
  { path: paramsPath, topLevel, sampleFields = [] }: ScorerContext,
): JudgePrompt {
  const path = `${paramsPath}.template.messages`
  for (const text of textsIn(messages)) checkVariables(text, path, [...KNOWN_FIELDS, ...sampleFields], topLevel)
  const compiled = compileValue(messages, { path, topLevel })
  return {
    source: isMessages(messages) ? messages : [{ role: 'user', content: messages }],
    columns: compiled.columns,
    render(view) {
      const rendered = compiled.render(view)
      if (isMessages(rendered)) return rendered
      throw evaluationErrors.configInvalid(path, 'expected a list of {role, content}.')
    },
  }
}

async function planPanel(context: ScorerContext, params: Params, format: Judge['format']): Promise<Panel> {
  const models = [params.model, ...(params.models ?? [])].filter((model) => model !== undefined && model !== '')
  if (models.length === 0)
    throw evaluationErrors.configInvalid(
      `${context.path}.model`,
      "is missing, expected a model's name or an `api_endpoint`.",
    )
  const endpoints = await Promise.all(models.map((model) => context.services.resolveModel(model)))
  const judges = endpoints.map((endpoint) => ({
    endpoint,
    settings: DEFAULT_SETTINGS,
    ...(format === undefined ? {} : { format }),
  }))
  const { combine = 'mean', tie = 'unscored', quorum = Math.floor(judges.length / 2) + 1 } = params.panel ?? {}
  if (quorum <= judges.length) return { judges: toPanelJudges(judges, quorum), combine, tie, quorum }
  throw evaluationErrors.configInvalid(
    `${context.path}.panel.quorum`,
    `found ${quorum}, but there are ${judges.length} judges.`,
  )
}

async function judgeRow(judge: JudgeMetric, view: RowView, context: SampleContext): Promise<RowScores> {
  const { metric, panel, specs, asJson } = judge
  const names = specs.map(({ name }) => name)
  let messages: Message[]
  let settings: Record<string, unknown>
  try {
    messages = renderMessages(judge, view)
    settings = judge.settings.render(view) as Record<string, unknown>
  } catch (error) {
    return allUnscored(names, error)
  }
  const read = (reply: string) => readScores(reply, specs, asJson)
  const { scores, unscored, shown } = await askPanel(panel, names, (asked, i) =>
    askJudge(asked, { key: i === 0 ? `judge:${metric}` : `judge:${metric}:${i}`, messages, settings, read }, context),
  )
  return { scores, unscored, judge: shown }
}

function renderMessages({ prompt, promptHash, fence }: JudgeMetric, view: RowView): Message[] {
  if (fence === false) return prompt.render(view)
  const output = view.sample['output_text']
  const stored = Object.keys(view.item).filter((name) => output !== undefined && view.item[name] === output)
  const columns = [...new Set([...stored, ...(fence === true ? [] : fence)])]
  const seed = `${promptHash}\n${hashText(canonicalJson(view.item))}`
  return renderFenced(prompt, view, { seed, fields: ['output_text'], columns })
}
