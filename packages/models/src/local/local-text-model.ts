/**
 * A generating GGUF model in memory. Works on parallel sequences; a request holds one while it runs.
 *
 * 1. The context is a little larger than `contextTokens`, and callers never fill more than that: past its size the engine
 *    would silently drop the beginning.
 * 2. Every request begins with an empty sequence, so its answer does not depend on earlier ones.
 * 3. Prompts go in in pieces of 128 tokens, so that cancelling is quick.
 * 4. Prompt pieces are computed alone, generation steps only beside each other (`phase-lock.ts`).
 * 5. Log-probabilities come from the full softmax: the engine gives the sum of exp(logit - max) over the vocabulary.
 */
import type { ControlledEvaluateInputItem, LlamaContext, LlamaContextSequence, LlamaModel, Token } from 'node-llama-cpp'
import { problems } from '../errors.ts'
import { createSlots, type Slots } from '../slots.ts'
import type { ChatMessage, GenerateOptions, Prompt, Step, TextModel, TokenScore, Vocabulary } from '../text-model.ts'
import { concatBytes } from '../text/token-text.ts'
import type { ChatTemplate } from './chat-prompt.ts'
import { createPhaseLock } from './phase-lock.ts'
import { createRandom, drawToken } from './sampler.ts'

/** Tokens fed at once; also the piece in which prompts are scored. */
const PIECE_TOKENS = 128
const NOTHING = new Uint8Array()

export interface LocalTextModelOptions {
  id: string
  model: LlamaModel
  context: LlamaContext
  contextTokens: number
  sequences: number
  vocabulary: Vocabulary
  controlTokens: ReadonlyMap<string, number>
  template: ChatTemplate | null
  fingerprint: string
}

export class LocalTextModel implements TextModel {
  readonly id: string
  readonly contextTokens: number
  readonly vocabulary: Vocabulary
  readonly fingerprint: string
  private readonly options: LocalTextModelOptions
  private readonly slots: Slots<LlamaContextSequence>
  private readonly controlIds: ReadonlySet<number>
  private readonly phases = createPhaseLock()

  constructor(options: LocalTextModelOptions) {
    this.options = options
    this.id = options.id
    this.contextTokens = options.contextTokens
    this.vocabulary = options.vocabulary
    this.fingerprint = options.fingerprint
    this.controlIds = new Set(options.controlTokens.values())
    this.slots = createSlots(Array.from({ length: options.sequences }, () => options.context.getSequence()))
  }

  promptFromChat(messages: readonly ChatMessage[]): Prompt {
    const { template, controlTokens } = this.options
    if (!template) {
      throw problems.wrongKind(this.id, 'a model without a chat template', 'one (base models take /completions)')
    }
    const tokenizer = {
      controlTokens,
      tokenize: (text: string, special: boolean) => this.vocabulary.tokenize(text, { addStart: false, special }),
    }
    try {
      const { text, tokens } = template.toTokens(messages, tokenizer)
      return { count: tokens.length, tokens, text, messages }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw problems.invalid('messages', `The chat template of "${this.id}" refuses these messages: ${reason}`)
    }
  }

  promptFromText(text: string): Prompt {
    const tokens = this.vocabulary.tokenize(text, { addStart: true, special: true })
    return { count: tokens.length, tokens, text, messages: null }
  }

  promptFromTokens(tokens: readonly number[]): Prompt {
    const text = new TextDecoder().decode(concatBytes(tokens.map((token) => this.vocabulary.bytesOf(token))))
    return { count: tokens.length, tokens, text, messages: null }
  }

  async *generate(prompt: Prompt, options: GenerateOptions): AsyncGenerator<Step, void> {
    const sequence = await this.slots.acquire(options.signal)
    try {
      await sequence.clearHistory()
      const tokens = prompt.tokens as Token[]
      const last = tokens.at(-1)
      if (last === undefined) throw problems.invalid('prompt', 'The prompt has no tokens; at least one is needed.')
      const { scorePrompt, signal } = options
      if (scorePrompt) scorePrompt.onScores(await this.feedAndScore(sequence, tokens, scorePrompt.top, signal))
      else if (options.maxTokens > 0) await this.feed(sequence, tokens, signal)
      if (options.maxTokens === 0) return
      if (options.topLogProbs === null) yield* this.generatePlain(sequence, last, options)
      else yield* this.generateWithLogProbs(sequence, last, options.topLogProbs, options)
    } finally {
      this.slots.release(sequence)
    }
  }

  /** Fills an empty sequence with all tokens but the last: evaluating that one gives the next. */
  private async feed(sequence: LlamaContextSequence, tokens: readonly Token[], signal: AbortSignal): Promise<void> {
    for (const { piece } of toPieces(tokens)) {
      signal.throwIfAborted()
      await this.phases.exclusive(() => sequence.evaluateWithoutGeneratingNewTokens(piece))
    }
    signal.throwIfAborted()
  }

