/** Whether `POST /tokenize` stands beside the API, as with vLLM. Two spellings of the path are in use. */
import { type Endpoint, createToolTransport } from '@evalflow/engine'
import type { Finding } from './capability.ts'

const TIMEOUT_MS = 10_000
const MAX_BYTES = 64 * 1024

export async function probeTokenizer(endpoint: Endpoint, signal: AbortSignal): Promise<Finding> {
  const base = URL.parse(endpoint.url)
  if (base === null) return { state: 'unknown', reason: 'its address cannot be read' }
  const transport = createToolTransport(new Set([base.origin]))
  try {
    const reply = await transport.send({
      url: new URL('/tokenize', base.origin),
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(endpoint.apiKey === undefined ? {} : { authorization: `Bearer ${endpoint.apiKey}` }),
        ...endpoint.headers,
      },
      body: JSON.stringify({ model: endpoint.modelId, prompt: 'The sky is blue' }),
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_BYTES,
      signal,
    })
    if ('fault' in reply) return { state: 'unknown', reason: reply.message }
    if (reply.status !== 200) return { state: 'no', reason: `POST /tokenize answered HTTP ${reply.status}` }
    return hasTokens(reply.text)
      ? { state: 'yes', reason: 'POST /tokenize gives token ids' }
      : { state: 'no', reason: 'POST /tokenize answered without token ids' }
  } finally {
    await transport.close()
  }
}

function hasTokens(text: string): boolean {
  try {
    const body: unknown = JSON.parse(text)
    return typeof body === 'object' && body !== null && 'tokens' in body && Array.isArray(body.tokens)
  } catch {
    return false
  }
}
