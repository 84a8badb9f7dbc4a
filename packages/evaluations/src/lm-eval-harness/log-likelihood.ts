/**
 * Log-likelihood of continuations, asked over `POST completions` with `echo` (eval-engine notes, lm-eval
 * `models/api_models.py`). What does not fit the model's context is cut from the left, or scored in windows if it is one
 * whole text (`long-texts.ts`); that needs the endpoint's tokenizer. Without one, a row that does not fit fails with the
 * server's counts.
 */
import type { Endpoint, ModelReply, SampleContext } from '@evalflow/engine'
import type { EndpointCapabilities } from './capabilities.ts'
import { type Echo, type ScoredText, alignEcho, readEcho, sumLogprobs } from './echo-logprobs.ts'
import { type LongPair, type LongTexts, scoreWindow } from './long-texts.ts'
import type { Pair } from './pair.ts'
import { UnreadableReply } from './unreadable-reply.ts'

export interface ScoredPair extends ScoredText {
  /** The first token of the continuation begins in the context. */
  straddles: boolean
  /** Tokens cut from the left, or undefined. */
  dropped?: number
}

export interface Scorer {
  /** In the order of `pairs`. @throws CallFailed; UnreadableReply */
  score(pairs: readonly Pair[], context: SampleContext): Promise<ScoredPair[]>
}

export interface ScorerOptions {
  endpoint: Endpoint
  scoring: NonNullable<EndpointCapabilities['scoring']>
  /** Put before a continuation without context, where the server adds no token of its own. */
  prefixToken: string | undefined
  seed: number
  longTexts: LongTexts
}

export function createScorer(options: ScorerOptions): Scorer {
  return {
    async score(pairs, context) {
      const split = pairs.map((pair) => toSplit(pair, options))
      const windows = await Promise.all(split.map((pair) => options.longTexts.toWindows(pair)))
      const short = split.filter((_, i) => windows[i] === undefined)
      const prompts = short.map(({ context: before, continuation }) => before + continuation)
      const echoes = prompts.length === 0 ? [] : await askAll(prompts, options, context)
      const scoredShort = await Promise.all(
        short.map(async (pair, i) => {
          const echo = echoes[i]
          if (echo === undefined) throw new UnreadableReply(`The server gave no choice ${i}.`)
          return scoreOne(pair, echo, i, options, context)
        }),
      )
      const results = scoredShort[Symbol.iterator]()
      const scored: ScoredPair[] = []
      for (const [i, parts] of windows.entries()) {
        const one = parts === undefined ? results.next().value : await scoreWindows(parts, i, options, context)
        if (one !== undefined) scored.push(one)
      }
      return scored
    },
  }
}

/** One after another: a long text must not crowd out the other rows. */
async function scoreWindows(
  { windows, dropped }: LongPair,
  pair: number,
  options: ScorerOptions,
  context: SampleContext,
): Promise<ScoredPair> {
  let logLikelihood = 0
  let tokens = 0
  let isGreedy: boolean | null = true
  for (const [i, window] of windows.entries()) {
    const reply = await ask(`window-${pair}-${i}`, window.tokens, options, context)
    const scored = scoreWindow(toEcho(reply, 0), window, options.scoring.maxTokens)
    logLikelihood += scored.logLikelihood
    tokens += scored.tokens
    isGreedy = isGreedy === false || scored.isGreedy === false ? false : isGreedy && scored.isGreedy
  }
  return { logLikelihood, tokens, isGreedy, straddles: false, ...(dropped > 0 ? { dropped } : {}) }
}

/** Trailing white space of the context goes to the continuation, as lm-eval's `_encode_pair`. */
function toSplit(pair: Pair, { scoring, prefixToken }: ScorerOptions): Pair {
  const { context, continuation } = pair
  if (context === '') {
    if (scoring.addedTokens > 0) return pair
    if (prefixToken === undefined)
      throw new UnreadableReply(
        'The row has no context, and the server puts no start token before a prompt. Name the model’s start or end token at `params.extra.prefix_token`, for example "<|endoftext|>".',
      )
    return { ...pair, context: prefixToken }
  }
  const kept = context.trimEnd()
  return { context: kept, continuation: context.slice(kept.length) + continuation }
}

async function askAll(prompts: readonly string[], options: ScorerOptions, context: SampleContext): Promise<Echo[]> {
  if (options.scoring.batches || prompts.length === 1) {
    const reply = await ask('target', prompts.length === 1 ? prompts[0] : prompts, options, context)
    return prompts.map((_, i) => toEcho(reply, i))
  }
  const replies = await Promise.all(prompts.map((prompt, i) => ask(`target-${i}`, prompt, options, context)))
  return replies.map((reply) => toEcho(reply, 0))
}

const ask = (key: string, prompt: unknown, { endpoint, scoring, seed }: ScorerOptions, context: SampleContext) =>
  context.call(key, endpoint, {
    kind: 'completion',
    role: 'target',
    body: { prompt, echo: true, logprobs: 1, max_tokens: scoring.maxTokens, temperature: 0, seed },
  })

function toEcho(reply: ModelReply, index: number): Echo {
  const echo = readEcho(reply.body, index)
  if (typeof echo === 'string') throw new UnreadableReply(`The server cannot be scored: ${echo}.`)
  return echo
}

async function scoreOne(
  pair: Pair,
  echo: Echo,
  index: number,
  options: ScorerOptions,
  context: SampleContext,
): Promise<ScoredPair> {
  const aligned = alignEcho(echo, pair.context + pair.continuation, pair.context)
  if (typeof aligned === 'string') throw new UnreadableReply(`The server cannot be scored: ${aligned}.`)
  let { start } = aligned
  if (aligned.straddles) {
    // lm-eval splits after as many tokens as the context has by itself
    const alone = await ask(`context-${index}`, pair.context, options, context)
    const own = alignEcho(toEcho(alone, 0), pair.context, pair.context)
    if (typeof own !== 'string') start = Math.min(own.end, aligned.end)
  }
  const sum = sumLogprobs(echo, start, aligned.end)
  if (typeof sum === 'string') throw new UnreadableReply(`A continuation cannot be scored: ${sum}.`)
  return { ...sum, straddles: aligned.straddles }
}
