/** Bodies of the scripted endpoint, as an OpenAI-compatible server sends them. */
import type { ScriptedAnswer, ScriptedRequest } from './script.ts'

type Json = Record<string, unknown>

export function toPayload(request: ScriptedRequest, answer: ScriptedAnswer): Json {
  const usage = toUsage(request, answer)
  const model = request.body['model']
  if (request.path.endsWith('/embeddings')) {
    const inputs = Array.isArray(request.body['input']) ? request.body['input'] : [request.body['input']]
    const data = inputs.map((_, index) => ({ object: 'embedding', index, embedding: answer.embedding ?? [1, 0] }))
    return {
      object: 'list',
      model,
      data,
      usage: { prompt_tokens: usage.prompt_tokens, total_tokens: usage.prompt_tokens },
    }
  }
  const isChat = request.path.endsWith('/chat/completions')
  const choices = toTexts(request, answer).map((text, index) =>
    isChat
      ? toChatChoice(text, index, answer)
      : { index, text, finish_reason: 'stop', logprobs: answer.logprobs ?? null },
  )
  const object = isChat ? 'chat.completion' : 'text_completion'
  return { id: `scripted-${request.number}`, object, created: 0, model, choices, usage }
}

/** Data of each server-sent event: a role chunk (chat), one chunk per word, the finish reason, usage if asked, `[DONE]`. */
export function toStreamEvents(request: ScriptedRequest, answer: ScriptedAnswer): string[] {
  const isChat = request.path.endsWith('/chat/completions')
  const object = isChat ? 'chat.completion.chunk' : 'text_completion'
  const head = { id: `scripted-${request.number}`, object, created: 0, model: request.body['model'] }
  const events: Json[] = []
  for (const [index, text] of toTexts(request, answer).entries()) {
    const add = (delta: Json, word: string, finish: string | null) =>
      events.push({
        ...head,
        choices: [isChat ? { index, delta, finish_reason: finish } : { index, text: word, finish_reason: finish }],
      })
    if (isChat) add({ role: 'assistant', content: '' }, '', null)
    for (const word of text.match(/\s*\S+\s*$|\s*\S+/g) ?? []) add({ content: word }, word, null)
    for (const [at, call] of (answer.toolCalls ?? []).entries()) {
      add(
        {
          tool_calls: [{ index: at, id: `call_${at}`, type: 'function', function: { name: call.name, arguments: '' } }],
        },
        '',
        null,
      )
      add({ tool_calls: [{ index: at, function: { arguments: call.arguments } }] }, '', null)
    }
    add({}, '', answer.toolCalls ? 'tool_calls' : 'stop')
  }
  const options = request.body['stream_options'] as { include_usage?: boolean } | undefined
  if (options?.include_usage) events.push({ ...head, choices: [], usage: toUsage(request, answer) })
  return [...events.map((event) => JSON.stringify(event)), '[DONE]']
}

function toChatChoice(text: string, index: number, answer: ScriptedAnswer): Json {
  if (!answer.toolCalls) {
    return {
      index,
      message: { role: 'assistant', content: text },
      finish_reason: 'stop',
      logprobs: answer.logprobs ?? null,
    }
  }
  const toolCalls = answer.toolCalls.map((call, at) => ({ id: `call_${at}`, type: 'function', function: call }))
  return {
    index,
    message: { role: 'assistant', content: text === '' ? null : text, tool_calls: toolCalls },
    finish_reason: 'tool_calls',
  }
}

function toTexts(request: ScriptedRequest, answer: ScriptedAnswer): readonly string[] {
  if (Array.isArray(answer.text)) return answer.text
  const n = typeof request.body['n'] === 'number' ? request.body['n'] : 1
  return Array.from({ length: n }, () => String(answer.text ?? ''))
}

/** Words stand for tokens, so that a test can count them. */
function toUsage(request: ScriptedRequest, answer: ScriptedAnswer) {
  const words = (text: string) => text.split(/\s+/).filter((word) => word !== '').length
  const usage = answer.usage ?? {
    prompt_tokens: words(request.prompt),
    completion_tokens: toTexts(request, answer).reduce((sum, text) => sum + words(text), 0),
  }
  return { ...usage, total_tokens: usage.prompt_tokens + usage.completion_tokens }
}
