/**
 * Texts that do not fit the model's context, as lm-eval treats them: what is too long is cut from the left, and a text that
 * is scored whole goes in windows. Both count tokens, so the endpoint's tokenizer is asked, and the prompts are token ids.
 */
import type { Endpoint } from '@evalflow/engine'
import { type Echo, type ScoredText, sumLogprobs } from './echo-logprobs.ts'
import type { Pair } from './pair.ts'
import { type RemoteTokenizer, findRemoteTokenizer } from './remote-tokenizer.ts'
import { type TokenWindow, cutLeft, rollingWindows } from './token-windows.ts'
import { UnreadableReply } from './unreadable-reply.ts'

/** lm-eval's, where nobody says otherwise. */
const DEFAULT_MAX_LENGTH = 2048
/** No model in use takes fewer tokens, so shorter texts need no look at the tokenizer. */
const SMALLEST_CONTEXT = 512

export interface LongPair {
  windows: readonly TokenWindow[]
  /** Tokens cut from the left. */
  dropped: number
}

export interface LongTexts {
  /** Undefined for a pair that fits as it is, or of which nobody can say how long it is. */
  toWindows(pair: Pair): Promise<LongPair | undefined>
}

export interface LongTextOptions {
  endpoint: Endpoint
  /** Tokens of a prompt and the one that is generated behind it; undefined: 2048, or less if the server says so. */
  maxLength: number | undefined
  /** Tokens that the server puts before a text. */
  addedTokens: number
}

export function createLongTexts({ endpoint, maxLength, addedTokens }: LongTextOptions): LongTexts {
  let found: Promise<RemoteTokenizer | undefined> | undefined
  return {
    async toWindows({ context, continuation, rolling }) {
      const text = context + continuation
      // no token has less than a byte
      const atMost = Buffer.byteLength(text) + addedTokens
      if (atMost < Math.min(maxLength ?? SMALLEST_CONTEXT, SMALLEST_CONTEXT)) return undefined
      const tokenizer = await (found ??= findRemoteTokenizer(endpoint))
      if (tokenizer === undefined) return undefined
      const most = (maxLength ?? Math.min(DEFAULT_MAX_LENGTH, tokenizer.maxTokens ?? DEFAULT_MAX_LENGTH)) - 1
      if (atMost <= most) return undefined
      if (rolling) return toRolling(tokenizer, context, continuation, most)
      const tokens = await tokenizer.encode(text, addedTokens > 0)
      if (tokens.length <= most) return undefined
      const before = await tokenizer.encode(context, addedTokens > 0)
      const { dropped, ...window } = cutLeft(tokens, before.length, most)
      if (window.start < 1)
        throw new UnreadableReply(
          `The continuation has ${tokens.length - before.length} tokens and leaves no context within ${most}. Raise \`params.extra.max_length\` if the model takes more.`,
        )
      return { windows: [window], dropped }
    },
  }
}

/** `context` is the prefix token's text; empty where the server adds its own. */
async function toRolling(
  tokenizer: RemoteTokenizer,
  context: string,
  continuation: string,
  most: number,
): Promise<LongPair> {
  const prefix = context === '' ? await tokenizer.encode('', true) : await tokenizer.encode(context)
  const [first] = prefix
  if (first === undefined) throw new UnreadableReply('The tokenizer gives no start token.')
  return { windows: rollingWindows(await tokenizer.encode(continuation), first, most - 1), dropped: 0 }
}

/** @throws UnreadableReply if the echo is not of the window's tokens */
export function scoreWindow(echo: Echo, { tokens, start }: TokenWindow, generated: number): ScoredText {
  // a server may put its start token before ids, too
  const added = echo.tokens.length - tokens.length - generated
  if (added !== 0 && added !== 1)
    throw new UnreadableReply(
      `The server cannot be scored: it echoed ${echo.tokens.length} tokens for ${tokens.length}.`,
    )
  const sum = sumLogprobs(echo, start + added, tokens.length + added)
  if (typeof sum === 'string') throw new UnreadableReply(`A continuation cannot be scored: ${sum}.`)
  return sum
}
