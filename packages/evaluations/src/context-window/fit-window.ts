/**
 * Makes a request fit the model's context window by a stated policy, and says what it left out. Nothing is trimmed in
 * silence: each trimmed request is noted on its row, and the result counts the rows.
 */
import { evaluationErrors } from '../errors.ts'
import { type Message, isMessage } from '../conversation/messages.ts'
import type { TokenCounter } from './count-tokens.ts'
import type { ContextWindowSettings } from './settings.ts'

type Body = Readonly<Record<string, unknown>>

export interface WindowNote {
  policy: ContextWindowSettings['policy']
  counted_by: TokenCounter['by']
  tokens_before: number
  tokens_sent: number
  dropped_messages: number
  /** UTF-16 units cut from the left of one text. */
  dropped_characters: number
}

/** Tries to hit the limit from below; each aims at what is still too much. */
const MOST_CUTS = 12

/**
 * The body to send; `note` where something was left out.
 *
 * @throws EvaluationError `context_window` if it does not fit and the policy leaves no more to drop
 */
export async function fitWindow(
  body: Body,
  settings: ContextWindowSettings,
  counter: TokenCounter,
): Promise<{ body: Body; note: WindowNote | null }> {
  const limit = settings.max_tokens - (settings.reserve ?? toReserve(body))
  const before = await counter.count(body)
  if (before <= limit) return { body, note: null }
  const found = { limit, before, by: counter.by, window: settings.max_tokens }
  if (settings.policy === 'error') throw evaluationErrors.contextWindow(found)
  const dropped = await dropTurns(body, limit, counter)
  let fitted = dropped.body
  let tokens = dropped.tokens
  let characters = 0
  if (tokens > limit && settings.policy === 'truncate-left') {
    const cut = await cutLeft(fitted, limit, counter)
    fitted = cut.body
    tokens = cut.tokens
    characters = cut.characters
  }
  if (tokens > limit) throw evaluationErrors.contextWindow({ ...found, left: tokens })
  const { policy } = settings
  const counts = { tokens_before: before, tokens_sent: tokens, dropped_messages: dropped.messages }
  return { body: fitted, note: { policy, counted_by: counter.by, ...counts, dropped_characters: characters } }
}

function toReserve({ max_tokens, max_completion_tokens }: Body): number {
  const asked = max_tokens ?? max_completion_tokens
  return typeof asked === 'number' ? asked : 0
}

/** Oldest turns first, whole ones, so that no tool's result loses its call. */
async function dropTurns(
  body: Body,
  limit: number,
  counter: TokenCounter,
): Promise<{ body: Body; tokens: number; messages: number }> {
  const messages = Array.isArray(body['messages']) ? body['messages'].filter(isMessage) : []
  const starts = messages.flatMap((message, i) => (message['role'] === 'user' ? [i] : []))
  const head = messages.slice(
    0,
    messages.findIndex(({ role }) => role !== 'system' && role !== 'developer'),
  )
  let fitted = body
  let tokens = await counter.count(body)
  let dropped = 0
  for (const start of starts.slice(1)) {
    if (tokens <= limit) break
    fitted = { ...body, messages: [...head, ...messages.slice(start)] }
    dropped = start - head.length
    tokens = await counter.count(fitted)
  }
  return { body: fitted, tokens, messages: dropped }
}

async function cutLeft(
  body: Body,
  limit: number,
  counter: TokenCounter,
): Promise<{ body: Body; tokens: number; characters: number }> {
  const place = findText(body)
  if (place === undefined) return { body, tokens: await counter.count(body), characters: 0 }
  const points = [...place.text]
  let fitted = body
  let tokens = await counter.count(body)
  let kept = points.length
  for (let cuts = 0; tokens > limit && kept > 0 && cuts < MOST_CUTS; cuts++) {
    const fixed = await counter.count(place.write(''))
    // the last cuts take all, so that a count that does not shrink in proportion still ends
    const share = cuts === MOST_CUTS - 1 ? 0 : Math.max(0, limit - fixed) / Math.max(1, tokens - fixed)
    kept = Math.min(kept - 1, Math.floor(kept * share))
    fitted = place.write(points.slice(points.length - kept).join(''))
    tokens = await counter.count(fitted)
  }
  const text = points.slice(points.length - kept).join('')
  return { body: fitted, tokens, characters: place.text.length - text.length }
}

/** The prompt, or the text of the last user's message. */
function findText(body: Body): { text: string; write(text: string): Body } | undefined {
  const { prompt, messages } = body
  if (typeof prompt === 'string') return { text: prompt, write: (text) => ({ ...body, prompt: text }) }
  if (!Array.isArray(messages)) return undefined
  const at = messages.findLastIndex((message: Message) => message['role'] === 'user')
  const last: Message | undefined = messages[at]
  const content = last?.['content']
  if (typeof content !== 'string') return undefined
  return { text: content, write: (text) => ({ ...body, messages: messages.with(at, { ...last, content: text }) }) }
}
