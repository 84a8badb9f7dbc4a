/**
 * Writes a BERT encoder (a folder of Hugging Face files: `model.safetensors` in F32, `config.json`, `vocab.txt`) as a GGUF
 * file that llama.cpp loads as an embedding model with mean pooling. For tests: it knows plain BERT alone.
 *
 * Names of tensors and keys: llama.cpp's architecture `bert`. The pooler is left out, as sentence encoders do not use it.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

interface SafeTensor {
  dtype: string
  shape: number[]
  data_offsets: [number, number]
}

type Value =
  | { type: 'u32' | 'f32'; value: number }
  | { type: 'bool'; value: boolean }
  | { type: 'string'; value: string }
  | { type: 'strings'; value: readonly string[] }
  | { type: 'i32s'; value: readonly number[] }

const TYPE_IDS = { u32: 4, f32: 6, bool: 7, string: 8, array: 9, i32: 5 } as const
const ALIGNMENT = 32
const F32 = 0
/** WordPiece's control tokens; in `token_type` control is 3, normal 1. */
const CONTROL = /^\[(?:PAD|UNK|CLS|SEP|MASK|unused\d+)\]$/

/** @throws if the folder holds something else than a plain BERT in F32 */
export async function writeEncoderGguf(folder: string, path: string, name: string): Promise<void> {
  const { header, data } = await readSafeTensors(join(folder, 'model.safetensors'))
  const tensors = Object.entries(header).flatMap(([source, tensor]) => {
    const target = toTensorName(source)
    if (target === undefined) return []
    if (tensor.dtype !== 'F32') throw new Error(`${source} is ${tensor.dtype}, expected F32`)
    return [{ name: target, shape: tensor.shape, bytes: data.subarray(...tensor.data_offsets) }]
  })
  const metadata = await toMetadata(folder, name)
  let offset = 0
  const infos = tensors.map((tensor) => {
    const info = Buffer.concat([
      text(tensor.name),
      u32(tensor.shape.length),
      // the fastest-running dimension first
      ...tensor.shape.toReversed().map((size) => u64(size)),
      u32(F32),
      u64(offset),
    ])
    offset += aligned(tensor.bytes.length)
    return info
  })
  const head = Buffer.concat([
    Buffer.from('GGUF'),
    u32(3),
    u64(tensors.length),
    u64(metadata.length),
    ...metadata.map(([key, value]) => Buffer.concat([text(key), toBytes(value)])),
    ...infos,
  ])
  await writeFile(path, Buffer.concat([padded(head), ...tensors.map(({ bytes }) => padded(bytes))]))
}

async function readSafeTensors(path: string): Promise<{ header: Record<string, SafeTensor>; data: Buffer }> {
  const file = await readFile(path)
  const length = Number(file.readBigUInt64LE(0))
  const { __metadata__: _, ...header } = JSON.parse(file.toString('utf8', 8, 8 + length)) as Record<string, SafeTensor>
  return { header, data: file.subarray(8 + length) }
}

const PARTS: Readonly<Record<string, string>> = {
  'attention.self.query': 'attn_q',
  'attention.self.key': 'attn_k',
  'attention.self.value': 'attn_v',
  'attention.output.dense': 'attn_output',
  'attention.output.LayerNorm': 'attn_output_norm',
  'intermediate.dense': 'ffn_up',
  'output.dense': 'ffn_down',
  'output.LayerNorm': 'layer_output_norm',
}
const EMBEDDINGS: Readonly<Record<string, string>> = {
  word_embeddings: 'token_embd',
  position_embeddings: 'position_embd',
  token_type_embeddings: 'token_types',
  LayerNorm: 'token_embd_norm',
}

/** Undefined for what the encoder does not need. */
function toTensorName(source: string): string | undefined {
  const [, layer, part, kind] = /^encoder\.layer\.(\d+)\.(.+)\.(weight|bias)$/.exec(source) ?? []
  if (layer !== undefined && part !== undefined) {
    const target = PARTS[part]
    if (target === undefined) throw new Error(`${source} is no tensor of a plain BERT`)
    return `blk.${layer}.${target}.${kind}`
  }
  const [, embedding = '', end] = /^embeddings\.(\w+)\.(weight|bias)$/.exec(source) ?? []
  const target = EMBEDDINGS[embedding]
  return target === undefined ? undefined : `${target}.${end}`
}

