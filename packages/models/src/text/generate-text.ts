/**
 * From a model's tokens to text that may be shown: whole characters only, stop strings cut off, and each piece of text
 * with the tokens that begin in it.
 */
import type { GenerateOptions, Prompt, Step, TextModel } from '../text-model.ts'
import { createStopScanner } from './stop-scanner.ts'

export interface TextDelta {
  text: string
  /** Steps whose text begins in this delta (or which have none), in order. */
  steps: readonly Step[]
}

export interface GenerationEnd {
  finishReason: 'stop' | 'length'
  /** Tokens generated, the end token and those of a stop string included. */
  completionTokens: number
}

/** Yields deltas and returns why it ended. Returning early stops the model within one token. */
export async function* generateText(
  model: TextModel,
  prompt: Prompt,
  options: GenerateOptions & { stop: readonly string[] },
): AsyncGenerator<TextDelta, GenerationEnd> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const scanner = createStopScanner(options.stop)
  const waiting: { step: Step; offset: number }[] = []
  let decoded = 0
  let released = 0
  let completionTokens = 0

  const take = (text: string, all: boolean): TextDelta => {
    released += text.length
    const cut = waiting.findIndex((entry) => !all && entry.offset >= released)
    const steps = waiting.splice(0, cut < 0 ? waiting.length : cut).map((entry) => entry.step)
    return { text, steps }
  }

  for await (const step of model.generate(prompt, options)) {
    completionTokens += 1
    waiting.push({ step, offset: decoded })
    const text = decoder.decode(step.bytes, { stream: !step.isEnd })
    decoded += text.length
    const found = scanner.push(text)
    if (found.isStopped) {
      // tokens that begin in or behind the stop string are not part of the answer
      const delta = take(found.text, false)
      if (delta.text || delta.steps.length > 0) yield delta
      return { finishReason: 'stop', completionTokens }
    }
    if (step.isEnd) {
      yield take(found.text + scanner.flush(), true)
      return { finishReason: 'stop', completionTokens }
    }
    if (found.text) yield take(found.text, false)
  }
  const tail = scanner.push(decoder.decode())
  const delta = take(tail.text + (tail.isStopped ? '' : scanner.flush()), !tail.isStopped)
  if (delta.text || delta.steps.length > 0) yield delta
  return { finishReason: tail.isStopped ? 'stop' : 'length', completionTokens }
}
