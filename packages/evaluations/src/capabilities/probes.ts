/**
 * One small probe per capability. Each sends as few requests of as few tokens as tell the difference; a reply of the
 * right status that does not do what was asked is `ignored`.
 */
import type { CapabilityName } from '@evalflow/contract'
import type { ModelReply } from '@evalflow/engine'
import { type Ask, type Asked, choiceCount } from './ask.ts'
import type { Finding } from './capability.ts'
import { probeChatLogprobs } from './chat-logprobs-probe.ts'
import { probeEcho } from './echo-probe.ts'

export type Probe = (ask: Ask) => Promise<Finding>

const TEXT = 'The sky is'
const MESSAGES = [{ role: 'user', content: TEXT }]
const WEATHER_TOOL = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'Weather at a place.',
    parameters: { type: 'object', properties: { place: { type: 'string' } }, required: ['place'] },
  },
}
const OK_SCHEMA = {
  type: 'json_schema',
  json_schema: {
    name: 'probe',
    strict: true,
    schema: {
      type: 'object',
      properties: { ok: { type: 'boolean' } },
      required: ['ok'],
      additionalProperties: false,
    },
  },
}

/** What a reply without complaint says; a refusal is `no`, an endpoint that could not be asked `unknown`. */
function conclude({ reply, why, unreached }: Asked, read: (reply: ModelReply) => Finding): Finding {
  if (reply !== null) return read(reply)
  return { state: unreached ? 'unknown' : 'no', reason: why }
}

const yes = (reason: string): Finding => ({ state: 'yes', reason })

export const probes: Readonly<Record<Exclude<CapabilityName, 'tokenizer'>, Probe>> = {
  chat: async (ask) =>
    conclude(await ask('chat', 'chat', { messages: MESSAGES, max_tokens: 1 }), () => yes('it answered a chat')),
  completions: async (ask) =>
    conclude(await ask('completions', 'completion', { prompt: TEXT, max_tokens: 1 }), () =>
      yes('it answered a completion'),
    ),
  echo_logprobs: probeEcho,
  chat_logprobs: probeChatLogprobs,
  token_prompts: async (ask) =>
    conclude(await ask('token_prompts', 'completion', { prompt: [1, 2, 3], max_tokens: 1 }), () =>
      yes('it took a prompt of token ids'),
    ),
  streaming: async (ask) =>
    conclude(await askStream(ask), ({ timing }) =>
      timing.chunks === null
        ? { state: 'ignored', reason: 'asked for a stream, it sent a whole answer' }
        : yes('it answered in a stream'),
    ),
  stream_usage: async (ask) =>
    conclude(await askStream(ask), ({ timing, usage }) =>
      timing.chunks !== null && usage.completion !== null
        ? yes('its stream ends with the usage')
        : { state: 'ignored', reason: 'its stream tells no usage' },
    ),
  tools: async (ask) =>
    conclude(
      await ask('tools', 'chat', { messages: MESSAGES, max_tokens: 1, tools: [WEATHER_TOOL], tool_choice: 'auto' }),
      () => yes('it took a request with tools'),
    ),
  json_schema: async (ask) =>
    conclude(
      await ask('json_schema', 'chat', { messages: MESSAGES, max_tokens: 8, response_format: OK_SCHEMA }),
      ({ text }) =>
        text.trimStart().startsWith('{')
          ? yes('its answer keeps to a JSON schema')
          : { state: 'ignored', reason: 'asked for JSON by schema, it answered in other text' },
    ),
  n: async (ask) =>
    conclude(await ask('n', 'chat', { messages: MESSAGES, max_tokens: 1, n: 2, temperature: 1 }), (reply) => {
      const count = choiceCount(reply)
      return count === 2
        ? yes('asked for two choices, it gave two')
        : { state: 'ignored', reason: `asked for two choices, it gave ${count}` }
    }),
  seed: probeSeed,
}

const askStream = (ask: Ask) => ask('streaming', 'chat', { messages: MESSAGES, max_tokens: 2, stream: true })

/** The same seed twice and another once, hot enough that chance would tell them apart. */
async function probeSeed(ask: Ask): Promise<Finding> {
  const hot = { messages: MESSAGES, max_tokens: 12, temperature: 1.5 }
  const texts: string[] = []
  for (const [key, seed] of [
    ['seed:1', 1],
    ['seed:1 again', 1],
    ['seed:2', 2],
  ] as const) {
    const asked = await ask(key, 'chat', { ...hot, seed })
    if (asked.reply === null) return { state: asked.unreached ? 'unknown' : 'no', reason: asked.why }
    texts.push(asked.reply.text)
  }
  const [first, again, other] = texts
  if (first !== again) return { state: 'ignored', reason: 'the same seed gave two different answers' }
  if (first === other) return { state: 'unknown', reason: 'two seeds gave the same answer, so nothing can be told' }
  return yes('the same seed gave the same answer, another seed another')
}
