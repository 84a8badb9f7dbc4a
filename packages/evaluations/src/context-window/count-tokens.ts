/**
 * How many tokens a request has: by the endpoint's own tokenizer (`POST /tokenize`, as vLLM and this project's server
 * have it), else estimated from its bytes.
 */
import { type Endpoint, type ToolTransport, createToolTransport } from '@evalflow/engine'
import { z } from 'zod'
import { parseJson } from '../template/value-template.ts'

export interface TokenCounter {
  readonly by: 'tokenizer' | 'estimate'
  /** Messages or a prompt, as the body of a request has them. @throws Error where the tokenizer gives no count */
  count(body: Readonly<Record<string, unknown>>): Promise<number>
}

/** Bytes of UTF-8 per token. English has about 4; fewer is on the safe side for code and other scripts. */
const BYTES_PER_TOKEN = 3
/** Role and separators of a message in most chat templates. */
const TOKENS_PER_MESSAGE = 4

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
  const found = URL.parse(endpoint.url)
  if (found === null) return undefined
  const base = found.pathname.replace(/\/(?:chat\/completions|completions)?\/?$/, '')
  const paths = [...new Set([`${base}/tokenize`, `${base.replace(/\/v1$/, '')}/tokenize`, '/tokenize'])]
  const transport = createToolTransport(new Set([found.origin]))
  for (const path of paths) {
    const counter = toCounter(endpoint, new URL(path, found), transport)
    try {
      if ((await counter.count({ prompt: 'one two three' })) > 0) return counter
    } catch {
      // not there: the next place, and in the end no tokenizer
    }
  }
  await transport.close()
  return undefined
}

const answerSchema = z.looseObject({ count: z.int().optional(), tokens: z.array(z.unknown()).optional() })

function toCounter(endpoint: Endpoint, url: URL, transport: ToolTransport): TokenCounter {
  return {
    by: 'tokenizer',
    async count({ messages, prompt, tools }) {
      const asked = messages === undefined ? { prompt } : { messages, ...(tools === undefined ? {} : { tools }) }
      const reply = await transport.send({
        url,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(endpoint.apiKey === undefined ? {} : { authorization: `Bearer ${endpoint.apiKey}` }),
          ...endpoint.headers,
        },
        body: JSON.stringify({ model: endpoint.modelId, ...asked }),
        timeoutMs: 30_000,
        maxBytes: 64_000_000,
        signal: new AbortController().signal,
      })
      const answer = 'fault' in reply ? undefined : answerSchema.safeParse(parseJson(reply.text))
      const tokens = answer?.success ? (answer.data.count ?? answer.data.tokens?.length) : undefined
      if ('fault' in reply || reply.status !== 200 || tokens === undefined)
        throw new Error(
          `The tokenizer at ${url.href} gave no count: ${'fault' in reply ? reply.message : `HTTP ${reply.status}`}.`,
        )
      return tokens
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
