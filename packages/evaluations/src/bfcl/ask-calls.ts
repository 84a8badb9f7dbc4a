/** Asks for calls in either mode and reads them: native tool calls, or a text that is Python. */
import type { SampleContext } from '@evalflow/engine'
import { type DecodedCall, MetricError, decodePythonCalls, decodeToolCalls } from '@evalflow/metrics'
import { z } from 'zod'
import { type Message, textOfMessage } from '../conversation/messages.ts'
import { toAssistantMessage } from '../conversation/tool-calls.ts'
import type { AskTarget } from '../custom/ask-target.ts'
import type { DocumentedFunction } from './documented-function.ts'
import { toTools } from './function-tools.ts'

export interface AnsweredCalls {
  /** To go on with. */
  message: Message
  /** Null where the answer holds no calls that can be read; `why` says what it is instead. */
  calls: readonly DecodedCall[] | null
  why: string
}

export type AskCalls = (
  key: string,
  messages: readonly Message[],
  functions: readonly DocumentedFunction[],
  context: SampleContext,
) => Promise<AnsweredCalls>

const callSchema = z.looseObject({ function: z.looseObject({ name: z.string(), arguments: z.unknown() }) })

export function createAskCalls(options: {
  ask: AskTarget
  settings: Readonly<Record<string, unknown>>
  mode: 'native' | 'text'
}): AskCalls {
  const { ask, settings, mode } = options
  return async (key, messages, functions, context) => {
    const tools = mode === 'native' && functions.length > 0 ? { tools: toTools(functions) } : {}
    const reply = await ask(key, { ...settings, ...tools, messages: [...messages] }, context, { window: [] })
    const message = toAssistantMessage(reply.body, reply.text, key)
    return { message, ...(mode === 'native' ? readNative(message) : readText(textOfMessage(message))) }
  }
}

function readNative(message: Message): Omit<AnsweredCalls, 'message'> {
  const given = message['tool_calls']
  if (!Array.isArray(given)) return { calls: null, why: 'The answer has no tool calls.' }
  const read = z.array(callSchema).safeParse(given)
  if (!read.success) return { calls: null, why: 'A tool call has no function.' }
  return decoding(() =>
    decodeToolCalls(read.data.map((call) => ({ name: call.function.name, arguments: call.function.arguments }))),
  )
}

const readText = (text: string) => decoding(() => decodePythonCalls(text))

function decoding(decode: () => DecodedCall[]): Omit<AnsweredCalls, 'message'> {
  try {
    return { calls: decode(), why: '' }
  } catch (error) {
    if (error instanceof MetricError) return { calls: null, why: error.message }
    throw error
  }
}
