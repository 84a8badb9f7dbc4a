/** Reads the body of a successful answer. What cannot be read is a typed failure, never an empty text. */
import type { ModelReply, ModelRequest } from '../types.ts'

type Json = Record<string, unknown>
export type ParsedReply = Pick<ModelReply, 'text' | 'body' | 'finishReason' | 'usage'>
export interface ReplyFault {
  readonly fault: 'malformed_reply' | 'empty_choices'
  readonly message: string
}

export function parseReplyText(kind: ModelRequest['kind'], text: string): ParsedReply | ReplyFault {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    return { fault: 'malformed_reply', message: 'The answer is not JSON.' }
  }
  return parseReplyBody(kind, body)
}

export function parseReplyBody(kind: ModelRequest['kind'], body: unknown): ParsedReply | ReplyFault {
  // llama.cpp's `/embeddings` answers with the bare list
  if (kind === 'embedding' && Array.isArray(body)) return parseEmbedding({ data: body }, toUsage(undefined))
  if (!isObject(body)) return { fault: 'malformed_reply', message: 'The answer is not a JSON object.' }
  if (isObject(body['error']))
    return { fault: 'malformed_reply', message: 'The answer has status 200 but holds an error.' }
  const usage = toUsage(body['usage'])
  if (kind === 'embedding') return parseEmbedding(body, usage)
  if (kind === 'tokenize')
    return Array.isArray(body['tokens'])
      ? { text: '', body, finishReason: null, usage }
      : { fault: 'malformed_reply', message: 'The answer has no "tokens".' }
  const choices = body['choices']
  if (!Array.isArray(choices)) return { fault: 'malformed_reply', message: 'The answer has no "choices".' }
  const first = firstChoice(choices)
  if (!isObject(first)) return { fault: 'empty_choices', message: 'The answer has an empty list of choices.' }
  const text = kind === 'completion' ? first['text'] : toMessageText(first['message'])
  if (typeof text !== 'string')
    return { fault: 'malformed_reply', message: `The first choice has no ${kind === 'chat' ? 'message' : 'text'}.` }
  const finish = first['finish_reason']
  return { text, body, finishReason: typeof finish === 'string' ? finish : null, usage }
}

function parseEmbedding(body: Json, usage: ModelReply['usage']): ParsedReply | ReplyFault {
  const data = body['data']
  if (!Array.isArray(data)) return { fault: 'malformed_reply', message: 'The answer has no "data".' }
  if (data.length === 0) return { fault: 'empty_choices', message: 'The answer has no embedding.' }
  const usable = data.every(
    (entry) => isObject(entry) && (Array.isArray(entry['embedding']) || typeof entry['embedding'] === 'string'),
  )
  if (!usable) return { fault: 'malformed_reply', message: 'An entry of "data" has no embedding.' }
  return { text: '', body, finishReason: null, usage }
}

/** The choice of the lowest index: a server that answers several (`n`) may give them in the order they were finished. */
function firstChoice(choices: readonly unknown[]): unknown {
  const indexOf = (choice: unknown) =>
    isObject(choice) && typeof choice['index'] === 'number' ? choice['index'] : Infinity
  let first = choices[0]
  for (const choice of choices) if (indexOf(choice) < indexOf(first)) first = choice
  return first
}

/** Text of a message: a string, joined text parts, or `''` where it holds tool calls or a refusal alone. */
function toMessageText(message: unknown): string | null {
  if (!isObject(message)) return null
  const content = message['content']
  if (typeof content === 'string') return content
  if (Array.isArray(content)) {
    return content
      .map((part: unknown) => (isObject(part) && typeof part['text'] === 'string' ? part['text'] : ''))
      .join('')
  }
  return ''
}

function toUsage(usage: unknown): ModelReply['usage'] {
  if (!isObject(usage)) return { prompt: null, completion: null }
  const details = usage['prompt_tokens_details']
  const cached = isObject(details) ? toCount(details['cached_tokens']) : null
  return {
    prompt: toCount(usage['prompt_tokens']),
    completion: toCount(usage['completion_tokens']),
    ...(cached === null ? {} : { cached }),
  }
}

const toCount = (value: unknown) => (typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : null)
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
