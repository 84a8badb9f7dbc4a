/** Rows whose answers the model writes, up to a stop text; filters read the answer out of what was written. */
import type { Endpoint, ModelRequest, Pipeline } from '@evalflow/engine'
import type { ChatMessage, Prompts } from './prompt.ts'
import type { GenerationScores } from './generation-scores.ts'
import type { Settings } from './settings.ts'
import type { Doc, TaskDefinition } from './task-definition.ts'
import { EXAMPLE_ROWS } from './task-rows.ts'

export interface GenerationOptions {
  endpoint: Endpoint
  definition: TaskDefinition
  prompts: Prompts
  examples: readonly Doc[]
  settings: Settings
  mode: 'completion' | 'chat'
  scores: GenerationScores
}

/** lm-eval's `max_gen_toks` where neither task nor config says. */
const DEFAULT_TOKENS = 256
/** OpenAI's chat route takes no more; lm-eval cuts there too. */
const MOST_CHAT_STOPS = 4

export function createGenerationPipeline(options: GenerationOptions): Pipeline {
  const { endpoint, definition, prompts, examples, mode, scores } = options
  const settings = toSampling(options)
  return {
    async runSample({ item }, context) {
      const shots = examplesOf(item, examples)
      const prompt =
        mode === 'chat' ? toTurns(prompts.toMessages(item, shots), options) : (prompts.toTexts(item, shots)[0] ?? '')
      const body = { ...settings, ...(mode === 'chat' ? { messages: prompt } : { prompt }) }
      const request: ModelRequest = { kind: mode, role: 'target', body }
      const replies = await Promise.all(
        Array.from({ length: definition.repeats }, (_, i) =>
          context.call(i === 0 ? 'target' : `target-${i}`, endpoint, request),
        ),
      )
      const answers = replies.map(({ text }) => text)
      const target = prompts.target.read(item)
      const gold = typeof target === 'number' ? (prompts.choices?.read(item)[target] ?? target) : target
      const result = await scores.score({ doc: item, answers, target: gold, signal: context.signal })
      const extracted = scores.extract(answers, item)
      return {
        prompt,
        answer: answers.length === 1 ? answers[0] : answers,
        reference: gold,
        scores: result.scores,
        unscored: result.unscored,
        extra: { ...result.extra, ...('none' in extracted ? {} : { extracted }) },
      }
    },
  }
}

export function examplesOf(item: Doc, examples: readonly Doc[]): Doc[] {
  const rows = item[EXAMPLE_ROWS]
  if (!Array.isArray(rows)) return []
  return rows.flatMap((row: unknown) => {
    const example = examples[Number(row)]
    return example === undefined ? [] : [example]
  })
}

/** The config's settings win over the task's. */
function toSampling({ definition, settings, mode }: GenerationOptions): Record<string, unknown> {
  const {
    until,
    do_sample: _sampling,
    max_gen_toks: own,
    temperature = 0,
    ...others
  } = definition.generation_kwargs ?? {}
  const stop = settings.stop ?? until ?? [definition.fewshot_delimiter]
  return {
    ...others,
    max_tokens: settings.maxTokens ?? own ?? DEFAULT_TOKENS,
    temperature: settings.temperature ?? temperature,
    ...(settings.topP === undefined ? {} : { top_p: settings.topP }),
    ...(stop.length === 0 ? {} : { stop: mode === 'chat' ? stop.slice(0, MOST_CHAT_STOPS) : stop }),
    seed: settings.seed,
  }
}

/** Examples as turns, or all in one user message. */
export function toTurns(
  messages: readonly ChatMessage[],
  { settings, definition }: Pick<GenerationOptions, 'settings' | 'definition'>,
): ChatMessage[] {
  if (settings.multiturn) return [...messages]
  const system = messages.filter(({ role }) => role === 'system')
  const rest = messages.slice(system.length)
  const prefix = rest.at(-1)?.role === 'assistant' ? rest.slice(-1) : []
  const turns = rest.slice(0, rest.length - prefix.length)
  const text = turns
    .map(({ role, content }, i) => {
      if (i === turns.length - 1) return content
      return content + (role === 'assistant' ? definition.fewshot_delimiter : definition.target_delimiter)
    })
    .join('')
  return [...system, { role: 'user', content: text }, ...prefix]
}
