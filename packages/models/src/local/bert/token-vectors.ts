/**
 * The vector of each token of a text, at a hidden layer of a local encoder.
 *
 * llama.cpp's own vectors cannot be had: node-llama-cpp 3.22.1 reads the last token's alone (`getEmbedding` ignores its
 * index). So the file's weights are run here, in a thread, and believed only after a check: the pooled vector of a probe
 * text must be the one llama.cpp computes from the same file.
 */
import { existsSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import type { EncoderLayout } from './encoder-layout.ts'
import type { TokenVectorReply, TokenVectorRequest, TokenVectorSetup } from './token-vector-worker.ts'

export interface TokenVectors {
  /** One per token, in order. @throws Error if the thread ended */
  encode(tokens: readonly number[], layer: number): Promise<Float32Array[]>
  close(): Promise<void>
}

const PLACES = ['./token-vector-worker.ts', './token-vector-worker.js', '../token-vector-worker.js']

/** llama.cpp rounds activations of 8-bit files and takes another GELU; a wrong network is far below. */
const LEAST_COSINE = 0.995

/** Starts the thread; its weights are read before the first answer. */
export function openTokenVectors(path: string, { shape, tensors }: EncoderLayout): TokenVectors {
  const url = PLACES.map((place) => new URL(place, import.meta.url)).find((place) => existsSync(place))
  if (!url) throw new Error(`found none of ${PLACES.join(', ')} beside ${import.meta.url}`)
  const worker = new Worker(url, { workerData: { path, tensors, shape } satisfies TokenVectorSetup })
  worker.unref()
  const waiting = new Map<number, { resolve(vectors: Float32Array): void; reject(error: Error): void }>()
  let lastId = 0
  let ended: Error | undefined
  const end = (error: Error) => {
    ended ??= error
    for (const { reject } of waiting.values()) reject(ended)
    waiting.clear()
  }
  worker.on('message', ({ id, vectors, error }: TokenVectorReply) => {
    const asked = waiting.get(id)
    waiting.delete(id)
    if (waiting.size === 0) worker.unref()
    if (vectors) asked?.resolve(vectors)
    else asked?.reject(new Error(error))
  })
  worker.on('error', end)
  worker.on('exit', () => end(new Error('The thread of token vectors ended.')))
  return {
    async encode(tokens, layer) {
      if (ended) throw ended
      const all = await new Promise<Float32Array>((resolve, reject) => {
        const id = ++lastId
        waiting.set(id, { resolve, reject })
        worker.ref() // while somebody waits
        worker.postMessage({ id, tokens, layer } satisfies TokenVectorRequest)
      })
      if (all.length !== tokens.length * shape.width)
        throw new Error(`${all.length} numbers came for ${tokens.length} tokens of ${shape.width}.`)
      return tokens.map((_, i) => all.subarray(i * shape.width, (i + 1) * shape.width))
    },
    async close() {
      await worker.terminate()
    },
  }
}

/** Undefined if the vectors of the last layer, pooled, are those of the engine; else what differs. */
export function compareWithPooled(
  vectors: readonly Float32Array[],
  pooled: readonly number[],
  pooling: EncoderLayout['pooling'],
): string | undefined {
  const own = pool(vectors, pooling)
  const dot = own.reduce((sum, value, i) => sum + value * (pooled[i] ?? NaN), 0)
  const cosine = dot / (Math.hypot(...own) * Math.hypot(...pooled))
  if (cosine >= LEAST_COSINE) return undefined
  return `its ${pooling} vector has a cosine of ${cosine.toFixed(4)} with the engine's, expected ${LEAST_COSINE} or more`
}

function pool(vectors: readonly Float32Array[], pooling: EncoderLayout['pooling']): number[] {
  if (pooling !== 'mean') return [...(vectors.at(pooling === 'cls' ? 0 : -1) ?? [])]
  const sums: number[] = Array.from({ length: vectors[0]?.length ?? 0 }, () => 0)
  for (const vector of vectors) for (const [i, value] of vector.entries()) sums[i] = (sums[i] ?? 0) + value
  return sums
}
