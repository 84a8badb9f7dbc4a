/**
 * A real HTTP server that speaks `/v1/chat/completions`, `/v1/completions` and `/v1/embeddings` as a script says: with
 * answers from a function, latency, and faults by request. Raw `node:http`, since benches measure against it.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Script, ScriptedAnswer, ScriptedFault, ScriptedRequest } from './script.ts'
import { toPayload, toStreamEvents } from './scripted-payload.ts'

export interface ScriptedEndpoint {
  /** Base URL, ending in `/v1`. */
  readonly url: string
  readonly stats: {
    requests: number
    inFlight: number
    maxInFlight: number
    /** Connections opened. */
    connections: number
    /** Requests by prompt. */
    readonly byPrompt: Map<string, number>
    /** The last requests, at most `keepRequests`. */
    readonly recent: ScriptedRequest[]
  }
  /** Replaces the script from the next request on. */
  setScript(script: Script): void
  close(): Promise<void>
}

/** Echoes the prompt. */
export const echoScript: Script = (request) => request.prompt

/** Starts the server on a free port of the loopback interface. `keepRequests` (default 1000) bounds `stats.recent`. */
export async function startScriptedEndpoint(
  options: { script?: Script; port?: number; keepRequests?: number; countPrompts?: boolean } = {},
): Promise<ScriptedEndpoint> {
  let script = options.script ?? echoScript
  const keep = options.keepRequests ?? 1000
  const countPrompts = options.countPrompts ?? true
  const stats: ScriptedEndpoint['stats'] = {
    requests: 0,
    inFlight: 0,
    maxInFlight: 0,
    connections: 0,
    byPrompt: new Map(),
    recent: [],
  }

  const server = createServer((incoming, response) => {
    // a look for `/metrics`, say: the script is for model requests alone
    if (incoming.method !== 'POST') return void response.writeHead(404).end()
    stats.inFlight++
    stats.maxInFlight = Math.max(stats.maxInFlight, stats.inFlight)
    response.once('close', () => stats.inFlight--)
    readBody(incoming, (text) => {
      const request = toRequest(stats, incoming, text, countPrompts)
      if (keep > 0 && stats.recent.push(request) > keep) stats.recent.shift()
      const answer = script(request)
      respond(request, typeof answer === 'string' ? { text: answer } : answer, response)
    })
  })
  server.keepAliveTimeout = 60_000
  server.on('connection', (socket) => {
    stats.connections++
    socket.setNoDelay(true)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', 4096, resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/v1`,
    stats,
    setScript: (next) => void (script = next),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function readBody(incoming: IncomingMessage, done: (text: string) => void): void {
  const chunks: Buffer[] = []
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
  incoming.on('end', () => done(chunks.length === 1 ? String(chunks[0]) : Buffer.concat(chunks).toString()))
}

function toRequest(
  stats: ScriptedEndpoint['stats'],
  incoming: IncomingMessage,
  text: string,
  countPrompts: boolean,
): ScriptedRequest {
  const body = JSON.parse(text) as Record<string, unknown>
  const prompt = toPrompt(body)
  const repeat = stats.byPrompt.get(prompt) ?? 0
  if (countPrompts) stats.byPrompt.set(prompt, repeat + 1)
  return { number: stats.requests++, path: incoming.url ?? '', headers: incoming.headers, body, prompt, repeat }
}

function toPrompt(body: Record<string, unknown>): string {
  const messages = body['messages']
  const content: unknown = Array.isArray(messages) ? messages.at(-1)?.content : (body['prompt'] ?? body['input'])
  return typeof content === 'string' ? content : JSON.stringify(content ?? null)
}

function respond(request: ScriptedRequest, answer: ScriptedAnswer, response: ServerResponse): void {
  const send = () => {
    if (answer.fault) sendFault(request, answer, answer.fault, response)
    else if (request.body['stream'] === true) void sendStream(request, answer, response)
    else sendJson(response, 200, JSON.stringify(toPayload(request, answer)))
  }
  if (answer.delayMs) setTimeout(send, answer.delayMs)
  else send()
}

function sendFault(
  request: ScriptedRequest,
  answer: ScriptedAnswer,
  fault: ScriptedFault,
  response: ServerResponse,
): void {
  if (fault.kind === 'hang') return
  if (fault.kind === 'reset') response.socket?.resetAndDestroy()
  else if (fault.kind === 'status') {
    if (fault.retryAfter !== undefined) response.setHeader('retry-after', fault.retryAfter)
    sendJson(
      response,
      fault.status,
      JSON.stringify({ error: { message: fault.message ?? `scripted ${fault.status}` } }),
    )
  } else if (fault.kind === 'redirect') {
    response.setHeader('location', fault.location)
    sendJson(response, 307, '{}')
  } else if (fault.kind === 'malformed') sendJson(response, 200, '{"choices": [{"mess')
  else if (fault.kind === 'empty_choices')
    sendJson(response, 200, JSON.stringify({ ...toPayload(request, answer), choices: [] }))
  else if (fault.kind === 'raw') sendJson(response, fault.status, fault.body)
  else if (request.body['stream'] === true) void sendStream(request, answer, response, true)
  else {
    const text = JSON.stringify(toPayload(request, answer))
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
    response.write(text.slice(0, text.length / 2), () => response.destroy())
  }
}

async function sendStream(
  request: ScriptedRequest,
  answer: ScriptedAnswer,
  response: ServerResponse,
  breaksOff = false,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const events = toStreamEvents(request, answer)
  const until = breaksOff ? Math.floor(events.length / 2) : events.length
  for (const [at, event] of events.slice(0, until).entries()) {
    if (at > 0 && answer.chunkDelayMs) await new Promise((resolve) => setTimeout(resolve, answer.chunkDelayMs))
    response.write(`data: ${event}\n\n`)
  }
  if (breaksOff) response.destroy()
  else response.end()
}

function sendJson(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
  response.end(text)
}
