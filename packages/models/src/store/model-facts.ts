/**
 * What a GGUF file says of itself. Reading it takes tens of milliseconds, so it is kept beside the file (`{id}.json`) and read
 * again when size or time of the file differ.
 */
import { open, readFile, stat, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import { ModelStoreError } from '../errors.ts'
import { hashFile } from './checksum.ts'

export const modelFactsSchema = z.object({
  name: z.string(),
  architecture: z.string(),
  kind: z.enum(['text', 'embedding']),
  /** What the model was trained for; null if the file does not say. */
  context_tokens: z.int().nullable(),
  licence: z.string().nullable(),
  /** Of an embedding model: what its vectors depend on; null for text models. */
  encoder: z.object({ sha256: z.string(), pooling: z.string().nullable(), layers: z.int().nullable() }).nullable(),
  size_bytes: z.int(),
  modified_ms: z.number(),
})
export type ModelFacts = z.infer<typeof modelFactsSchema>

const GGUF_MAGIC = 'GGUF'

/** @throws ModelStoreError `not_a_gguf` */
export async function readModelFacts(path: string): Promise<ModelFacts> {
  await checkMagic(path)
  const { readGgufFileInfo } = await import('node-llama-cpp')
  const [info, file] = await Promise.all([
    readGgufFileInfo(path, { sourceType: 'filesystem', readTensorInfo: false, logWarnings: false }).catch(
      (error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error)
        throw new ModelStoreError('not_a_gguf', `${path} begins like a GGUF file but cannot be read: ${reason}`, error)
      },
    ),
    stat(path),
  ])
  const general: Record<string, unknown> = { ...info.metadata.general }
  const architecture = general['architecture']
  if (typeof architecture !== 'string') {
    throw new ModelStoreError(
      'not_a_gguf',
      `${path} names no architecture: it is not a model, or was cut short. Fetch it again.`,
    )
  }
  const ofArchitecture: Record<string, unknown> = { ...info.architectureMetadata }
  const context = ofArchitecture['context_length']
  const isEmbedding = isEncoder(architecture, ofArchitecture)
  return {
    name: typeof general['name'] === 'string' ? general['name'] : '',
    architecture,
    kind: isEmbedding ? 'embedding' : 'text',
    context_tokens: typeof context === 'number' ? context : null,
    licence: typeof general['license'] === 'string' ? general['license'] : null,
    encoder: isEmbedding ? await toEncoderFacts(path, ofArchitecture) : null,
    size_bytes: file.size,
    modified_ms: file.mtimeMs,
  }
}

/** From the file beside the model if that is still true, else from the model, and writes it down. */
export async function loadModelFacts(path: string): Promise<ModelFacts> {
  const besidePath = path.replace(/\.gguf$/u, '.json')
  const file = await stat(path)
  const kept = await readFile(besidePath, 'utf8').then(
    (text) => modelFactsSchema.safeParse(parseJson(text)).data,
    () => undefined,
  )
  if (kept && kept.size_bytes === file.size && kept.modified_ms === file.mtimeMs) return kept
  const facts = await readModelFacts(path)
  // a read-only folder only means reading again next time
  await writeFile(besidePath, `${JSON.stringify(facts, null, 2)}\n`).catch(() => undefined)
  return facts
}

async function checkMagic(path: string): Promise<void> {
  const file = await open(path, 'r').catch((error: unknown) => {
    throw new ModelStoreError('not_a_gguf', `${path} cannot be read. Give the path of a GGUF file.`, error)
  })
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0)
    const found = buffer.toString('latin1', 0, bytesRead)
    if (found === GGUF_MAGIC) return
    throw new ModelStoreError(
      'not_a_gguf',
      `${path} begins with ${JSON.stringify(found)}, expected "GGUF". Only GGUF model files can be added.`,
    )
  } finally {
    await file.close()
  }
}

/** Encoders say how token vectors are pooled (1 mean, 2 cls …), or do not attend causally. */
function isEncoder(architecture: string, metadata: Record<string, unknown>): boolean {
  const pooling = metadata['pooling_type']
  return architecture.includes('bert') || (typeof pooling === 'number' && pooling > 0)
}

/** llama.cpp's numbers. */
const POOLING = ['none', 'mean', 'cls', 'last', 'rank']

async function toEncoderFacts(path: string, metadata: Record<string, unknown>): Promise<ModelFacts['encoder']> {
  const { pooling_type: pooling, block_count: layers } = metadata
  return {
    sha256: await hashFile(path, new AbortController().signal),
    pooling: typeof pooling === 'number' ? (POOLING[pooling] ?? String(pooling)) : null,
    layers: typeof layers === 'number' ? layers : null,
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
