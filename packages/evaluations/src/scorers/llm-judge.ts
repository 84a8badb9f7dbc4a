/**
 * `llm-judge`: a second model rates each answer. A real call under the key `judge:<metric>`, so a crash between answer
 * and verdict asks nothing twice; a reply that cannot be read is asked for once more, then the row is unscored.
 */
import type { Endpoint, ModelRequest, SampleContext } from '@evalflow/engine'
import { z } from 'zod'
import { evaluationErrors } from '../errors.ts'
import { endpointKind, toBody } from '../run/model-request.ts'
import type { RowView } from '../template/row-view.ts'
import { type CompiledValue, compileValue } from '../template/value-template.ts'
import { type ScoreRule, readScore, toScorePattern } from './read-score.ts'
import { type RowScores, type ScorerType, allUnscored, plannedScore } from './scorer.ts'

const messagesSchema = z.array(z.looseObject({ role: z.string(), content: z.unknown() })).min(1)

const paramsSchema = z.looseObject({
  model: z.unknown(),
  template: z.looseObject({ messages: z.unknown().optional(), prompt: z.string().optional() }),
  scores: z.record(
    z.string(),
    z.looseObject({
      type: z.enum(['int', 'float']).default('float'),
      parser: z.looseObject({ type: z.string().default('regex'), pattern: z.string().min(1) }),
      minimum: z.number().optional(),
      maximum: z.number().optional(),
    }),
  ),
})

const REPAIR = 'Your last reply could not be read. Give only the rating, exactly in the form you were asked for.'

export const llmJudgeScorer: ScorerType = {
  id: 'llm-judge',
  async create(context) {
    const parsed = paramsSchema.safeParse(context.params)
    if (!parsed.success) {
      const issue = parsed.error.issues[0]
      throw evaluationErrors.configInvalid(
        [context.path, ...(issue?.path ?? [])].join('.'),
        issue?.message ?? 'is not valid',
      )
    }
    const { model, template, scores } = parsed.data
    if (Object.keys(scores).length === 0)
      throw evaluationErrors.configInvalid(`${context.path}.scores`, 'expected at least one score.')
    const rules = Object.entries(scores).map(
      ([name, score]) => [name, toRule(`${context.path}.scores.${name}.parser`, score)] as const,
    )
    const endpoint = await context.services.resolveModel(model)
    const { messages = [{ role: 'user', content: template.prompt ?? '' }], prompt: _prompt, ...sampling } = template
    const options = { topLevel: context.topLevel }
    const prompt = compileValue(messages, { ...options, path: `${context.path}.template.messages` })
    const settings = compileValue(
      { temperature: 0, max_tokens: 1024, ...sampling },
      { ...options, path: `${context.path}.template` },
    )
    return {
      scores: rules.map(([name, { minimum, maximum }]) =>
        plannedScore(context.metric, name, {
          range: minimum === undefined || maximum === undefined ? null : [minimum, maximum],
          binary: false,
        }),
      ),
      columns: prompt.columns,
      score: (view, sample) => judge({ metric: context.metric, endpoint, prompt, settings, rules }, view, sample),
    }
  },
}

interface Judge {
  metric: string
  endpoint: Endpoint
  prompt: CompiledValue
  settings: CompiledValue
  rules: readonly (readonly [string, ScoreRule])[]
}

async function judge(config: Judge, view: RowView, context: SampleContext): Promise<RowScores> {
  let messages: z.infer<typeof messagesSchema>
  let settings: Record<string, unknown>
  try {
    messages = toMessages(config.prompt.render(view), config.metric)
    settings = config.settings.render(view) as Record<string, unknown>
  } catch (error) {
    return allUnscored(
      config.rules.map(([name]) => name),
      error,
    )
  }
  const ask = (key: string, asked: typeof messages) =>
    context.call(key, config.endpoint, toRequest(config.endpoint, asked, settings))
  const first = await ask(`judge:${config.metric}`, messages)
  const verdict = readAll(first.text, config.rules)
  if (Object.keys(verdict.unscored).length === 0) return { ...verdict, judge: { messages, reply: first.text } }

  const again = [...messages, { role: 'assistant', content: first.text }, { role: 'user', content: REPAIR }]
  const second = await ask(`judge:${config.metric}:repair`, again)
  const repaired = readAll(second.text, config.rules)
  // what the first reply said stands; the repair only fills what could not be read
  const scores = Object.fromEntries(
    config.rules.map(([name]) => [name, verdict.scores[name] ?? repaired.scores[name] ?? null]),
  )
  const unscored = Object.fromEntries(Object.entries(repaired.unscored).filter(([name]) => scores[name] === null))
  return { scores, unscored, judge: { messages, reply: first.text, repair: second.text } }
}

function readAll(reply: string, rules: Judge['rules']): RowScores {
  const result: RowScores = { scores: {}, unscored: {} }
  for (const [name, rule] of rules) {
    const { value, reason } = readScore(reply, rule)
    result.scores[name] = value
    if (reason !== null) result.unscored[name] = reason
  }
  return result
}

function toRequest(
  endpoint: Endpoint,
  messages: readonly Record<string, unknown>[],
  settings: Record<string, unknown>,
): ModelRequest {
  const kind = endpointKind(endpoint)
  return { kind, role: 'judge', body: toBody(kind, { ...settings, messages }) }
}

function toMessages(value: unknown, metric: string): z.infer<typeof messagesSchema> {
  const parsed = messagesSchema.safeParse(value)
  if (parsed.success) return parsed.data
  throw evaluationErrors.configInvalid(
    `metrics.${metric}.params.template.messages`,
    'expected a list of {role, content}.',
  )
}

function toRule(
  path: string,
  score: {
    type: 'int' | 'float'
    parser: { type: string; pattern: string }
    minimum?: number | undefined
    maximum?: number | undefined
  },
): ScoreRule {
  if (score.parser.type !== 'regex')
    throw evaluationErrors.configInvalid(`${path}.type`, `found "${score.parser.type}", expected "regex".`)
  try {
    return {
      type: score.type,
      pattern: toScorePattern(score.parser.pattern),
      ...(score.minimum === undefined ? {} : { minimum: score.minimum }),
      ...(score.maximum === undefined ? {} : { maximum: score.maximum }),
    }
  } catch (error) {
    throw evaluationErrors.configInvalid(`${path}.pattern`, error instanceof Error ? error.message : String(error))
  }
}
