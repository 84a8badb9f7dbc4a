/** `POST /tokenize` beside an endpoint's API, as vLLM and this project's server have it. Where it stands differs. */
import { type Endpoint, createToolTransport } from '@evalflow/engine'
import { z } from 'zod'
import { parseJson } from '../template/value-template.ts'

export interface Tokenized {
  readonly count: number
  /** Undefined where only a count is told. */
  readonly ids: readonly number[] | undefined
  /** Tokens that the model takes; undefined where the server does not say. */
  readonly maxTokens: number | undefined
}

export interface NotTokenized {
  /** For people. */
  readonly reason: string
  /** Whether the endpoint answered at all. */
  readonly isAnswered: boolean
}

export interface TokenizeRoute {
  readonly url: string
  /** To what the route was found with. */
  readonly first: Tokenized
  /** `body` without the model. Errors of the network are an answer too. */
  ask(body: Readonly<Record<string, unknown>>): Promise<Tokenized | NotTokenized>
  close(): Promise<void>
}

const MAX_BYTES = 64_000_000

const replySchema = z.looseObject({
  count: z.int().optional(),
  tokens: z.array(z.unknown()).optional(),
  max_model_len: z.int().nullish(),
})

/** The first place whose answer to `body` fits; else why the last one asked does not. */
export async function findTokenizeRoute(
  endpoint: Endpoint,
  body: Readonly<Record<string, unknown>>,
  options: { fits: (found: Tokenized) => boolean; timeoutMs: number; signal?: AbortSignal },
): Promise<TokenizeRoute | NotTokenized> {
  const base = URL.parse(endpoint.url)
  if (base === null) return { reason: 'its address cannot be read', isAnswered: false }
  const transport = createToolTransport(new Set([base.origin]))
  const askAt = async (url: URL, asked: Readonly<Record<string, unknown>>): Promise<Tokenized | NotTokenized> => {
    const reply = await transport.send({
      url,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(endpoint.apiKey === undefined ? {} : { authorization: `Bearer ${endpoint.apiKey}` }),
        ...endpoint.headers,
      },
      body: JSON.stringify({ model: endpoint.modelId, ...asked }),
      timeoutMs: options.timeoutMs,
      maxBytes: MAX_BYTES,
      signal: options.signal ?? new AbortController().signal,
    })
    if ('fault' in reply) return { reason: reply.message, isAnswered: false }
    if (reply.status !== 200) return { reason: `HTTP ${reply.status}`, isAnswered: true }
    return toTokenized(parseJson(reply.text)) ?? { reason: 'its answer holds no tokens', isAnswered: true }
  }
  let why: NotTokenized = { reason: 'it was not asked', isAnswered: false }
  for (const url of placesOf(base)) {
    const first = await askAt(url, body)
    if ('count' in first && options.fits(first))
      return { url: url.href, first, ask: (asked) => askAt(url, asked), close: () => transport.close() }
    why = 'count' in first ? { reason: 'its answer holds no token ids', isAnswered: true } : first
  }
  await transport.close()
  return why
}

/** Beside the API's routes, above `/v1`, and at the root. */
function placesOf(base: URL): URL[] {
  const folder = base.pathname.replace(/\/(?:chat\/completions|completions)?\/?$/, '')
  const paths = new Set([`${folder}/tokenize`, `${folder.replace(/\/v1$/, '')}/tokenize`, '/tokenize'])
  return [...paths].map((path) => new URL(path, base))
}

function toTokenized(answer: unknown): Tokenized | undefined {
  const read = replySchema.safeParse(answer)
  const { count, tokens, max_model_len: maxTokens } = read.data ?? {}
  const total = count ?? tokens?.length
  if (total === undefined) return undefined
  const ids = z.array(z.int()).safeParse(tokens)
  return { count: total, ids: ids.data, maxTokens: maxTokens ?? undefined }
}
