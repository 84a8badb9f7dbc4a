/**
 * Token ids by the endpoint's own tokenizer, `POST /tokenize` as vLLM and this project's server have it: needed only for
 * texts that may be longer than the model's context.
 */
import { type Endpoint, type ToolTransport, createToolTransport } from '@evalflow/engine'
import { z } from 'zod'

export interface RemoteTokenizer {
  /** `special`: with the tokens that the server puts before a text. @throws Error if the route stops answering */
  encode(text: string, special?: boolean): Promise<readonly number[]>
  /** Tokens that the model takes; undefined where the server does not say. */
  readonly maxTokens: number | undefined
}

const replySchema = z.looseObject({ tokens: z.array(z.int()), max_model_len: z.int().nullish() })
type Reply = z.infer<typeof replySchema>

const TIMEOUT_MS = 60_000
const MAX_BYTES = 64_000_000

/** Undefined where no such route is found. */
export async function findRemoteTokenizer(endpoint: Endpoint): Promise<RemoteTokenizer | undefined> {
  const base = URL.parse(endpoint.url)
  if (base === null) return undefined
  const folder = base.pathname.replace(/\/(?:chat\/completions|completions)?\/?$/, '')
  const paths = [...new Set([`${folder}/tokenize`, `${folder.replace(/\/v1$/, '')}/tokenize`, '/tokenize'])]
  const transport = createToolTransport(new Set([base.origin]))
  for (const path of paths) {
    const url = new URL(path, base)
    const first = await ask(transport, endpoint, url, 'one', false)
    if (typeof first === 'string') continue
    return {
      maxTokens: first.max_model_len ?? undefined,
      async encode(text, special = false) {
        const reply = await ask(transport, endpoint, url, text, special)
        if (typeof reply === 'string') throw new Error(`The tokenizer at ${url.href} gave no tokens: ${reply}.`)
        return reply.tokens
      },
    }
  }
  await transport.close()
  return undefined
}

/** A text says why there are no tokens. */
async function ask(
  transport: ToolTransport,
  { modelId, apiKey, headers }: Endpoint,
  url: URL,
  prompt: string,
  special: boolean,
): Promise<Reply | string> {
  const reply = await transport.send({
    url,
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
      ...headers,
    },
    body: JSON.stringify({ model: modelId, prompt, add_special_tokens: special }),
    timeoutMs: TIMEOUT_MS,
    maxBytes: MAX_BYTES,
    signal: new AbortController().signal,
  })
  if ('fault' in reply) return reply.message
  if (reply.status !== 200) return `HTTP ${reply.status}`
  try {
    const parsed = replySchema.safeParse(JSON.parse(reply.text))
    return parsed.success ? parsed.data : 'its answer holds no token ids'
  } catch {
    return 'its answer is no JSON'
  }
}
