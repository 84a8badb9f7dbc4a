/**
 * The forward pass of a BERT encoder: token ids to one vector per token, at any hidden layer.
 *
 * BERT as Devlin et al. 2018 define it (post-norm, learned positions, exact GELU), which RoBERTa, MiniLM, BGE and E5 share;
 * tensor names are llama.cpp's architecture `bert`. Weights are 32-bit floats, sums are 64-bit.
 */
export interface BertShape {
  readonly layers: number
  readonly heads: number
  readonly width: number
  readonly normEpsilon: number
}

export type Weights = ReadonlyMap<string, Float32Array>

/** Rows of `width` numbers, one after the other. */
type Matrix = Float32Array

const EMBEDDING_TENSORS = [
  'token_embd.weight',
  'position_embd.weight',
  'token_types.weight',
  'token_embd_norm.weight',
  'token_embd_norm.bias',
]
const LAYER_PARTS = [
  'attn_q',
  'attn_k',
  'attn_v',
  'attn_output',
  'attn_output_norm',
  'ffn_up',
  'ffn_down',
  'layer_output_norm',
]

/** All tensors such an encoder has; one more or one less means another kind of network. */
export function toTensorNames({ layers }: Pick<BertShape, 'layers'>): string[] {
  const ofLayers = Array.from({ length: layers }, (_, i) =>
    LAYER_PARTS.flatMap((part) => [`blk.${i}.${part}.weight`, `blk.${i}.${part}.bias`]),
  )
  return [...EMBEDDING_TENSORS, ...ofLayers.flat()]
}

/**
 * Vectors after layer `layer` (1 to `layers`; 0 are the embeddings): `tokens.length * width` numbers.
 *
 * @throws Error if a token or a position is outside the tables
 */
export function encodeTokens(shape: BertShape, weights: Weights, tokens: readonly number[], layer: number): Matrix {
  let x = embed(shape, weights, tokens)
  for (let i = 0; i < layer; i++) x = runLayer(shape, weights, x, `blk.${i}`)
  return x
}

function embed({ width, normEpsilon }: BertShape, weights: Weights, tokens: readonly number[]): Matrix {
  const words = get(weights, 'token_embd.weight')
  const positions = get(weights, 'position_embd.weight')
  const types = get(weights, 'token_types.weight')
  if (tokens.length * width > positions.length)
    throw new Error(`${tokens.length} tokens came, the encoder has ${positions.length / width} positions.`)
  const x = new Float32Array(tokens.length * width)
  for (const [row, token] of tokens.entries()) {
    if (token < 0 || (token + 1) * width > words.length) throw new Error(`The token ${token} is not in the vocabulary.`)
    for (let i = 0; i < width; i++)
      x[row * width + i] = at(words, token * width + i) + at(positions, row * width + i) + at(types, i)
  }
  return normalise(x, weights, 'token_embd_norm', width, normEpsilon)
}

function runLayer(shape: BertShape, weights: Weights, x: Matrix, layer: string): Matrix {
  const { width, normEpsilon } = shape
  const [q, k, v] = ['attn_q', 'attn_k', 'attn_v'].map((part) => dense(x, weights, `${layer}.${part}`, width))
  const mixed = attend(shape, q ?? x, k ?? x, v ?? x)
  const attended = dense(mixed, weights, `${layer}.attn_output`, width)
  const first = normalise(add(attended, x), weights, `${layer}.attn_output_norm`, width, normEpsilon)
  const inner = dense(first, weights, `${layer}.ffn_up`, width)
  for (let i = 0; i < inner.length; i++) inner[i] = gelu(at(inner, i))
  const outer = dense(inner, weights, `${layer}.ffn_down`, inner.length / (x.length / width))
  return normalise(add(outer, first), weights, `${layer}.layer_output_norm`, width, normEpsilon)
}

