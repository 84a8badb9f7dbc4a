/**
 * A stored conversation of an agent, as RAGAS writes it (`user_input` with types human, ai, tool) or in OpenAI's form
 * (`user_input` or `messages` with roles).
 */
import type { ToolCall } from '@evalflow/metrics'
import { z } from 'zod'
import { textOfMessage } from '../conversation/messages.ts'
import { type Row, findColumn } from '../template/row-view.ts'
import { parseJson } from '../template/value-template.ts'

const callSchema = z.union([
  z
    .looseObject({ function: z.looseObject({ name: z.string(), arguments: z.unknown().optional() }) })
    .transform((call): ToolCall => ({ name: call.function.name, arguments: call.function.arguments ?? {} })),
  z
    .looseObject({ name: z.string(), args: z.unknown().optional(), arguments: z.unknown().optional() })
    .transform((call): ToolCall => ({ name: call.name, arguments: call.args ?? call.arguments ?? {} })),
])
const callsSchema = z.array(callSchema)

const messageSchema = z.looseObject({
  type: z.string().optional(),
  role: z.string().optional(),
  content: z.unknown(),
  tool_calls: callsSchema.nullish(),
})

const SPEAKERS: Readonly<Record<string, string>> = {
  user: 'human',
  assistant: 'ai',
  human: 'human',
  ai: 'ai',
  tool: 'tool',
}

export interface AgentTalk {
  /** One message per line, who said it first. */
  transcript: string
  calls: ToolCall[]
}

/** The conversation, or why there is none. A text is one message of the user. */
export function readTalk(item: Row): AgentTalk | string {
  const given = findColumn(item, 'user_input') ?? findColumn(item, 'messages')
  const value = typeof given === 'string' ? (asList(given) ?? [{ type: 'human', content: given }]) : given
  const read = z.array(messageSchema).min(1).safeParse(value)
  if (!read.success) return 'the row has no conversation in "user_input" or "messages"'
  const lines = read.data.map((message) => {
    const speaker = SPEAKERS[message.type ?? message.role ?? ''] ?? message.role ?? message.type ?? 'unknown'
    const calls = message.tool_calls ?? []
    const made = calls.map((call) => `\n  calls ${call.name}(${JSON.stringify(call.arguments)})`)
    return `${speaker}: ${textOfMessage(message)}${made.join('')}`
  })
  const calls = read.data.flatMap(({ tool_calls }) => tool_calls ?? [])
  return { transcript: lines.join('\n'), calls }
}

/** Calls of a column, or why there are none. */
export function readCalls(item: Row, column: string): ToolCall[] | string {
  const given = findColumn(item, column)
  const read = callsSchema.safeParse(typeof given === 'string' ? parseJson(given) : given)
  return read.success ? read.data : `the row has no list of {name, args} in "${column}"`
}

/** A text of a column, or why there is none. */
export function readText(item: Row, column: string): { text: string } | string {
  const given = findColumn(item, column)
  if (typeof given === 'string' && given.trim() !== '') return { text: given }
  return `the row has no text in "${column}"`
}

/** Texts of a column: a list, or one text with commas. */
export function readTexts(item: Row, column: string): string[] | string {
  const given = findColumn(item, column)
  const value = typeof given === 'string' ? (asList(given) ?? given.split(',').map((text) => text.trim())) : given
  const read = z.array(z.string()).min(1).safeParse(value)
  return read.success ? read.data : `the row has no list of texts in "${column}"`
}

function asList(text: string): unknown[] | undefined {
  const value = parseJson(text)
  return Array.isArray(value) ? value : undefined
}
