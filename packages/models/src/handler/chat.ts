/** `POST chat/completions`: chat completions, whole or streamed. */
import { randomInt, randomUUID } from 'node:crypto'
import { problems } from '../errors.ts'
import type { GenerateOptions, Prompt, Step, TextModel } from '../text-model.ts'
import { generateText, type GenerationEnd } from '../text/generate-text.ts'
import { toTokenLabel } from '../text/token-text.ts'
import { json, serverSentEvents } from './answer.ts'
import { checkLength, checkTextSize } from './limits.ts'
import type { ChatRequest } from './requests.ts'

type RunOptions = GenerateOptions & { stop: readonly string[] }

/** `controller` is aborted when the client goes away; `onEnd` runs once nothing more is done for the request. */
export async function answerChat(
  model: TextModel,
  request: ChatRequest,
  { controller, onEnd }: { controller: AbortController; onEnd: () => void },
): Promise<Response> {
  const { prompt, options } = prepare(model, request, controller.signal)
  const base = {
    id: `chatcmpl-${randomUUID()}`,
    created: Math.floor(Date.now() / 1000),
    model: request.model,
    system_fingerprint: model.fingerprint,
  }
  const choices = Array.from({ length: request.n }, (_, index) => ({
    index,
    options: { ...options, seed: options.seed + index },
  }))
  if (request.stream) {
    return serverSentEvents(streamChat(model, prompt, request, { base, choices }), { controller, onEnd })
  }
  const done = await Promise.all(choices.map((choice) => runChoice(model, prompt, choice.options)))
  return json({
    ...base,
    object: 'chat.completion',
    choices: done.map((choice, index) => ({
      index,
      message: { role: 'assistant', content: choice.text, refusal: null },
      logprobs: request.logprobs
        ? { content: choice.steps.flatMap((step) => toLogProb(model, step)), refusal: null }
        : null,
      finish_reason: choice.end.finishReason,
    })),
    usage: toUsage(
      prompt.count,
      done.reduce((sum, choice) => sum + choice.end.completionTokens, 0),
    ),
  })
}

export function toUsage(prompt: number, completion: number) {
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion }
}

/** Seeds are numbers of 32 bits; without one the answer at temperature > 0 differs from call to call. */
export function toSeed(seed: number | null | undefined): number {
  return seed === null || seed === undefined ? randomInt(2 ** 31) : Math.abs(seed) % 2 ** 32
}

/** Runs one choice to its end. */
export async function runChoice(model: TextModel, prompt: Prompt, options: RunOptions) {
  const deltas = generateText(model, prompt, options)
  const steps: Step[] = []
  let text = ''
  for (;;) {
    const next = await deltas.next()
    if (next.done) return { text, steps, end: next.value }
    text += next.value.text
    steps.push(...next.value.steps)
  }
}

function prepare(model: TextModel, request: ChatRequest, signal: AbortSignal): { prompt: Prompt; options: RunOptions } {
  if (request.logprobs && !model.vocabulary) {
    throw problems.unsupported(
      'logprobs',
      `"${model.id}" has no probabilities. Leave \`logprobs\` out, or choose another model.`,
    )
  }
  if (!request.logprobs && request.top_logprobs) {
    throw problems.invalid('top_logprobs', '`top_logprobs` needs `logprobs: true`.')
  }
  checkTextSize(
    model,
    request.messages.map((message) => message.content),
    'messages',
  )
  const prompt = model.promptFromChat(request.messages)
  const asked = request.max_completion_tokens ?? request.max_tokens ?? undefined
  checkLength(model, prompt, asked ?? 1, 'messages')
  const options: RunOptions = {
    maxTokens: asked ?? model.contextTokens - prompt.count,
    temperature: request.temperature,
    topP: request.top_p,
    topK: request.top_k,
    seed: toSeed(request.seed),
    topLogProbs: request.logprobs ? (request.top_logprobs ?? 0) : null,
    scorePrompt: null,
    stop: request.stop,
    signal,
  }
  return { prompt, options }
}

interface StreamContext {
  base: Record<string, unknown>
  choices: readonly { index: number; options: RunOptions }[]
}

/** Choices one after another: role, text as it comes, finish reason; then usage if asked for. */
async function* streamChat(model: TextModel, prompt: Prompt, request: ChatRequest, { base, choices }: StreamContext) {
  const includeUsage = request.stream_options?.include_usage === true
  const chunk = (index: number, delta: object, finish: string | null, logprobs: object | null = null) => ({
    ...base,
    object: 'chat.completion.chunk',
    choices: [{ index, delta, logprobs, finish_reason: finish }],
    ...(includeUsage ? { usage: null } : {}),
  })
  let completionTokens = 0
  for (const { index, options } of choices) {
    yield chunk(index, { role: 'assistant', content: '' }, null)
    const deltas = generateText(model, prompt, options)
    let end: GenerationEnd | null = null
    try {
      while (!end) {
        const next = await deltas.next()
        if (next.done) end = next.value
        else {
          const content = next.value.steps.flatMap((step) => toLogProb(model, step))
          yield chunk(index, { content: next.value.text }, null, request.logprobs ? { content, refusal: null } : null)
        }
      }
    } finally {
      await deltas.return({ finishReason: 'stop', completionTokens: 0 })
    }
    completionTokens += end.completionTokens
    yield chunk(index, {}, end.finishReason)
  }
  if (includeUsage) {
    yield { ...base, object: 'chat.completion.chunk', choices: [], usage: toUsage(prompt.count, completionTokens) }
  }
}

/** The end token is no part of the content, so it has no entry. */
function toLogProb(model: TextModel, step: Step) {
  const { vocabulary } = model
  if (!vocabulary || step.token === null || step.logProb === null || step.isEnd) return []
  const entry = (token: number, logprob: number) => {
    const bytes = vocabulary.bytesOf(token)
    return { token: toTokenLabel(bytes), logprob, bytes: Array.from(bytes) }
  }
  return [
    { ...entry(step.token, step.logProb), top_logprobs: step.top.map((other) => entry(other.token, other.logProb)) },
  ]
}
