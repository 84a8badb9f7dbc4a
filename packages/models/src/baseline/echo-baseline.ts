/** `baseline-echo`: says the last user message (chat) or the prompt (completions) again, to the letter. */
import type { Prompt } from '../text-model.ts'

export function answerWithEcho(prompt: Prompt): string {
  if (!prompt.messages) return prompt.text
  return prompt.messages.findLast((message) => message.role === 'user')?.content ?? ''
}