/** Every token looks at every token. */
function attend({ heads, width }: BertShape, q: Matrix, k: Matrix, v: Matrix): Matrix {
  const count = q.length / width
  const size = width / heads
  const scale = 1 / Math.sqrt(size)
  const mixed = new Float32Array(q.length)
  const odds = new Float64Array(count)
  for (let head = 0; head < heads; head++) {
    for (let row = 0; row < count; row++) {
      const from = row * width + head * size
      let most = -Infinity
      for (let other = 0; other < count; other++) {
        const to = other * width + head * size
        let dot = 0
        for (let i = 0; i < size; i++) dot += at(q, from + i) * at(k, to + i)
        odds[other] = dot * scale
        most = Math.max(most, dot * scale)
      }
      let sum = 0
      for (let other = 0; other < count; other++) sum += odds[other] = Math.exp((odds[other] ?? 0) - most)
      for (let i = 0; i < size; i++) {
        let value = 0
        for (let other = 0; other < count; other++) value += (odds[other] ?? 0) * at(v, other * width + head * size + i)
        mixed[from + i] = value / sum
      }
    }
  }
  return mixed
}

/** `x W^T + b`. Four outputs of one row at a time, so that each number of `x` is read once for four products. */
function dense(x: Matrix, weights: Weights, name: string, width: number): Matrix {
  const matrix = get(weights, `${name}.weight`)
  const bias = get(weights, `${name}.bias`)
  const outputs = bias.length
  const count = x.length / width
  const y = new Float32Array(count * outputs)
  // outputs outside, so that four rows of a big matrix stay in the processor's cache for all tokens
  let output = 0
  for (; output + 4 <= outputs; output += 4) {
    const begin = output * width
    for (let row = 0; row < count; row++) dotFour(x, row * width, matrix, begin, width, y, row * outputs + output)
  }
  for (; output < outputs; output++)
    for (let row = 0; row < count; row++) {
      let sum = 0
      for (let i = 0; i < width; i++) sum += at(x, row * width + i) * at(matrix, output * width + i)
      y[row * outputs + output] = sum
    }
  for (let i = 0; i < y.length; i++) y[i] = at(y, i) + at(bias, i % outputs)
  return y
}

function dotFour(x: Matrix, from: number, w: Matrix, begin: number, width: number, y: Matrix, to: number): void {
  const second = begin + width
  const third = second + width
  const fourth = third + width
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  for (let i = 0; i < width; i++) {
    const value = at(x, from + i)
    a += value * at(w, begin + i)
    b += value * at(w, second + i)
    c += value * at(w, third + i)
    d += value * at(w, fourth + i)
  }
  y[to] = a
  y[to + 1] = b
  y[to + 2] = c
  y[to + 3] = d
}

function normalise(x: Matrix, weights: Weights, name: string, width: number, epsilon: number): Matrix {
  const scale = get(weights, `${name}.weight`)
  const shift = get(weights, `${name}.bias`)
  for (let begin = 0; begin < x.length; begin += width) {
    let sum = 0
    for (let i = 0; i < width; i++) sum += at(x, begin + i)
    const mean = sum / width
    let squares = 0
    for (let i = 0; i < width; i++) squares += (at(x, begin + i) - mean) ** 2
    const factor = 1 / Math.sqrt(squares / width + epsilon)
    for (let i = 0; i < width; i++) x[begin + i] = (at(x, begin + i) - mean) * factor * at(scale, i) + at(shift, i)
  }
  return x
}

function add(into: Matrix, other: Matrix): Matrix {
  for (let i = 0; i < into.length; i++) into[i] = at(into, i) + at(other, i)
  return into
}

/** The exact form, as BERT's; llama.cpp takes the tanh form, which differs by up to 5e-4. */
const gelu = (x: number) => 0.5 * x * (1 + erf(x / Math.SQRT2))

/** Abramowitz and Stegun 7.1.26: at most 1.5e-7 off, which is the step of a 32-bit float at 1. */
function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x))
  const series = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t
  return Math.sign(x) * (1 - series * Math.exp(-x * x))
}

function get(weights: Weights, name: string): Float32Array {
  const found = weights.get(name)
  if (found === undefined) throw new Error(`The encoder has no tensor ${name}.`)
  return found
}

/** Indexes here are within bounds by construction; the type does not know. */
const at = (values: Float32Array, index: number): number => values[index] ?? 0
