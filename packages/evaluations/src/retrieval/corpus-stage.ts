/**
 * Embeds the corpus as a stage of its own, whose rows are batches of documents: each is journaled when it is done, so a
 * resumed job embeds only what is missing, and the queries wait until the index is whole.
 *
 *   batches ─embed─► journal ─┐
 *   finished batches ─restore─┴─► index ─► queries
 */
import type { SampleRecord } from '@evalflow/engine'
import { type Encoder, embedTexts, encoderIdentity } from '../encoders/encoder.ts'
import { evaluationErrors } from '../errors.ts'
import { canonicalJson } from '@evalflow/metrics'
import { hashText } from '../run/hash-text.ts'
import type { TaskStage } from '../types.ts'
import type { Document } from './beir-data.ts'
import { type VectorIndex, createVectorIndex } from './vector-index.ts'

export interface CorpusStage extends TaskStage {
  /** Resolves when every batch is in. Rejects if one failed for good, or with the signal. */
  index(signal: AbortSignal): Promise<VectorIndex>
}

type Vectors = (Float32Array | null)[]

export function createCorpusStage(documents: readonly Document[], corpusHash: string, encoder: Encoder): CorpusStage {
  const size = encoder.batchSize
  const count = Math.ceil(documents.length / size)
  const batches: (Vectors | undefined)[] = Array.from({ length: count })
  let missing = count
  const ready = Promise.withResolvers<VectorIndex>()
  // a query may never come to wait for it
  ready.promise.catch(() => undefined)
  const put = (no: number, vectors: Vectors) => {
    if (batches[no] !== undefined) return
    batches[no] = vectors
    if (--missing > 0) return
    ready.resolve(
      createVectorIndex(
        documents.map(({ id }) => id),
        batches.flatMap((batch) => batch ?? []),
      ),
    )
  }
  const documentsOf = (no: number) => documents.slice(no * size, (no + 1) * size)
  return {
    name: 'corpus',
    rows: {
      count,
      hash: corpusHash,
      async *rows() {
        for (let no = 0; no < count; no++)
          yield { batch: no, first: documents[no * size]?.id, size: documentsOf(no).length }
      },
    },
    identity: { encoder: encoderIdentity(encoder), size, corpus: hashText(canonicalJson({ corpusHash })) },
    pipeline: {
      async runSample({ index: no }, context) {
        const batch = documentsOf(no)
        const texts = batch.map(({ text }) => text).filter((text) => text !== '')
        try {
          const found =
            texts.length === 0 ? [] : await embedTexts(encoder, texts, context, { key: 'corpus', role: 'target' })
          const left = [...found]
          const vectors = batch.map(({ text }) => (text === '' ? null : Float32Array.from(left.shift() ?? [])))
          put(no, vectors)
          return {
            prompt: `${batch.length} documents from ${batch[0]?.id ?? ''}`,
            answer: `${texts.length} vectors of ${found[0]?.length ?? 0} dimensions`,
            reference: null,
            scores: {},
            unscored: {},
            extra: { vectors: vectors.map(toBase64) },
          }
        } catch (error) {
          if (!context.signal.aborted) ready.reject(evaluationErrors.indexIncomplete(no, count, error))
          throw error
        }
      },
    },
    restore({ index: no, status, extra, error }: SampleRecord) {
      if (status === 'failed') return ready.reject(evaluationErrors.indexIncomplete(no, count, error))
      const { vectors } = extra as { vectors: readonly (string | null)[] }
      put(no, vectors.map(fromBase64))
    },
    index: (signal) =>
      Promise.race([
        ready.promise,
        new Promise<never>((_, reject) => {
          if (signal.aborted) reject(signal.reason)
          signal.addEventListener('abort', () => reject(signal.reason), { once: true })
        }),
      ]),
  }
}

const toBase64 = (vector: Float32Array | null): string | null =>
  vector === null ? null : Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64')

function fromBase64(text: string | null): Float32Array | null {
  if (text === null) return null
  const bytes = Buffer.from(text, 'base64')
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(i * 4))
}
