/**
 * The vector of each token of a text, as BERTScore needs them, from an encoder the user named.
 *
 * An encoder that this server runs is asked with `pooling: "none"`, and tells ids and special tokens. Another server must
 * answer so by itself (llama.cpp's with `--pooling none`); how many of its vectors belong to special tokens is found by its
 * `/tokenize`. Whatever cannot be counted is refused: a weight on `[CLS]` would change every score.
 */
import type { SampleContext } from '@evalflow/engine'
import { evaluationErrors } from '../errors.ts'
import type { Encoder } from './encoder.ts'

export interface EncodedTokens {
  readonly vectors: readonly (readonly number[])[]
  /** 0 for special tokens, 1 for the text's. */
  readonly weights: readonly number[]
}

interface Asking {
  readonly encoder: Encoder
  readonly context: SampleContext
  readonly key: string
}

/**
 * Tokens of `texts`, in order, at hidden layer `layer` (null: what the encoder gives, its last).
 *
 * @throws CallFailed if the endpoint fails for good; EvaluationError `encoder_reply` for one vector per text, or for vectors
 * that cannot be counted
 */
export async function encodeTexts(
  asking: Asking,
  texts: readonly string[],
  layer: number | null,
): Promise<EncodedTokens[]> {
  const { encoder, context, key } = asking
  const input = texts.map((text) => `${encoder.prefix}${text}`)
  // base64 keeps the journal a fifth of the size
  const own = encoder.isOwn ? { pooling: 'none', encoding_format: 'base64', ...(layer === null ? {} : { layer }) } : {}
  const body = { ...encoder.extra, ...own, input }
  const { body: answer } = await context.call(key, encoder.endpoint, { kind: 'embedding', role: 'encoder', body })
  const found = readTokenVectors(answer, input.length, encoder.endpoint.id)
  return Promise.all(
    found.map(async (text, i): Promise<EncodedTokens> => {
      const weights = text.weights ?? (await weighByTokenizer(asking, input[i] ?? '', i, text.vectors.length))
      return { vectors: text.vectors, weights }
    }),
  )
}

interface FoundTokens {
  readonly vectors: readonly (readonly number[])[]
  /** Undefined where the answer tells no ids. */
  readonly weights: readonly number[] | undefined
}

/** @throws EvaluationError `encoder_reply` */
export function readTokenVectors(body: unknown, texts: number, encoder: string): FoundTokens[] {
  const { data, special_tokens: special } = isObject(body) ? body : {}
  if (!Array.isArray(data) || data.length !== texts)
    throw evaluationErrors.encoderReply(
      encoder,
      `${Array.isArray(data) ? data.length : 'no'} entries came for ${texts} texts`,
    )
  const found: (FoundTokens | undefined)[] = Array.from({ length: texts })
  for (const [position, entry] of data.entries()) {
    const { index = position, embedding, tokens } = isObject(entry) ? entry : {}
    if (typeof index !== 'number' || !(index in found) || found[index] !== undefined)
      throw evaluationErrors.encoderReply(encoder, `an entry has the index ${String(index)}, expected each once`)
    const ids = isNumbers(tokens) ? tokens : undefined
    const vectors = toVectors(embedding, ids, encoder)
    if (ids !== undefined && ids.length !== vectors.length)
      throw evaluationErrors.encoderReply(encoder, `${vectors.length} vectors came for ${ids.length} tokens`)
    const weights = ids && isNumbers(special) ? ids.map((id) => (special.includes(id) ? 0 : 1)) : undefined
    found[index] = { vectors, weights }
  }
  return found.filter((entry) => entry !== undefined)
}

function toVectors(embedding: unknown, ids: readonly number[] | undefined, encoder: string): number[][] {
  if (typeof embedding === 'string' && ids !== undefined && ids.length > 0) {
    const bytes = Buffer.from(embedding, 'base64')
    const width = bytes.length / 4 / ids.length
    if (!Number.isInteger(width) || width === 0)
      throw evaluationErrors.encoderReply(encoder, `${bytes.length} bytes came for ${ids.length} tokens`)
    return ids.map((_, row) => Array.from({ length: width }, (_none, i) => bytes.readFloatLE((row * width + i) * 4)))
  }
  if (!Array.isArray(embedding) || !embedding.every((vector) => isNumbers(vector)))
    throw evaluationErrors.encoderReply(
      encoder,
      'it gives one vector per text, and BERTScore needs one per token. Start the server without pooling (llama.cpp: `--pooling none`, at `/embeddings`), or name a local GGUF encoder',
    )
  const vectors: number[][] = embedding
  const width = vectors[0]?.length ?? 0
  if (width === 0 || vectors.some((vector) => vector.length !== width))
    throw evaluationErrors.encoderReply(encoder, 'vectors of one text have different dimensions')
  return vectors
}

/** Vectors beyond the text's own tokens are the special ones around it: none, or one before and one after. */
async function weighByTokenizer(
  { encoder, context, key }: Asking,
  text: string,
  index: number,
  count: number,
): Promise<number[]> {
  const body = { content: text, prompt: text, add_special: false, add_special_tokens: false }
  const call = { kind: 'tokenize', role: 'encoder', body } as const
  const { body: answer } = await context.call(`${key}:tokens:${index}`, encoder.endpoint, call)
  const tokens = isObject(answer) ? answer['tokens'] : undefined
  const own = Array.isArray(tokens) ? tokens.length : 0
  const special = count - own
  if (own === 0 || (special !== 0 && special !== 2))
    throw evaluationErrors.encoderReply(
      encoder.endpoint.id,
      `${count} vectors came for a text of ${own} tokens; expected as many, or one more at each end`,
    )
  return Array.from({ length: count }, (_, i) => (special === 2 && (i === 0 || i === count - 1) ? 0 : 1))
}

const isNumbers = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'number' && Number.isFinite(item))
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