  /** As `feed`; the tokens that go in are those whose followers are scored. */
  private async feedAndScore(
    sequence: LlamaContextSequence,
    tokens: readonly Token[],
    top: number,
    signal: AbortSignal,
  ): Promise<(TokenScore | null)[]> {
    const scores: (TokenScore | null)[] = [null]
    for (const { piece, start } of toPieces(tokens)) {
      signal.throwIfAborted()
      const followers = tokens.slice(start + 1, start + 1 + piece.length)
      const input = piece.map((token, index): ControlledEvaluateInputItem => {
        return [token, { generateNext: readLogits({ also: followers.slice(index, index + 1), top }) }]
      })
      const results = await this.phases.exclusive(() => sequence.controlledEvaluate(input))
      for (const [index, follower] of followers.entries()) scores.push(toScore(follower, results[index]?.next, top))
    }
    return scores
  }

  private async *generatePlain(sequence: LlamaContextSequence, last: Token, options: GenerateOptions) {
    let generated = 0
    const { temperature, topP, topK, seed } = options
    // the engine's defaults are top-k 40 and top-p 0.95: both are always given
    const tokens = sequence.evaluate([last], { temperature, topP, topK, minP: 0, seed, yieldEogToken: true })
    try {
      while (generated < options.maxTokens) {
        options.signal.throwIfAborted()
        const next = await this.phases.shared(() => tokens.next())
        if (next.done) return
        const step = this.toStep(next.value, null, [])
        yield step
        if (step.isEnd) return
        generated += 1
      }
    } finally {
      await tokens.return()
    }
  }

  private async *generateWithLogProbs(
    sequence: LlamaContextSequence,
    last: Token,
    top: number,
    options: GenerateOptions,
  ) {
    const random = createRandom(options.seed)
    const isGreedy = options.temperature === 0
    let token = last
    for (let generated = 0; generated < options.maxTokens; generated++) {
      options.signal.throwIfAborted()
      const generateNext = isGreedy
        ? readLogits({ also: [], top })
        : { token: true, totalLogitWeight: true, logits: true }
      const [result] = await this.phases.shared(() => sequence.controlledEvaluate([[token, { generateNext }]]))
      const next = result?.next
      const drawn = isGreedy ? next?.token : drawToken(next?.logits ?? new Map<number, number>(), options, random())
      if (drawn === undefined || drawn === null) throw new Error('The engine gave no next token.')
      token = drawn as Token
      const score = toScore(token, next, top)
      const step = this.toStep(token, score.logProb, score.top.slice(0, top))
      yield step
      if (step.isEnd) return
    }
  }

  private toStep(token: Token, logProb: number | null, top: TokenScore['top']): Step {
    const isEnd = this.options.model.isEogToken(token)
    const bytes = isEnd || this.controlIds.has(token) ? NOTHING : this.vocabulary.bytesOf(token)
    return { token, bytes, logProb, top, isEnd }
  }
}

/** All tokens but the last, in pieces. */
function* toPieces(tokens: readonly Token[]) {
  const end = tokens.length - 1
  for (let start = 0; start < end; start += PIECE_TOKENS) {
    yield { start, piece: tokens.slice(start, Math.min(start + PIECE_TOKENS, end)) }
  }
}

/** `includeSelected` is the most likely token at temperature 0 (`includeMax` of the engine adds nothing: its condition is inverted). */
function readLogits({ also, top }: { also: readonly Token[]; top: number }) {
  return {
    token: true,
    totalLogitWeight: true,
    logits: { filter: { tokens: also, includeSelected: true, ...(top > 1 ? { includeTop: top } : {}) } },
    options: { temperature: 0 },
  }
}

interface NextOutput {
  logits?: ReadonlyMap<number, number>
  totalLogitWeight?: number
}

/** log p = logit - max - log(sum of exp(logit - max)). The same number stands in `logProb` and in `top`. */
function toScore(token: number, next: NextOutput | undefined, top: number): TokenScore {
  const { logits, totalLogitWeight } = next ?? {}
  const logit = logits?.get(token)
  if (!logits || logit === undefined || totalLogitWeight === undefined) {
    throw new Error(`The engine gave no logit for token ${token}.`)
  }
  const sorted = [...logits].toSorted((a, b) => b[1] - a[1])
  const max = sorted[0]?.[1] ?? logit
  const logProbOf = (value: number) => value - max - Math.log(totalLogitWeight)
  return {
    logProb: logProbOf(logit),
    top: sorted.slice(0, Math.max(1, top)).map(([id, value]) => ({ token: id, logProb: logProbOf(value) })),
  }
}
