/** An endpoint made ready to send: URL and headers computed once, secrets known so that they can be kept out of messages. */
import type { CallPolicy } from '../policy.ts'
import type { Endpoint, ModelRequest } from '../types.ts'
import { toRequestUrl } from './endpoint-url.ts'
import type { Gate, Scheduler } from './scheduler.ts'
import type { WireRequest } from './transport.ts'

const MASK = '******'
/** Header values that are no secret and may stand in a server's message. */
const OPEN_HEADERS = new Set(['host', 'accept', 'user-agent', 'content-type'])

export class Target {
  readonly endpoint: Endpoint
  readonly gate: Gate
  /** Why this endpoint is not asked to stream any more; null while it is. */
  whyNoStream: string | null = null
  lastFault: string | null = null
  private readonly urls = new Map<ModelRequest['kind'], URL>()
  private readonly headers: string[]
  private readonly secrets: string[]

  constructor(endpoint: Endpoint, gate: Gate) {
    this.endpoint = endpoint
    this.gate = gate
    const own = Object.entries(endpoint.headers ?? {})
    const given = new Set(own.map(([name]) => name.toLowerCase()))
    this.headers = own.flat()
    if (!given.has('content-type')) this.headers.push('content-type', 'application/json')
    if (endpoint.apiKey && !given.has('authorization')) this.headers.push('authorization', `Bearer ${endpoint.apiKey}`)
    const values = own.filter(([name]) => !OPEN_HEADERS.has(name.toLowerCase())).map(([, value]) => value)
    this.secrets = [endpoint.apiKey ?? '', ...values, ...values.map((value) => value.replace(/^\S+ /, ''))].filter(
      (value) => value.length >= 4,
    )
  }

  toWire(request: ModelRequest, stream: CallPolicy['stream']): WireRequest {
    let url = this.urls.get(request.kind)
    if (!url) this.urls.set(request.kind, (url = toRequestUrl(this.endpoint, request.kind)))
    const { modelId } = this.endpoint
    const asked = request.body['stream'] === true
    const whyWhole = this.whyNoStream ?? (asked ? null : findWhyWhole(request, stream))
    const streams = whyWhole === null && request.kind !== 'embedding' && request.kind !== 'tokenize'
    const body: Record<string, unknown> = { ...request.body, model: modelId }
    if (streams) Object.assign(body, { stream: true, stream_options: { include_usage: true } })
    else if (asked) body['stream'] = false
    return { url, headers: this.headers, body: JSON.stringify(body), stream: streams, whyWhole: whyWhole ?? '' }
  }

  onAnswered(): void {
    this.gate.refusals = -1
    this.lastFault = null
  }

  /** Masks this endpoint's secrets in a text that came from outside. */
  readonly redact = (text: string): string => {
    let masked = text
    for (const secret of this.secrets) masked = masked.replaceAll(secret, MASK)
    return masked
  }
}

/** Null if nothing speaks against a stream. */
function findWhyWhole({ kind, body }: ModelRequest, stream: CallPolicy['stream']): string | null {
  if (stream === false) return 'streaming is switched off'
  if (kind === 'embedding') return 'embeddings do not stream'
  if (kind === 'tokenize') return 'lists of tokens do not stream'
  if (body['echo'] === true) return 'a text that is only scored does not stream'
  // asked for its probabilities alone, which some servers leave out of streams
  if (body['logprobs'] === true && body['max_tokens'] === 1) return 'a single token does not stream'
  const hasTools = Array.isArray(body['tools']) && body['tools'].length > 0
  return stream === 'auto' && hasTools ? 'requests with tools are not streamed unless asked for' : null
}

/** Chains of targets by endpoint. Endpoints of one id and URL share breaker and limit, whoever asks. */
export function createTargets(scheduler: Scheduler): (endpoint: Endpoint) => readonly Target[] {
  const chains = new Map<Endpoint, readonly Target[]>()
  const gates = new Map<string, Gate>()
  const toTarget = (endpoint: Endpoint) => {
    const key = JSON.stringify([endpoint.id, endpoint.url])
    let gate = gates.get(key)
    if (!gate) gates.set(key, (gate = scheduler.createGate()))
    return new Target(endpoint, gate)
  }
  return (endpoint) => {
    let chain = chains.get(endpoint)
    if (!chain) chains.set(endpoint, (chain = [endpoint, ...(endpoint.fallbacks ?? [])].map(toTarget)))
    return chain
  }
}
