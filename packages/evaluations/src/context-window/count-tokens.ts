/**
 * How many tokens a request has: by the endpoint's own tokenizer (`POST /tokenize`, as vLLM and this project's server
 * have it), else estimated from its bytes.
 */
import type { Endpoint } from '@evalflow/engine'
import { findTokenizeRoute } from '../capabilities/tokenize-route.ts'

export interface TokenCounter {
  readonly by: 'tokenizer' | 'estimate'
  /** Messages or a prompt, as the body of a request has them. @throws Error where the tokenizer gives no count */
  count(body: Readonly<Record<string, unknown>>): Promise<number>
}

/** Bytes of UTF-8 per token. English has about 4; fewer is on the safe side for code and other scripts. */
const BYTES_PER_TOKEN = 3
/** Role and separators of a message in most chat templates. */
const TOKENS_PER_MESSAGE = 4
const TIMEOUT_MS = 30_000

export const estimateCounter: TokenCounter = {
  by: 'estimate',
  count: (body) => Promise.resolve(estimateTokens(body)),
}

export function estimateTokens(body: Readonly<Record<string, unknown>>): number {
  const { messages, prompt, tools } = body
  const parts = [...(Array.isArray(messages) ? messages : [prompt]), ...(tools === undefined ? [] : [tools])]
  let tokens = 0
  for (const part of parts) tokens += TOKENS_PER_MESSAGE + Math.ceil(Buffer.byteLength(toText(part)) / BYTES_PER_TOKEN)
  return tokens
}

/** Undefined where the endpoint has no tokenizer that can be asked. */
export async function findTokenizer(endpoint: Endpoint): Promise<TokenCounter | undefined> {
  const route = await findTokenizeRoute(
    endpoint,
    { prompt: 'one two three' },
    { fits: ({ count }) => count > 0, timeoutMs: TIMEOUT_MS },
  )
  if ('reason' in route) return undefined
  return {
    by: 'tokenizer',
    async count({ messages, prompt, tools }) {
      const asked = messages === undefined ? { prompt } : { messages, ...(tools === undefined ? {} : { tools }) }
      const reply = await route.ask(asked)
      if ('reason' in reply) throw new Error(`The tokenizer at ${route.url} gave no count: ${reply.reason}.`)
      return reply.count
    },
  }
}

/** Text as it is; images and sounds by their reference, which says little of their tokens. */
function toText(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'object' && value !== null && 'content' in value && typeof value.content === 'string')
    return `${value.content}${'tool_calls' in value ? JSON.stringify(value.tool_calls) : ''}`
  return JSON.stringify(value) ?? ''
}
