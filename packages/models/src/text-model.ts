/**
 * What every model here offers, local or baseline, so that the OpenAI routes are written once.
 *
 * A model works on tokens. Models with a `vocabulary` know token ids and log-probabilities; the answering baselines
 * have none (`vocabulary: null`): their "token" is one word with the white space before it, and they refuse both.
 */

/** One message as it reaches a chat template; content parts are joined to one text before. */
export interface ChatMessage {
  role: 'system' | 'developer' | 'user' | 'assistant' | 'tool'
  content: string
  [key: string]: unknown
}

export interface TokenLogProb {
  token: number
  /** Natural logarithm of the probability, full softmax at temperature 1. */
  logProb: number
}

/** One generated token. */
export interface Step {
  /** Null for models without a vocabulary. */
  token: number | null
  /** What it adds to the text, UTF-8; may be half a character, or nothing (control tokens). */
  bytes: Uint8Array
  /** Null unless log-probabilities were asked for. */
  logProb: number | null
  /** Most likely tokens at this place, best first. */
  top: readonly TokenLogProb[]
  /** The model ended its answer with this token. It counts as generated, and is the last. */
  isEnd: boolean
}

export interface Prompt {
  /** Length in the model's tokens. */
  count: number
  /** Empty for models without a vocabulary. */
  tokens: readonly number[]
  text: string
  /** Null for a text prompt. */
  messages: readonly ChatMessage[] | null
}

export interface GenerateOptions {
  maxTokens: number
  /** 0 is greedy and deterministic. */
  temperature: number
  /** 1 is off. */
  topP: number
  /** 0 is off. */
  topK: number
  seed: number
  /** Null: no log-probabilities. 0: of the chosen token only. k: also of the k most likely. */
  topLogProbs: number | null
  /**
   * Also scores the prompt, on the way through it: `onScores` is called once, before the first step. One entry a token; entry
   * 0 is null, since nothing stands before it. Only with a vocabulary.
   */
  scorePrompt: { top: number; onScores: (scores: readonly (TokenScore | null)[]) => void } | null
  signal: AbortSignal
}

/** Log-probability of one prompt token given all before it. */
export interface TokenScore {
  logProb: number
  /** Best first; always holds the most likely token, so greedy means `logProb === top[0].logProb`. */
  top: readonly TokenLogProb[]
}

export interface Vocabulary {
  size: number
  /** Ends an answer or a document; null if the model has none. */
  endToken: { id: number; text: string } | null
  startToken: { id: number; text: string } | null
  /** Longest token in bytes: a text of n bytes has at least n / this tokens. */
  maxTokenBytes: number
  /** `special`: control tokens written out in the text (`<|im_end|>`) become control tokens. */
  tokenize(text: string, options: { addStart: boolean; special: boolean }): number[]
  /** Raw bytes of a token, as they stand in a text; control tokens give their written form. */
  bytesOf(token: number): Uint8Array
}

export interface TextModel {
  readonly id: string
  /** Prompt and answer together. */
  readonly contextTokens: number
  readonly vocabulary: Vocabulary | null
  /** Names everything numbers depend on besides the request: engine, CPU kind, options. */
  readonly fingerprint: string
  promptFromChat(messages: readonly ChatMessage[]): Prompt
  promptFromText(text: string): Prompt
  promptFromTokens(tokens: readonly number[]): Prompt
  /** Yields at most `maxTokens` steps (0 is allowed); the last has `isEnd` if the model stopped by itself. Rejects with AbortError. */
  generate(prompt: Prompt, options: GenerateOptions): AsyncGenerator<Step, void>
}

/** Turns texts into unit vectors. */
export interface EmbeddingModel {
  readonly id: string
  readonly contextTokens: number
  countTokens(text: string): number
  /** L2 norm 1. */
  embed(text: string, signal: AbortSignal): Promise<readonly number[]>
  /**
   * The vector of each token in its context, after hidden layer `layer` (1 is the first; null the last), not normalised.
   *
   * @throws InferenceProblem `unsupported_parameter` if this encoder gives none; `invalid_request` for a layer it has not
   */
  encodeTokens(text: string, layer: number | null, signal: AbortSignal): Promise<EncodedText>
}

export interface EncodedText {
  /** Ids, special tokens included; as many as `vectors`. */
  tokens: readonly number[]
  /** Ids the tokenizer put around the text. */
  specialTokens: readonly number[]
  vectors: readonly Float32Array[]
  layer: number
  layers: number
}