async function toMetadata(folder: string, name: string): Promise<[string, Value][]> {
  const config = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8')) as Record<string, number>
  const vocabulary = (await readFile(join(folder, 'vocab.txt'), 'utf8')).replace(/\n$/, '').split('\n')
  const number = (key: string): Value => ({ type: 'u32', value: config[key] ?? 0 })
  const id = (token: string): Value => ({ type: 'u32', value: vocabulary.indexOf(token) })
  return [
    ['general.architecture', { type: 'string', value: 'bert' }],
    ['general.name', { type: 'string', value: name }],
    ['general.file_type', { type: 'u32', value: F32 }],
    ['bert.context_length', number('max_position_embeddings')],
    ['bert.embedding_length', number('hidden_size')],
    ['bert.block_count', number('num_hidden_layers')],
    ['bert.feed_forward_length', number('intermediate_size')],
    ['bert.attention.head_count', number('num_attention_heads')],
    ['bert.attention.layer_norm_epsilon', { type: 'f32', value: config['layer_norm_eps'] ?? 1e-12 }],
    ['bert.attention.causal', { type: 'bool', value: false }],
    ['bert.pooling_type', { type: 'u32', value: 1 }],
    ['tokenizer.ggml.model', { type: 'string', value: 'bert' }],
    ['tokenizer.ggml.tokens', { type: 'strings', value: vocabulary.map(toPiece) }],
    ['tokenizer.ggml.token_type', { type: 'i32s', value: vocabulary.map((token) => (CONTROL.test(token) ? 3 : 1)) }],
    ['tokenizer.ggml.token_type_count', number('type_vocab_size')],
    ['tokenizer.ggml.bos_token_id', id('[CLS]')],
    ['tokenizer.ggml.eos_token_id', id('[SEP]')],
    ['tokenizer.ggml.unknown_token_id', id('[UNK]')],
    ['tokenizer.ggml.seperator_token_id', id('[SEP]')],
    ['tokenizer.ggml.padding_token_id', id('[PAD]')],
    ['tokenizer.ggml.cls_token_id', id('[CLS]')],
    ['tokenizer.ggml.mask_token_id', id('[MASK]')],
  ]
}

/** llama.cpp marks the beginning of a word (U+2581) where WordPiece marks its inside (`##`). */
function toPiece(token: string): string {
  if (CONTROL.test(token)) return token
  return token.startsWith('##') ? token.slice(2) : `\u2581${token}`
}

function toBytes(value: Value): Buffer {
  switch (value.type) {
    case 'u32':
      return Buffer.concat([u32(TYPE_IDS.u32), u32(value.value)])
    case 'f32': {
      const bytes = Buffer.alloc(4)
      bytes.writeFloatLE(value.value)
      return Buffer.concat([u32(TYPE_IDS.f32), bytes])
    }
    case 'bool':
      return Buffer.concat([u32(TYPE_IDS.bool), Buffer.from([Number(value.value)])])
    case 'string':
      return Buffer.concat([u32(TYPE_IDS.string), text(value.value)])
    case 'strings':
      return Buffer.concat([array(TYPE_IDS.string, value.value.length), ...value.value.map(text)])
    case 'i32s':
      return Buffer.concat([array(TYPE_IDS.i32, value.value.length), Buffer.from(Int32Array.from(value.value).buffer)])
  }
}

const array = (type: number, length: number) => Buffer.concat([u32(TYPE_IDS.array), u32(type), u64(length)])

function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'utf8')
  return Buffer.concat([u64(bytes.length), bytes])
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(value))
  return bytes
}

const aligned = (length: number) => Math.ceil(length / ALIGNMENT) * ALIGNMENT
const padded = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(aligned(bytes.length) - bytes.length)])
