/**
 * Holds one row's conversation. Every answer is a call of its own in the journal, keyed by turn and step
 * (`turn:2`, `turn:2:step:1`, `user:3`), and every real tool's result a step (`turn:2:tool:0`); so after a kill between
 * turns nothing that was answered is asked again.
 */
import type { SampleContext } from '@evalflow/engine'
import type { AskTarget, RowNotes } from '../custom/ask-target.ts'
import { evaluationErrors } from '../errors.ts'
import type { Row } from '../template/row-view.ts'
import { type Message, type Turn, textOfMessage, toTranscript } from './messages.ts'
import type { SimulatedUser } from './simulated-user.ts'
import { type ToolRecord, findCalls, toAssistantMessage } from './tool-calls.ts'
import { type UsedTokens, toTokens } from './used-tokens.ts'
import { type Tools, toToolMessage } from './tools.ts'

/** Why a conversation ended: all turns answered, the simulated user had enough, or a cap. */
export type Ending = 'all_turns' | 'user_stopped' | 'max_turns' | 'max_steps' | 'max_total_tokens'

export interface TurnRecord {
  answer: string
  finish_reason: string | null
  /** Requests of this turn. */
  steps: number
  tool_calls: ToolRecord[]
}

export interface Conversation {
  messages: Message[]
  turns: TurnRecord[]
  ended: Ending
  /** Of all calls, the simulated user's included. */
  total_tokens: number
  /** At least one server told no usage, and its call is estimated. */
  tokens_estimated: boolean
  /** Last answer's body. */
  response: unknown
}

export interface ConversationParts {
  ask: AskTarget
  tools: Tools | undefined
  user: SimulatedUser | undefined
  maxTotalTokens: number | undefined
}

export interface Opening {
  /** The request beside its messages. */
  settings: Readonly<Record<string, unknown>>
  turns: readonly Turn[]
  /** History before what a simulated user says. */
  rest: readonly Message[]
  item: Row
}

/** @throws CallFailed, EvaluationError `tool_unmatched`, `context_window`: the row is then failed, never 0 */
export async function holdConversation(
  parts: ConversationParts,
  { settings, turns, rest, item }: Opening,
  context: SampleContext,
  notes: RowNotes,
): Promise<Conversation> {
  const talk = new Talk(parts, settings, context, notes)
  for (const [i, turn] of turns.entries()) {
    const ended = await talk.answer(turn, item, i === turns.length - 1 && parts.user === undefined)
    if (ended !== null) return talk.end(ended)
  }
  const { user } = parts
  if (user === undefined) return talk.end('all_turns')
  talk.messages.push(...rest)
  while (talk.turns.length < user.maxTurns) {
    const number = talk.turns.length + 1
    const said = await user.next({ item, messages: talk.messages, number }, context)
    if (talk.addTokens(said.used)) return talk.end('max_total_tokens')
    if (said.text === null) return talk.end('user_stopped')
    const ended = await talk.answer([{ role: 'user', content: said.text }], item, false)
    if (ended !== null) return talk.end(ended)
  }
  return talk.end('max_turns')
}

class Talk {
  readonly messages: Message[] = []
  readonly turns: TurnRecord[] = []
  private readonly parts: ConversationParts
  private readonly settings: Readonly<Record<string, unknown>>
  private readonly context: SampleContext
  private readonly notes: RowNotes
  private tokens = 0
  private isEstimate = false
  private response: unknown = null

  constructor(
    parts: ConversationParts,
    settings: Readonly<Record<string, unknown>>,
    context: SampleContext,
    notes: RowNotes,
  ) {
    this.parts = parts
    this.settings = settings
    this.context = context
    this.notes = notes
  }

  /** Answers one turn, tools included; null if the conversation may go on. */
  async answer(turn: Turn, item: Row, isLast: boolean): Promise<Ending | null> {
    const key = `turn:${this.turns.length + 1}`
    const record: TurnRecord = { answer: '', finish_reason: null, steps: 0, tool_calls: [] }
    this.turns.push(record)
    this.messages.push(...turn)
    const { ask, tools } = this.parts
    for (;;) {
      const step = record.steps++ === 0 ? key : `${key}:step:${record.steps - 1}`
      // a copy: what follows must not change what this request was
      const body = { ...this.settings, messages: [...this.messages] }
      const reply = await ask(step, body, this.context, this.notes)
      const message = toAssistantMessage(reply.body, reply.text, `${this.turns.length}_${record.steps}_`)
      this.messages.push(message)
      this.response = reply.body
      record.answer = reply.text
      record.finish_reason = reply.finishReason
      const isSpent = this.addTokens(toTokens(reply, body))
      const calls = findCalls(message)
      if (calls.length === 0) return isSpent ? 'max_total_tokens' : null
      if (tools === undefined) {
        if (isLast) return isSpent ? 'max_total_tokens' : null
        throw evaluationErrors.toolUnmatched(
          `The model called ${calls.map(({ name }) => name).join(', ')}, and \`conversation.tools\` does not say what to answer.`,
        )
      }
      const results = await tools.run(calls, item, step, this.context)
      record.tool_calls.push(...results)
      this.messages.push(...results.map(toToolMessage))
      if (isSpent) return 'max_total_tokens'
      if (record.steps >= tools.maxSteps) return 'max_steps'
    }
  }

  /** Whether the cap is reached. */
  addTokens({ tokens, isEstimate }: UsedTokens): boolean {
    this.tokens += tokens
    this.isEstimate ||= isEstimate
    return this.parts.maxTotalTokens !== undefined && this.tokens >= this.parts.maxTotalTokens
  }

  end(ended: Ending): Conversation {
    const { messages, turns, response, tokens, isEstimate } = this
    return { messages, turns, ended, total_tokens: tokens, tokens_estimated: isEstimate, response }
  }
}

/** What templates of metrics and judges see of a conversation, as `sample`. */
export function toConversationSample({ messages, turns, response }: Conversation): Row {
  const calls = turns.flatMap((turn) => turn.tool_calls)
  const open = findCalls(messages.at(-1) ?? {})
  return {
    output_text: turns.at(-1)?.answer ?? '',
    response,
    messages,
    turns: turns.map(({ answer }) => answer),
    tool_calls: [...calls, ...open].map(({ name, arguments: args }) => ({ function: { name, arguments: args } })),
    transcript: toTranscript(messages),
  }
}

/** All but the last answer, to show as what was asked. */
export function toShown({ messages }: Conversation): { prompt: unknown; answer: unknown } {
  const last = messages.at(-1)
  if (last === undefined || last['role'] !== 'assistant') return { prompt: messages, answer: '' }
  const text = textOfMessage(last)
  return { prompt: messages.slice(0, -1), answer: text === '' ? (last['tool_calls'] ?? '') : text }
}
