/**
 * `POST completions`: text completions, with prompt log-probabilities (`echo` and `logprobs`) as lm-eval reads them.
 *
 * Log-probabilities of a choice cover the prompt (if echoed) and every generated token, the end token included:
 * - `token_logprobs[0]` and `top_logprobs[0]` are null when the prompt is echoed: nothing stands before its first token.
 * - the log-probability of a token in `top_logprobs` is the same number as in `token_logprobs`, so equality tests hold.
 * - `text_offset` counts characters (code points) from the beginning of the choice's text.
 * - `tokens` and the keys of `top_logprobs` are `bytes:\x..` for a token that is not whole characters.
 */
import { randomUUID } from 'node:crypto'
import { problems } from '../errors.ts'
import type { GenerateOptions, Prompt, Step, TextModel, TokenScore, Vocabulary } from '../text-model.ts'
import { generateText, type GenerationEnd } from '../text/generate-text.ts'
import { countCharacters, toTextOffsets, toTokenLabel } from '../text/token-text.ts'
import { json, serverSentEvents } from './answer.ts'
import { runChoice, toSeed, toUsage } from './chat.ts'
import { checkLength, checkTextSize } from './limits.ts'
import type { CompletionRequest } from './requests.ts'

interface Choice {
  index: number
  prompt: Prompt
  options: GenerateOptions & { stop: readonly string[] }
}

/** Choice `i * n + j` is answer j to prompt i. See `answerChat` for the last argument. */
export async function answerCompletions(
  model: TextModel,
  request: CompletionRequest,
  { controller, onEnd }: { controller: AbortController; onEnd: () => void },
): Promise<Response> {
  if (typeof request.logprobs === 'number' && !model.vocabulary) {
    throw problems.unsupported(
      'logprobs',
      `"${model.id}" has no probabilities. Leave \`logprobs\` out, or choose another model.`,
    )
  }
  const prompts = toPrompts(model, request.prompt)
  for (const prompt of prompts) checkLength(model, prompt, request.max_tokens, 'prompt')
  const seed = toSeed(request.seed)
  const choices: Choice[] = prompts.flatMap((prompt, at) =>
    Array.from({ length: request.n }, (_, nth) => ({
      index: at * request.n + nth,
      prompt,
      options: {
        maxTokens: request.max_tokens,
        temperature: request.temperature,
        topP: request.top_p,
        topK: request.top_k,
        seed: seed + nth,
        topLogProbs: request.logprobs ?? null,
        scorePrompt: null,
        stop: request.stop,
        signal: controller.signal,
      },
    })),
  )
  const base = {
    id: `cmpl-${randomUUID()}`,
    object: 'text_completion',
    created: Math.floor(Date.now() / 1000),
    model: request.model,
    system_fingerprint: model.fingerprint,
  }
  const promptTokens = prompts.reduce((sum, prompt) => sum + prompt.count, 0)
  if (request.stream) {
    return serverSentEvents(streamCompletions(model, request, { base, choices, promptTokens }), { controller, onEnd })
  }
  const done = await Promise.all(choices.map((choice) => runWhole(model, request, choice)))
  const usage = toUsage(
    promptTokens,
    done.reduce((sum, choice) => sum + choice.completionTokens, 0),
  )
  return json({ ...base, choices: done.map((choice) => choice.body), usage })
}

function toPrompts(model: TextModel, given: CompletionRequest['prompt']): Prompt[] {
  const list = typeof given === 'string' || typeof given[0] === 'number' ? [given] : given
  return (list as (string | number[])[]).map((prompt, index) => {
    const param = list.length > 1 ? `prompt.${index}` : 'prompt'
    const result = typeof prompt === 'string' ? fromText(model, prompt, param) : fromTokens(model, prompt, param)
    if (model.vocabulary && result.count === 0) {
      throw problems.invalid(
        param,
        `\`${param}\` is empty, and "${model.id}" begins no text by itself. Send at least one token, for example its end token.`,
      )
    }
    return result
  })
}

function fromText(model: TextModel, text: string, param: string): Prompt {
  checkTextSize(model, [text], param)
  return model.promptFromText(text)
}

function fromTokens(model: TextModel, tokens: readonly number[], param: string): Prompt {
  const { vocabulary } = model
  if (!vocabulary) throw problems.unsupported(param, `"${model.id}" has no token ids. Send the prompt as text.`)
  const wrong = tokens.findIndex((token) => token >= vocabulary.size)
  if (wrong >= 0) {
    throw problems.invalid(
      `${param}.${wrong}`,
      `\`${param}.${wrong}\`: there is no token ${tokens[wrong]}; ids go from 0 to ${vocabulary.size - 1}.`,
    )
  }
  return model.promptFromTokens(tokens)
}

