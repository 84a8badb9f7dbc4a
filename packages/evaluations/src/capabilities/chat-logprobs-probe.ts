/** Whether an endpoint gives log-probabilities of the first token it writes in a chat, and of how many others with it. */
import { readFirstToken } from '../lm-eval-harness/chat-letters/first-token.ts'
import type { Ask } from './ask.ts'
import type { Finding } from './capability.ts'

/** `detail` of the finding when it is `yes`. */
export interface ChatLogprobsDetail {
  /** What `top_logprobs` may be. */
  top: number
}

/** OpenAI's limit, and that of servers with a lower one. */
const TOPS = [20, 5]
const MESSAGES = [{ role: 'user', content: 'The sky is' }]

export async function probeChatLogprobs(ask: Ask): Promise<Finding> {
  let refusal = ''
  for (const top of TOPS) {
    const body = { messages: MESSAGES, max_tokens: 1, logprobs: true, top_logprobs: top }
    const { reply, why, unreached } = await ask(`chat_logprobs:${top}`, 'chat', body)
    if (unreached) return { state: 'unknown', reason: why }
    if (reply === null) {
      refusal ||= why
      continue
    }
    if (readFirstToken(reply.body) === undefined)
      return { state: 'ignored', reason: 'asked for log-probabilities of a chat’s answer, it gave none' }
    const detail: ChatLogprobsDetail = { top }
    return { state: 'yes', reason: `it gives log-probabilities of a chat’s answer, with ${top} others`, detail }
  }
  return { state: 'no', reason: `it refuses log-probabilities in chats: ${refusal}` }
}
