/**
 * Tensors of a GGUF file as 32-bit floats. Types: F32, F16, BF16 and Q8_0, which encoders are published in; others are
 * refused by name, never guessed. Layouts: ggml's `ggml-common.h`.
 */
import { closeSync, openSync, readSync } from 'node:fs'

/** What a GGUF's header says of one tensor; plain data, so that it crosses to a thread. */
export interface TensorInfo {
  readonly name: string
  /** ggml's number of the element type. */
  readonly type: number
  /** The fastest-running first. */
  readonly dimensions: readonly number[]
  /** In bytes, from the file's begin. */
  readonly fileOffset: number
}

interface TensorType {
  /** Elements that are stored together, and the bytes they take. */
  readonly block: number
  readonly bytes: number
  read(source: DataView, into: Float32Array): void
}

const QUANTS_PER_BLOCK = 32

const TYPES: Readonly<Record<number, TensorType>> = {
  // F32
  0: { block: 1, bytes: 4, read: (source, into) => fill(into, (i) => source.getFloat32(i * 4, true)) },
  // F16
  1: { block: 1, bytes: 2, read: (source, into) => fill(into, (i) => source.getFloat16(i * 2, true)) },
  // Q8_0: a half-precision scale, then 32 signed bytes
  8: {
    block: QUANTS_PER_BLOCK,
    bytes: 2 + QUANTS_PER_BLOCK,
    read(source, into) {
      fill(into, (i) => {
        const begin = Math.floor(i / QUANTS_PER_BLOCK) * (2 + QUANTS_PER_BLOCK)
        return source.getFloat16(begin, true) * source.getInt8(begin + 2 + (i % QUANTS_PER_BLOCK))
      })
    },
  },
  // BF16: the upper half of a 32-bit float
  30: {
    block: 1,
    bytes: 2,
    read(source, into) {
      const bits = new Uint32Array(into.buffer)
      for (let i = 0; i < bits.length; i++) bits[i] = source.getUint16(i * 2, true) << 16
    },
  },
}

export const canReadTensor = (type: number): boolean => type in TYPES

/** @throws Error for a type that is not read here, or a file that ends too early */
export function readTensors(path: string, infos: readonly TensorInfo[]): Map<string, Float32Array> {
  const file = openSync(path, 'r')
  try {
    return new Map(infos.map((info) => [info.name, readTensor(file, info)]))
  } finally {
    closeSync(file)
  }
}

function readTensor(file: number, { name, type, dimensions, fileOffset }: TensorInfo): Float32Array {
  const kind = TYPES[type]
  if (kind === undefined)
    throw new Error(`The tensor ${name} has ggml's type ${type}; read are F32, F16, BF16 and Q8_0.`)
  const size = dimensions.reduce((product, length) => product * length, 1)
  const bytes = new Uint8Array((size / kind.block) * kind.bytes)
  const got = readSync(file, bytes, 0, bytes.length, fileOffset)
  if (got !== bytes.length) throw new Error(`The file ends within the tensor ${name}.`)
  const values = new Float32Array(size)
  kind.read(new DataView(bytes.buffer), values)
  return values
}

function fill(into: Float32Array, valueAt: (index: number) => number): void {
  for (let i = 0; i < into.length; i++) into[i] = valueAt(i)
}
