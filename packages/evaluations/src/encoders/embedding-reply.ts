/**
 * Reads the answer of an OpenAI-compatible `/embeddings` route: entries in any order, put in place by `index`; vectors as
 * numbers or as base64 of little-endian 32-bit floats. Whatever does not pair up with the texts is an error, so that no
 * text is ever compared by another one's vector.
 */
import { evaluationErrors } from '../errors.ts'

/** One vector per text, in order. @throws EvaluationError `encoder_reply` */
export function readEmbeddings(body: unknown, texts: number, encoder: string): number[][] {
  const data = isObject(body) ? body['data'] : undefined
  if (!Array.isArray(data)) throw evaluationErrors.encoderReply(encoder, 'the answer has no list `data`')
  if (data.length !== texts)
    throw evaluationErrors.encoderReply(encoder, `${data.length} vectors came for ${texts} texts`)
  const vectors: (number[] | undefined)[] = Array.from({ length: texts })
  for (const [position, entry] of data.entries()) {
    const { index = position, embedding } = isObject(entry) ? entry : {}
    if (typeof index !== 'number' || !Number.isInteger(index) || index < 0 || index >= texts)
      throw evaluationErrors.encoderReply(
        encoder,
        `an entry has the index ${String(index)}, expected 0 to ${texts - 1}`,
      )
    if (vectors[index] !== undefined)
      throw evaluationErrors.encoderReply(encoder, `two entries have the index ${index}`)
    vectors[index] = toVector(embedding, encoder)
  }
  const found = vectors.filter((vector) => vector !== undefined)
  const dimensions = found[0]?.length ?? 0
  const other = found.find((vector) => vector.length !== dimensions)
  if (other !== undefined)
    throw evaluationErrors.encoderReply(
      encoder,
      `vectors of ${dimensions} and of ${other.length} dimensions came together`,
    )
  return found
}

function toVector(embedding: unknown, encoder: string): number[] {
  const vector = typeof embedding === 'string' ? fromBase64(embedding, encoder) : embedding
  if (!Array.isArray(vector) || vector.length === 0)
    throw evaluationErrors.encoderReply(encoder, 'an entry has no `embedding`')
  if (!vector.every((value): value is number => typeof value === 'number' && Number.isFinite(value)))
    throw evaluationErrors.encoderReply(encoder, 'a vector holds something else than finite numbers')
  return vector
}

function fromBase64(text: string, encoder: string): number[] {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.length === 0 || bytes.length % 4 !== 0)
    throw evaluationErrors.encoderReply(encoder, `a base64 vector has ${bytes.length} bytes, no multiple of 4`)
  return Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(i * 4))
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
