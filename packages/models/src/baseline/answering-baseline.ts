/**
 * A baseline that answers with a whole text: no vocabulary, no log-probabilities, no sampling (temperature and seed have
 * nothing to act on). Its token is one word with the white space before it, so usage and `max_tokens` count words.
 */
import type { ChatMessage, Prompt, Step, TextModel } from '../text-model.ts'

const WORD = /\s*\S+|\s+$/gu

export function createAnsweringBaseline(
  id: string,
  contextTokens: number,
  answer: (prompt: Prompt) => string,
): TextModel {
  const refuse = (): never => {
    throw new TypeError(`${id} has no vocabulary`)
  }
  const toPrompt = (text: string, messages: readonly ChatMessage[] | null): Prompt => ({
    count: toWords(text).length,
    tokens: [],
    text,
    messages,
  })
  const encoder = new TextEncoder()
  const end: Step = { token: null, bytes: new Uint8Array(), logProb: null, top: [], isEnd: true }
  return {
    id,
    contextTokens,
    vocabulary: null,
    fingerprint: `evalflow-${id}`,
    promptFromChat: (messages) => toPrompt(messages.map((message) => message.content).join('\n'), messages),
    promptFromText: (text) => toPrompt(text, null),
    promptFromTokens: refuse,
    async *generate(prompt, options) {
      const words = toWords(answer(prompt))
      for (const word of words.slice(0, options.maxTokens)) {
        options.signal.throwIfAborted()
        yield { ...end, bytes: encoder.encode(word), isEnd: false }
      }
      if (words.length < options.maxTokens) yield end
    },
  }
}

export function toWords(text: string): string[] {
  return text.match(WORD) ?? []
}
