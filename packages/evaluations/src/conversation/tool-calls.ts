/** The tool calls in a model's answer, and the record of each. */
import type { ToolAttempt } from '@evalflow/engine'
import { z } from 'zod'
import { parseJson } from '../template/value-template.ts'
import type { Message } from './messages.ts'

export interface MadeCall {
  id: string
  name: string
  /** Parsed; the text itself where it is no JSON object. */
  arguments: unknown
}

/** A call and what became of it, as a row keeps it. */
export interface ToolRecord {
  id: string
  name: string
  /** As the model gave them; a text where they are no JSON. */
  arguments: unknown
  source: 'mock' | 'http' | 'none'
  /** What the model was told. */
  result: string
  error?: string
  status?: number
  duration_ms?: number
  /** Each request that was made for it over HTTP, the last one included. */
  attempts?: readonly ToolAttempt[]
}

const messageSchema = z.looseObject({
  role: z.string().optional(),
  content: z.unknown(),
  tool_calls: z.array(z.unknown()).nullish(),
})
const bodySchema = z.looseObject({
  choices: z.array(z.looseObject({ index: z.number().optional(), message: messageSchema })).min(1),
})
const callSchema = z.looseObject({
  id: z.string().nullish(),
  function: z.looseObject({ name: z.string(), arguments: z.unknown() }),
})

/**
 * The assistant's message to go on with: role, content and calls; what else it holds (reasoning) is not sent back. Calls
 * without an id get one that begins with `step`, since a tool's result names its call.
 */
export function toAssistantMessage(body: unknown, text: string, step = ''): Message {
  const message = firstMessage(body)
  const calls = (message?.tool_calls ?? []).map((call, i) =>
    typeof call === 'object' && call !== null && !('id' in call && call.id)
      ? { ...call, id: `call_${step}${i}` }
      : call,
  )
  const content = message === undefined ? text : (message.content ?? null)
  return { role: 'assistant', content, ...(calls.length > 0 ? { tool_calls: calls } : {}) }
}

/** Calls of a message; one that cannot be read has the name `''`. */
export function findCalls(message: Message): MadeCall[] {
  const calls = Array.isArray(message['tool_calls']) ? message['tool_calls'] : []
  return calls.map((call: unknown, i) => {
    const read = callSchema.safeParse(call)
    if (!read.success) return { id: `call_${i}`, name: '', arguments: JSON.stringify(call) }
    const { name, arguments: args } = read.data.function
    return { id: read.data.id ?? `call_${i}`, name, arguments: toArguments(args) }
  })
}

/** Of the choice with the lowest index. */
function firstMessage(body: unknown): z.infer<typeof messageSchema> | undefined {
  const read = bodySchema.safeParse(body)
  if (!read.success) return undefined
  return read.data.choices.toSorted((a, b) => (a.index ?? 0) - (b.index ?? 0))[0]?.message
}

function toArguments(value: unknown): unknown {
  if (typeof value !== 'string') return value ?? {}
  if (value.trim() === '') return {}
  const parsed = parseJson(value)
  return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? parsed : value
}
