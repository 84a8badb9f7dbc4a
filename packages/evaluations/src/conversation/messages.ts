/** Messages of a conversation, and where in a list of them the model is to answer. */
import { evaluationErrors } from '../errors.ts'

export type Message = Readonly<Record<string, unknown>>

/** Messages put to the model at once: history, if any, and the user's. */
export type Turn = readonly Message[]

export interface Script {
  turns: Turn[]
  /** Messages after the last one to be answered, e.g. an assistant's; history of whatever comes next. */
  rest: Message[]
}

/**
 * Cuts rendered messages into turns: the model is asked wherever a user's message (or a tool's result) has no answer, that
 * is, where no assistant's message follows before the next user's. Answers that stand in the row are history.
 */
export function toScript(messages: readonly Message[]): Script {
  const turns: Turn[] = []
  let pending: Message[] = []
  for (const [i, message] of messages.entries()) {
    pending.push(message)
    const next = messages[i + 1]
    const awaits = message['role'] === 'user' || message['role'] === 'tool'
    if (!awaits || next?.['role'] === 'assistant' || next?.['role'] === 'tool') continue
    turns.push(pending)
    pending = []
  }
  return { turns, rest: pending }
}

/** Turns as rows have them: texts, messages, or lists of messages. @throws EvaluationError `template_invalid` */
export function toTurns(value: unknown, path: string): Turn[] {
  if (!Array.isArray(value)) throw badTurns(path, value)
  return value.map((turn: unknown) => {
    if (typeof turn === 'string') return [{ role: 'user', content: turn }]
    const messages = Array.isArray(turn) ? turn : [turn]
    if (messages.length > 0 && messages.every(isMessage)) return messages
    throw badTurns(path, turn)
  })
}

export const isMessage = (value: unknown): value is Message =>
  typeof value === 'object' && value !== null && typeof (value as Message)['role'] === 'string'

/** The text of a message: its content, or its text parts joined. */
export function textOfMessage({ content }: Message): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content
    .map((part: unknown) => (typeof part === 'object' && part !== null ? (part as Message)['text'] : part))
    .filter((text) => typeof text === 'string')
    .join('\n')
}

/** Who said what, one message after the other, for prompts of judges and simulated users. */
export function toTranscript(messages: readonly Message[]): string {
  return messages
    .filter(({ role }) => role !== 'system' && role !== 'developer')
    .map((message) => {
      const calls = Array.isArray(message['tool_calls']) ? ` [calls ${JSON.stringify(message['tool_calls'])}]` : ''
      return `${String(message['role'])}: ${textOfMessage(message)}${calls}`
    })
    .join('\n')
}

const badTurns = (path: string, value: unknown) =>
  evaluationErrors.templateFailed(
    path,
    new Error(
      `expected a list of texts, messages or lists of messages, found ${JSON.stringify(value)?.slice(0, 80) ?? 'nothing'}`,
    ),
  )
