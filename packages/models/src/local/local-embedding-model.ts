/** An encoder GGUF in memory: one text to one vector of L2 norm 1, or to one vector per token. */
import type { LlamaEmbeddingContext, LlamaModel } from 'node-llama-cpp'
import { problems } from '../errors.ts'
import { createSlots, type Slots } from '../slots.ts'
import type { EmbeddingModel, EncodedText } from '../text-model.ts'
import { type EncoderLayout, toEncoderLayout } from './bert/encoder-layout.ts'
import { compareWithPooled, openTokenVectors, type TokenVectors } from './bert/token-vectors.ts'

/** `[CLS]` and `[SEP]`. */
const ADDED_TOKENS = 2
const PROBE = 'Seven quick foxes jump over 3 lazy dogs; nobody saw them.'

interface CheckedVectors {
  layout: EncoderLayout
  vectors: TokenVectors
}

export interface LocalEmbeddingOptions {
  id: string
  path: string
  model: LlamaModel
  context: LlamaEmbeddingContext
  contextTokens: number
}

export class LocalEmbeddingModel implements EmbeddingModel {
  readonly id: string
  readonly contextTokens: number
  private readonly path: string
  private readonly model: LlamaModel
  private readonly slots: Slots<LlamaEmbeddingContext>
  /** Opened and checked by the first request for token vectors; most encoders never see one. */
  private checked: Promise<CheckedVectors> | undefined

  constructor(options: LocalEmbeddingOptions) {
    this.id = options.id
    this.path = options.path
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

  async encodeTokens(text: string, layer: number | null, signal: AbortSignal): Promise<EncodedText> {
    const { layout, vectors } = await (this.checked ??= this.openChecked(signal).catch((error: unknown) => {
      this.checked = undefined
      throw error
    }))
    const { layers } = layout.shape
    const wanted = layer ?? layers
    if (wanted > layers) throw problems.invalid('layer', `layer: found ${wanted}, expected 1 to ${layers}.`)
    const tokens = this.tokenize(text)
    const found = await vectors.encode(tokens, wanted)
    return { tokens, specialTokens: this.specialTokens(), vectors: found, layer: wanted, layers }
  }

  async dispose(): Promise<void> {
    const checked = await this.checked?.catch(() => undefined)
    await checked?.vectors.close()
    await this.model.dispose()
  }

  private async openChecked(signal: AbortSignal): Promise<CheckedVectors> {
    const layout = toEncoderLayout(this.model.fileInfo)
    if (typeof layout === 'string') throw problems.noTokenVectors(this.id, layout)
    const vectors = openTokenVectors(this.path, layout)
    try {
      const [own, pooled] = [
        await vectors.encode(this.tokenize(PROBE), layout.shape.layers),
        await this.embed(PROBE, signal),
      ]
      const difference = compareWithPooled(own, pooled, layout.pooling)
      if (difference !== undefined) throw problems.noTokenVectors(this.id, difference)
      return { layout, vectors }
    } catch (error) {
      await vectors.close()
      throw error
    }
  }

  private tokenize(text: string): number[] {
    const [start, end] = this.specialTokens()
    const inner = this.model.tokenize(text, false)
    return [...(start === undefined ? [] : [start]), ...inner, ...(end === undefined ? [] : [end])]
  }

  /** `[CLS]` and `[SEP]`, or `<s>` and `</s>`. */
  private specialTokens(): number[] {
    const { bos, eos, sep } = this.model.tokens
    return [bos, sep ?? eos].filter((token) => token !== null)
  }
}
