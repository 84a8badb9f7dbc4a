/** From the header of a GGUF file to what the forward pass needs, or why it cannot run this encoder. */
import type { GgufFileInfo } from 'node-llama-cpp'
import { z } from 'zod'
import { type BertShape, toTensorNames } from './forward.ts'
import { canReadTensor, type TensorInfo } from './tensor-file.ts'

export interface EncoderLayout {
  readonly shape: BertShape
  readonly tensors: readonly TensorInfo[]
  readonly pooling: 'mean' | 'cls' | 'last'
}

const metadataSchema = z.object({
  block_count: z.int().min(1),
  embedding_length: z.int().min(1),
  pooling_type: z.int().optional(),
  attention: z.object({ head_count: z.int().min(1), layer_norm_epsilon: z.number() }),
})

/** llama.cpp's numbers. */
const POOLING = { 1: 'mean', 2: 'cls', 3: 'last' } as const

/** Tensors that say something else than the hidden states: heads for ranking and classes. */
const HEADS = /^cls(?:\.|$)/

export function toEncoderLayout(info: GgufFileInfo): EncoderLayout | string {
  const { architecture } = info.metadata.general
  if (architecture !== 'bert') return `its architecture is "${architecture}"; token vectors are computed for "bert"`
  const metadata = metadataSchema.safeParse(info.architectureMetadata)
  if (!metadata.success) return 'its header lacks layers, width, heads or epsilon of a BERT'
  const { block_count: layers, embedding_length: width, attention, pooling_type: pooling = 0 } = metadata.data
  if (pooling !== 1 && pooling !== 2 && pooling !== 3)
    return 'it names no pooling, so its vectors cannot be checked against the engine’s'
  const listed = info.fullTensorInfo ?? info.tensorInfo ?? []
  if (listed.some(({ filePart }) => filePart > 1)) return 'it is split into several files'
  const tensors = listed
    .filter(({ name }) => !HEADS.test(name))
    .map(({ name, ggmlType, dimensions, fileOffset }) => ({
      name,
      type: Number(ggmlType),
      dimensions: dimensions.map(Number),
      fileOffset: Number(fileOffset),
    }))
  const shape = { layers, width, heads: attention.head_count, normEpsilon: attention.layer_norm_epsilon }
  const expected = new Set(toTensorNames(shape))
  const unknown = tensors.find(({ name }) => !expected.has(name))
  if (unknown) return `it has a tensor ${unknown.name}, which a plain BERT has not`
  const found = new Set(tensors.map(({ name }) => name))
  const missing = [...expected].find((name) => !found.has(name))
  if (missing !== undefined) return `it lacks the tensor ${missing}`
  const unread = tensors.find(({ type }) => !canReadTensor(type))
  if (unread) return `its tensor ${unread.name} has ggml's type ${unread.type}; read are F32, F16, BF16 and Q8_0`
  return { shape, tensors, pooling: POOLING[pooling] }
}