async function runWhole(model: TextModel, request: CompletionRequest, choice: Choice) {
  const { prompt, options } = choice
  const top = request.logprobs ?? null
  const echoed: ScoredToken[] = []
  const answer = await runChoice(model, prompt, { ...options, scorePrompt: toPromptScoring(request, prompt, echoed) })
  const logprobs =
    top === null || !model.vocabulary
      ? null
      : toLogProbs(model.vocabulary, {
          prompt: echoed,
          steps: answer.steps,
          top,
          start: 0,
        })
  const body = {
    index: choice.index,
    text: (request.echo ? prompt.text : '') + answer.text,
    logprobs,
    finish_reason: answer.end.finishReason,
    ...(request.return_token_ids
      ? { prompt_token_ids: prompt.tokens, token_ids: answer.steps.map((step) => step.token) }
      : {}),
  }
  return { body, completionTokens: answer.end.completionTokens }
}

interface ScoredToken {
  token: number
  score: TokenScore | null
}

/** Fills `into` when the model has been through the prompt; null if no scores of it are asked for. */
function toPromptScoring(
  request: CompletionRequest,
  prompt: Prompt,
  into: ScoredToken[],
): GenerateOptions['scorePrompt'] {
  const top = request.logprobs ?? null
  if (!request.echo || top === null) return null
  return {
    top,
    onScores: (scores) => into.push(...prompt.tokens.map((token, index) => ({ token, score: scores[index] ?? null }))),
  }
}

interface LogProbInput {
  prompt: readonly ScoredToken[]
  steps: readonly Step[]
  top: number
  /** Characters of the text before the first of these tokens. */
  start: number
}

export function toLogProbs(vocabulary: Vocabulary, { prompt, steps, top, start }: LogProbInput) {
  const generated = steps.map((step) => ({
    token: step.token ?? -1,
    // control tokens are not part of the text
    bytes: step.bytes,
    score: step.logProb === null ? null : { logProb: step.logProb, top: step.top },
  }))
  const entries = [...prompt.map((entry) => ({ ...entry, bytes: vocabulary.bytesOf(entry.token) })), ...generated]
  return {
    tokens: entries.map((entry) => toTokenLabel(vocabulary.bytesOf(entry.token))),
    token_logprobs: entries.map((entry) => entry.score?.logProb ?? null),
    top_logprobs: entries.map((entry) => (entry.score ? toTopMap(vocabulary, entry.token, entry.score, top) : null)),
    text_offset: toTextOffsets(
      entries.map((entry) => entry.bytes),
      start,
    ),
  }
}

/** The k most likely tokens, and the token itself. Of two tokens with the same text the likelier one stands. */
function toTopMap(vocabulary: Vocabulary, token: number, score: TokenScore, top: number): Record<string, number> {
  const map = new Map<string, number>()
  const candidates = [...score.top.slice(0, top), { token, logProb: score.logProb }].toSorted(
    (a, b) => b.logProb - a.logProb,
  )
  for (const candidate of candidates) {
    const label = toTokenLabel(vocabulary.bytesOf(candidate.token))
    if (!map.has(label)) map.set(label, candidate.logProb)
  }
  return Object.fromEntries(map)
}

interface StreamContext {
  base: Record<string, unknown>
  choices: readonly Choice[]
  promptTokens: number
}

async function* streamCompletions(
  model: TextModel,
  request: CompletionRequest,
  { base, choices, promptTokens }: StreamContext,
) {
  const includeUsage = request.stream_options?.include_usage === true
  const top = request.logprobs ?? null
  const { vocabulary } = model
  const chunk = (index: number, text: string, finish: string | null, logprobs: object | null = null) => ({
    ...base,
    choices: [{ index, text, logprobs, finish_reason: finish }],
    ...(includeUsage ? { usage: null } : {}),
  })
  let completionTokens = 0
  for (const { index, prompt, options } of choices) {
    const echoed: ScoredToken[] = []
    const deltas = generateText(model, prompt, {
      ...options,
      scorePrompt: toPromptScoring(request, prompt, echoed),
    })
    const toChunk = (text: string, scored: readonly ScoredToken[], steps: readonly Step[], start: number) => {
      const isScored = top !== null && vocabulary !== null
      return chunk(index, text, null, isScored ? toLogProbs(vocabulary, { prompt: scored, steps, top, start }) : null)
    }
    let isEchoDue = request.echo
    let start = 0
    let end: GenerationEnd | null = null
    try {
      while (!end) {
        const next = await deltas.next()
        // the prompt's scores are there once the first step is
        if (isEchoDue) {
          isEchoDue = false
          yield toChunk(prompt.text, echoed, [], 0)
          start = countCharacters(prompt.text)
        }
        if (next.done) end = next.value
        else {
          yield toChunk(next.value.text, [], next.value.steps, start)
          start += countCharacters(next.value.text)
        }
      }
    } finally {
      await deltas.return({ finishReason: 'stop', completionTokens: 0 })
    }
    completionTokens += end.completionTokens
    yield chunk(index, '', end.finishReason)
  }
  if (includeUsage) yield { ...base, choices: [], usage: toUsage(promptTokens, completionTokens) }
}
