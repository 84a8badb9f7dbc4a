/**
 * Reads a stream of `chat.completion.chunk` or completion events and puts together the body that an answer without
 * streaming would have had, noting when content came.
 *
 * Content is a non-empty text, reasoning or tool-call delta; a chunk with a role alone does not count (GenAI-Perf's
 * definition of the first token). A stream is complete with `[DONE]` or a finish reason for every choice.
 */
import { createParser } from 'eventsource-parser'

export interface StreamResult {
  readonly body: Record<string, unknown>
  readonly complete: boolean
  /** What was wrong with an event, if one could not be read. */
  readonly malformed: string | null
  readonly ttftMs: number | null
  readonly contentChunks: number
  /** Between each two content chunks of one choice, in ms. */
  readonly gapsMs: readonly number[]
}

type Json = Record<string, unknown>
interface Choice {
  index: number
  message: Json
  text: string | null
  toolCalls: Map<number, Json>
  logprobs: Json | null
  finishReason: unknown
  lastMs: number | null
}

export class StreamAssembler {
  ttftMs: number | null = null
  private readonly startedMs: number
  private readonly decoder = new TextDecoder()
  private readonly parser = createParser({ onEvent: (event) => this.add(event.data) })
  private readonly choices = new Map<number, Choice>()
  private head: Json | null = null
  private usage: unknown = null
  private done = false
  private malformed: string | null = null
  private contentChunks = 0
  private readonly gapsMs: number[] = []
  private arrivedMs = 0

  constructor(startedMs: number) {
    this.startedMs = startedMs
  }

  feed(chunk: Uint8Array): void {
    this.arrivedMs = performance.now() - this.startedMs
    this.parser.feed(this.decoder.decode(chunk, { stream: true }))
  }

  finish(): StreamResult {
    const choices = [...this.choices.values()].toSorted((a, b) => a.index - b.index)
    const finished = choices.length > 0 && choices.every((choice) => choice.finishReason !== null)
    return {
      body: { ...this.head, choices: choices.map(toWholeChoice), usage: this.usage },
      complete: this.malformed === null && (this.done || finished),
      malformed: this.malformed,
      ttftMs: this.ttftMs,
      contentChunks: this.contentChunks,
      gapsMs: this.gapsMs,
    }
  }

  private add(data: string): void {
    if (data === '[DONE]') {
      this.done = true
      return
    }
    const event = parseObject(data)
    if (!event || isObject(event['error'])) {
      this.malformed ??= event
        ? 'The server reported an error inside the stream.'
        : 'An event of the stream is not a JSON object.'
      return
    }
    this.head ??= { id: event['id'], object: event['object'], created: event['created'], model: event['model'] }
    if (isObject(event['usage'])) this.usage = event['usage']
    for (const part of Array.isArray(event['choices']) ? event['choices'] : []) if (isObject(part)) this.addChoice(part)
  }

  private addChoice(part: Json): void {
    const index = typeof part['index'] === 'number' ? part['index'] : 0
    let choice = this.choices.get(index)
    if (!choice) {
      choice = {
        index,
        message: {},
        text: null,
        toolCalls: new Map(),
        logprobs: null,
        finishReason: null,
        lastMs: null,
      }
      this.choices.set(index, choice)
    }
    let hasContent = false
    if (typeof part['text'] === 'string') {
      choice.text = (choice.text ?? '') + part['text']
      hasContent = part['text'] !== ''
    }
    if (isObject(part['delta'])) hasContent = addDelta(choice, part['delta']) || hasContent
    if (isObject(part['logprobs'])) choice.logprobs = joinLogprobs(choice.logprobs, part['logprobs'])
    if (part['finish_reason'] != null) choice.finishReason = part['finish_reason']
    if (!hasContent) return
    this.contentChunks++
    if (choice.lastMs !== null) this.gapsMs.push(this.arrivedMs - choice.lastMs)
    choice.lastMs = this.arrivedMs
    this.ttftMs ??= this.arrivedMs
  }
}

function addDelta(choice: Choice, delta: Json): boolean {
  let hasContent = false
  for (const [name, value] of Object.entries(delta)) {
    if (name === 'tool_calls' && Array.isArray(value)) {
      for (const call of value) if (isObject(call)) addToolCall(choice.toolCalls, call)
      hasContent ||= value.length > 0
    } else if (typeof value === 'string' && name !== 'role') {
      const before = choice.message[name]
      choice.message[name] = (typeof before === 'string' ? before : '') + value
      hasContent ||= value !== ''
    } else if (value != null) choice.message[name] = value
  }
  return hasContent
}

/** Deltas of one call share an index; its arguments come in pieces. */
function addToolCall(calls: Map<number, Json>, delta: Json): void {
  const index = typeof delta['index'] === 'number' ? delta['index'] : calls.size
  const call = calls.get(index) ?? { type: 'function', function: { name: '', arguments: '' } }
  if (typeof delta['id'] === 'string') call['id'] = delta['id']
  const into = call['function']
  const from = delta['function']
  if (isObject(into) && isObject(from)) {
    for (const name of ['name', 'arguments']) {
      if (typeof from[name] === 'string') into[name] = `${String(into[name])}${from[name]}`
    }
  }
  calls.set(index, call)
}

function joinLogprobs(before: Json | null, part: Json): Json {
  const joined: Json = { ...before }
  for (const [name, value] of Object.entries(part)) {
    const earlier = joined[name]
    joined[name] = Array.isArray(earlier) && Array.isArray(value) ? [...earlier, ...value] : value
  }
  return joined
}

function toWholeChoice(choice: Choice): Json {
  const shared = { index: choice.index, logprobs: choice.logprobs, finish_reason: choice.finishReason }
  if (choice.text !== null) return { ...shared, text: choice.text }
  const message: Json = { role: 'assistant', content: null, ...choice.message }
  // without streaming, a message of tool calls alone has content null
  if (choice.toolCalls.size > 0 && message['content'] === '') message['content'] = null
  if (choice.toolCalls.size > 0)
    message['tool_calls'] = [...choice.toolCalls.entries()].toSorted(([a], [b]) => a - b).map(([, call]) => call)
  return { ...shared, message }
}

function parseObject(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
