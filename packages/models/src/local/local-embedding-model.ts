/** An encoder GGUF in memory: one text to one vector of L2 norm 1. Start and end tokens are added by the engine. */
import type { LlamaEmbeddingContext, LlamaModel } from 'node-llama-cpp'
import { createSlots, type Slots } from '../slots.ts'
import type { EmbeddingModel } from '../text-model.ts'

/** `[CLS]` and `[SEP]`. */
const ADDED_TOKENS = 2

export class LocalEmbeddingModel implements EmbeddingModel {
  readonly id: string
  readonly contextTokens: number
  private readonly model: LlamaModel
  private readonly slots: Slots<LlamaEmbeddingContext>

  constructor(options: { id: string; model: LlamaModel; context: LlamaEmbeddingContext; contextTokens: number }) {
    this.id = options.id
    this.contextTokens = options.contextTokens
    this.model = options.model
    this.slots = createSlots([options.context])
  }

  countTokens(text: string): number {
    return this.model.tokenize(text, false).length + ADDED_TOKENS
  }

  async embed(text: string, signal: AbortSignal): Promise<readonly number[]> {
    const context = await this.slots.acquire(signal)
    try {
      const { vector } = await context.getEmbeddingFor(text)
      // the engine's vectors are not normalised
      const norm = Math.hypot(...vector)
      if (!(norm > 0)) throw new Error(`The engine gave a vector of length ${norm}.`)
      return vector.map((value) => value / norm)
    } finally {
      this.slots.release(context)
    }
  }
}
