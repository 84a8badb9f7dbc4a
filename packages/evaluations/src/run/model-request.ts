/** Requests to a model: which route, and how settings of config and template come together in a body. */
import type { EvaluationConfig } from '@evalflow/contract'
import type { Endpoint, ModelReply } from '@evalflow/engine'
import type { Row } from '../template/row-view.ts'

export type RequestKind = 'chat' | 'completion'

/** `completion` if the endpoint's URL names that route, else `chat`. */
export const endpointKind = (endpoint: Endpoint): RequestKind =>
  /(?<!chat)\/completions\/?(?:\?|$)/.test(endpoint.url) ? 'completion' : 'chat'

/** Of `params.extra`, what is part of a request; the rest (`hf_token`, `batch_size`) never leaves. */
const SAMPLING_EXTRAS = [
  'top_k',
  'min_p',
  'seed',
  'n',
  'frequency_penalty',
  'presence_penalty',
  'repetition_penalty',
  'response_format',
  'reasoning_effort',
  'chat_template_kwargs',
  'nvext',
]

/** Sampling settings of a config, as they go into a body. */
export function samplingOf(params: EvaluationConfig['params']): Record<string, unknown> {
  const settings: Record<string, unknown> = {}
  const { max_tokens, temperature, top_p, stop, extra } = params ?? {}
  for (const [name, value] of Object.entries({ max_tokens, temperature, top_p, stop }))
    if (value != null) settings[name] = value
  for (const name of SAMPLING_EXTRAS) if (extra?.[name] != null) settings[name] = extra[name]
  return settings
}

/** A body of the route: messages become one prompt where only completions are served, a prompt one message for chat. */
export function toBody(kind: RequestKind, fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { messages, prompt, ...rest } = fields
  if (kind === 'chat') return { ...rest, messages: messages ?? [{ role: 'user', content: prompt }] }
  return { ...rest, prompt: prompt ?? joinMessages(messages) }
}

/** Contents one after another, as a completion model reads them. */
function joinMessages(messages: unknown): string {
  if (!Array.isArray(messages)) return ''
  return messages.map((message: { content?: unknown }) => String(message.content ?? '')).join('\n\n')
}

/** `sample` of templates. */
export const toSample = (reply: ModelReply): Row => ({ output_text: reply.text, response: reply.body })
