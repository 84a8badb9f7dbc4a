/** Whether an endpoint gives log-probabilities of an echoed prompt, and in which form. */
import type { ModelReply } from '@evalflow/engine'
import { alignEcho, readEcho } from '../lm-eval-harness/echo-logprobs.ts'
import { type Ask, choiceCount } from './ask.ts'
import type { Finding } from './capability.ts'

/** `detail` of the finding when it is `yes`. */
export interface EchoDetail {
  /** 1 as lm-eval asks; 0 where the server refuses to generate after an echo. */
  maxTokens: 0 | 1
  /** Several prompts in one request. */
  batches: boolean
  /** Tokens that the server puts before each prompt (BOS). */
  addedTokens: number
}

/** The text that is echoed; its second half is what is scored. */
const CONTEXT = 'The sky is'
const TEXT = `${CONTEXT} blue`

export async function probeEcho(ask: Ask): Promise<Finding> {
  const echo = { prompt: [TEXT, TEXT], echo: true, logprobs: 1 }
  let maxTokens: 0 | 1 = 1
  let asked = await ask('echo', 'completion', { ...echo, max_tokens: 1 })
  if (asked.reply === null && !asked.unreached) {
    const bare = await ask('echo without generation', 'completion', { ...echo, max_tokens: 0 })
    if (bare.reply !== null) {
      asked = bare
      maxTokens = 0
    }
  }
  const batches = asked.reply !== null && choiceCount(asked.reply) === 2
  if (!batches && !asked.unreached) {
    asked = await ask('echo of one', 'completion', { ...echo, prompt: TEXT, max_tokens: 1 })
    maxTokens = 1
  }
  if (asked.reply === null)
    return asked.unreached
      ? { state: 'unknown', reason: asked.why }
      : { state: 'no', reason: `it refuses an echoed prompt with log-probabilities: ${asked.why}` }
  const aligned = alignProbe(asked.reply)
  if (typeof aligned === 'string') return { state: 'no', reason: aligned }
  const detail: EchoDetail = { maxTokens, batches, addedTokens: aligned }
  return { state: 'yes', reason: 'it gives log-probabilities of an echoed prompt', detail }
}

/** Tokens before the prompt, or why the answer cannot be used. */
function alignProbe(reply: ModelReply): number | string {
  const echo = readEcho(reply.body, 0)
  if (typeof echo === 'string') return echo
  const aligned = alignEcho(echo, TEXT, CONTEXT)
  return typeof aligned === 'string' ? aligned : aligned.addedTokens
}
