/** Checks before anything is run: nothing is ever cut to fit. */
import { problems } from '../errors.ts'
import type { Prompt, TextModel } from '../text-model.ts'

/** A text whose bytes alone prove it too long is refused before the tokenizer (which blocks) sees it. */
export function checkTextSize(model: TextModel, texts: readonly string[], param: string): void {
  if (!model.vocabulary) return
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0)
  const promptTokens = Math.ceil(bytes / model.vocabulary.maxTokenBytes)
  if (promptTokens > model.contextTokens) {
    throw problems.tooLong({ promptTokens, maxTokens: 0, limit: model.contextTokens, param, atLeast: true })
  }
}

/** @throws InferenceProblem `context_length_exceeded` with both counts and the limit */
export function checkLength(model: TextModel, prompt: Prompt, maxTokens: number, param: string): void {
  if (prompt.count + maxTokens <= model.contextTokens) return
  throw problems.tooLong({ promptTokens: prompt.count, maxTokens, limit: model.contextTokens, param })
}
