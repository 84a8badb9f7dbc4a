/**
 * `POST embeddings`: unit vectors of an encoder model.
 *
 * With `pooling: "none"` (ours; OpenAI has no such field) an entry's `embedding` holds one vector per token, `tokens` the
 * ids, and the answer `special_tokens` and `layer`; as base64 the vectors follow one another.
 */
import type { z } from 'zod'
import { problems } from '../errors.ts'
import type { EmbeddingModel } from '../text-model.ts'
import { json } from './answer.ts'
import type { embeddingRequestSchema } from './requests.ts'

export async function answerEmbeddings(
  model: EmbeddingModel,
  request: z.infer<typeof embeddingRequestSchema>,
  signal: AbortSignal,
): Promise<Response> {
  const texts = typeof request.input === 'string' ? [request.input] : request.input
  const counts = texts.map((text) => model.countTokens(text))
  for (const [index, count] of counts.entries()) {
    const param = typeof request.input === 'string' ? 'input' : `input.${index}`
    if (count > model.contextTokens) {
      throw problems.tooLong({ promptTokens: count, maxTokens: 0, limit: model.contextTokens, param })
    }
  }
  if (request.pooling === 'none') return answerTokenVectors(model, { ...request, texts }, signal)
  const data: unknown[] = []
  for (const [index, text] of texts.entries()) {
    signal.throwIfAborted()
    const vector = await model.embed(text, signal)
    data.push({
      object: 'embedding',
      index,
      embedding: request.encoding_format === 'base64' ? toBase64(vector) : vector,
    })
  }
  const total = counts.reduce((sum, count) => sum + count, 0)
  return json({ object: 'list', model: request.model, data, usage: { prompt_tokens: total, total_tokens: total } })
}

async function answerTokenVectors(
  model: EmbeddingModel,
  request: Pick<z.infer<typeof embeddingRequestSchema>, 'model' | 'layer' | 'encoding_format'> & {
    texts: readonly string[]
  },
  signal: AbortSignal,
): Promise<Response> {
  const data: unknown[] = []
  let total = 0
  let shared: object = {}
  for (const [index, text] of request.texts.entries()) {
    signal.throwIfAborted()
    const { tokens, specialTokens, vectors, layer, layers } = await model.encodeTokens(text, request.layer, signal)
    const embedding =
      request.encoding_format === 'base64'
        ? toBase64(vectors.flatMap((vector) => [...vector]))
        : vectors.map((vector) => [...vector])
    data.push({ object: 'embedding', index, embedding, tokens })
    total += tokens.length
    shared = { special_tokens: specialTokens, layer, layers }
  }
  const usage = { prompt_tokens: total, total_tokens: total }
  return json({ object: 'list', model: request.model, data, ...shared, usage })
}

/** Little-endian 32-bit floats, as OpenAI packs them. */
function toBase64(vector: readonly number[]): string {
  const buffer = Buffer.alloc(vector.length * 4)
  for (const [index, value] of vector.entries()) buffer.writeFloatLE(value, index * 4)
  return buffer.toString('base64')
}
