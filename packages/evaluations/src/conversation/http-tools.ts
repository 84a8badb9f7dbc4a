/** Real tools over HTTP: addresses and keys are resolved when the task is planned, requests go past the engine's guard. */
import type { Endpoint, ToolAttempt, ToolCaller, ToolReply } from '@evalflow/engine'
import { evaluationErrors } from '../errors.ts'
import type { EvaluationServices } from '../types.ts'
import type { HttpTool, ToolSettings } from './settings.ts'
import type { MadeCall, ToolRecord } from './tool-calls.ts'

interface PlannedTool {
  endpoint: Endpoint
  url: URL
  method: HttpTool['method']
  isIdempotent: boolean
}

export interface HttpTools {
  readonly tools: ReadonlyMap<string, PlannedTool>
  readonly origins: ReadonlySet<string>
  readonly timeoutMs: number
  readonly maxBytes: number
}

/** @throws EvaluationError `config_invalid` for an address outside `allow`; errors of `services.resolveModel` */
export async function planHttpTools(
  settings: ToolSettings,
  path: string,
  services: EvaluationServices,
): Promise<HttpTools> {
  const origins = new Set(settings.allow.map((origin, i) => toUrl(origin, `${path}.allow.${i}`).origin))
  const tools = new Map<string, PlannedTool>()
  for (const [name, { url: given, method, api_key, headers, idempotent }] of Object.entries(settings.http ?? {})) {
    const at = `${path}.http.${name}.url`
    const url = toUrl(given, at)
    if (!origins.has(url.origin))
      throw evaluationErrors.configInvalid(
        at,
        `${url.origin} is not among \`allow\`: ${[...origins].join(', ') || 'none'}.`,
      )
    // the one place that knows which addresses may be reached and opens references to keys
    const endpoint = await services.resolveModel({ api_endpoint: { url: given, model_id: name, api_key, headers } })
    tools.set(name, { endpoint, url, method, isIdempotent: idempotent })
  }
  const { timeout_seconds, max_result_bytes } = settings
  return { tools, origins, timeoutMs: timeout_seconds * 1000, maxBytes: max_result_bytes }
}

function toUrl(text: string, path: string): URL {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol))
    throw evaluationErrors.configInvalid(
      path,
      `found "${text}", expected an address that begins with http:// or https://.`,
    )
  if (url.username !== '' || url.password !== '')
    throw evaluationErrors.configInvalid(path, 'has credentials in its address; give them as `api_key` or `headers`.')
  return url
}

/** Tried again by the engine's rules (T1 to T4). Faults and statuses from 400 on are told to the model as an error, and recorded; they do not fail the row. */
export async function askHttpTool(
  { tools, timeoutMs, maxBytes }: HttpTools,
  call: MadeCall,
  caller: ToolCaller,
  signal: AbortSignal,
): Promise<ToolRecord> {
  const tool = tools.get(call.name)
  if (tool === undefined) throw evaluationErrors.toolUnmatched(`No tool named ${call.name}.`)
  const { isIdempotent } = tool
  const { reply, attempts } = await caller.call({ ...toRequest(tool, call), timeoutMs, maxBytes, signal, isIdempotent })
  return toRecord(call, reply, attempts)
}

function toRequest({ endpoint, url, method }: PlannedTool, call: MadeCall) {
  const headers = {
    accept: 'application/json, text/plain',
    ...(endpoint.apiKey === undefined ? {} : { authorization: `Bearer ${endpoint.apiKey}` }),
    ...endpoint.headers,
  }
  const args = typeof call.arguments === 'object' && call.arguments !== null ? call.arguments : {}
  if (method === 'POST')
    return { url, method, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(args) }
  const asked = new URL(url)
  for (const [name, value] of Object.entries(args))
    asked.searchParams.append(name, typeof value === 'string' ? value : JSON.stringify(value))
  return { url: asked, method, headers }
}

function toRecord(
  { id, name, arguments: args }: MadeCall,
  reply: ToolReply,
  attempts: readonly ToolAttempt[],
): ToolRecord {
  const shared = { id, name, arguments: args, source: 'http', duration_ms: reply.durationMs, attempts } as const
  if ('fault' in reply)
    return { ...shared, result: JSON.stringify({ error: reply.message }), error: `${reply.fault}: ${reply.message}` }
  const { status, text } = reply
  if (status >= 200 && status < 300) return { ...shared, status, result: text }
  const error = `HTTP ${status}`
  return { ...shared, status, result: JSON.stringify({ error, body: text }), error }
}
