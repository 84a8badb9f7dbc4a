/**
 * A thread that holds one encoder's weights and computes token vectors: seconds of arithmetic that would hold up the event
 * loop. Asked by `token-vectors.ts`; one text after the other.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { type BertShape, encodeTokens } from './forward.ts'
import { readTensors, type TensorInfo } from './tensor-file.ts'

export interface TokenVectorSetup {
  readonly path: string
  readonly tensors: readonly TensorInfo[]
  readonly shape: BertShape
}
export interface TokenVectorRequest {
  readonly id: number
  readonly tokens: readonly number[]
  readonly layer: number
}
export interface TokenVectorReply {
  readonly id: number
  readonly vectors?: Float32Array
  readonly error?: string
}

const { path, tensors, shape } = workerData as TokenVectorSetup
const weights = readTensors(path, tensors)

parentPort?.on('message', ({ id, tokens, layer }: TokenVectorRequest) => {
  let reply: TokenVectorReply
  try {
    reply = { id, vectors: encodeTokens(shape, weights, tokens, layer) }
  } catch (error) {
    reply = { id, error: error instanceof Error ? error.message : String(error) }
  }
  parentPort?.postMessage(reply)
})
