/**
 * Keeps at most one local model in memory: loads it on first use, unloads it when idle or when another is needed.
 *
 * Requests are served in the order they came: one that needs another model waits until the requests before it are done,
 * and those behind it wait too, so two models in turn cannot starve each other.
 */
import { createHash } from 'node:crypto'
import type { Llama, LlamaModel } from 'node-llama-cpp'
import { z } from 'zod'
import { problems } from '../errors.ts'
import { createSlots } from '../slots.ts'
import type { Vocabulary } from '../text-model.ts'
import { createChatTemplate } from './chat-prompt.ts'
import { ggmlTokenizerSchema, readGgufVocabulary } from './gguf-vocabulary.ts'
import { LocalEmbeddingModel } from './local-embedding-model.ts'
import { LocalTextModel } from './local-text-model.ts'

export interface LocalEngineOptions {
  threads: number
  contextTokens: number
  sequences: number
  idleMs: number
  log: (message: string) => void
}

export interface ModelFile {
  id: string
  path: string
  kind: 'text' | 'embedding'
  trainContextTokens: number | null
}

export type LoadedModel = LocalTextModel | LocalEmbeddingModel

export interface Lease {
  model: LoadedModel
  release(): void
}

export interface LocalEngine {
  /** @throws InferenceProblem `model_load_failed`, `closed` */
  acquire(file: ModelFile, signal: AbortSignal): Promise<Lease>
  /** Unloads the model once its requests are done. */
  unload(id: string): Promise<void>
  loadedId(): string | null
  close(): Promise<void>
}

interface Current {
  id: string
  users: number
  model: LoadedModel
  dispose: () => Promise<void>
}

/** Tokens kept free behind `contextTokens`, so that the engine never comes near dropping the beginning. */
const SPARE_TOKENS = 8

const tokenizerMetadataSchema = z.looseObject({ ggml: ggmlTokenizerSchema, chat_template: z.string().optional() })

export function createLocalEngine(options: LocalEngineOptions): LocalEngine {
  const turn = createSlots([true])
  let llama: Promise<Llama> | null = null
  let current: Current | null = null
  let idleTimer: NodeJS.Timeout | undefined
  let onFree: (() => void) | null = null
  let isClosed = false

  const waitUntilFree = (signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      if (!current || current.users === 0) return resolve()
      const giveUp = () => {
        onFree = null
        reject(signal.reason)
      }
      signal.addEventListener('abort', giveUp, { once: true })
      onFree = () => {
        signal.removeEventListener('abort', giveUp)
        resolve()
      }
    })

  const drop = async () => {
    clearTimeout(idleTimer)
    const dropped = current
    current = null
    await dropped?.dispose()
    if (dropped) options.log(`Unloaded the model ${dropped.id}.`)
  }

  const load = async (file: ModelFile): Promise<Current> => {
    const begun = performance.now()
    try {
      // rejected once does not mean rejected for ever: the next request tries again
      llama ??= startLlama(options.threads).catch((error: unknown) => {
        llama = null
        throw error
      })
      const loaded = await loadModel(await llama, file, options)
      options.log(`Loaded the model ${file.id} in ${Math.round(performance.now() - begun)} ms.`)
      return { id: file.id, users: 0, ...loaded }
    } catch (error) {
      throw problems.loadFailed(file.id, error)
    }
  }

  const release = (held: Current) => {
    held.users -= 1
    if (held.users > 0) return
    onFree?.()
    onFree = null
    clearTimeout(idleTimer)
    idleTimer = setTimeout(() => void inTurn(async () => (current?.users === 0 ? drop() : undefined)), options.idleMs)
    idleTimer.unref()
  }

  const inTurn = async <T>(work: () => Promise<T>, signal = new AbortController().signal): Promise<T> => {
    const token = await turn.acquire(signal)
    try {
      return await work()
    } finally {
      turn.release(token)
    }
  }

  return {
    acquire: (file, signal) =>
      inTurn(async () => {
        if (isClosed) throw problems.closed()
        if (current && current.id !== file.id) {
          await waitUntilFree(signal)
          await drop()
        }
        current ??= await load(file)
        const held = current
        held.users += 1
        clearTimeout(idleTimer)
        let isReleased = false
        const once = () => {
          if (!isReleased) release(held)
          isReleased = true
        }
        return { model: held.model, release: once }
      }, signal),
    unload: (id) =>
      inTurn(async () => {
        if (current?.id !== id) return
        await waitUntilFree(new AbortController().signal)
        await drop()
      }),
    loadedId: () => current?.id ?? null,
    async close() {
      isClosed = true
      await inTurn(async () => {
        await waitUntilFree(new AbortController().signal)
        await drop()
        const started = await llama?.catch(() => null)
        await started?.dispose()
        llama = null
      })
    },
  }
}

/** The library is loaded on first use: it takes half a second, and many runs never need it. */
async function startLlama(threads: number): Promise<Llama> {
  const { getLlama, LlamaLogLevel } = await import('node-llama-cpp')
  // without `build: 'never'` a failed self-test starts a compile of minutes; more threads than cores are 50 times slower
  return getLlama({
    gpu: false,
    build: 'never',
    skipDownload: true,
    maxThreads: threads,
    logLevel: LlamaLogLevel.error,
  })
}

async function loadModel(llama: Llama, file: ModelFile, options: LocalEngineOptions) {
  const model = await llama.loadModel({ modelPath: file.path })
  try {
    const limit = Math.min(options.contextTokens, file.trainContextTokens ?? options.contextTokens)
    if (file.kind === 'embedding') {
      const context = await model.createEmbeddingContext({ contextSize: limit, batchSize: limit })
      const loaded = new LocalEmbeddingModel({ id: file.id, path: file.path, model, context, contextTokens: limit })
      return { model: loaded, dispose: () => loaded.dispose() }
    }
    const { sequences } = options
    const context = await model.createContext({ contextSize: limit + SPARE_TOKENS, sequences, flashAttention: false })
    const metadata = tokenizerMetadataSchema.parse(model.fileInfo.metadata.tokenizer)
    const { bytes, controlTokens, maxTokenBytes } = readGgufVocabulary(metadata.ggml)
    const vocabulary = toVocabulary(model, bytes, maxTokenBytes)
    const names = { bos: model.tokens.bosString ?? '', eos: model.tokens.eosString ?? '' }
    const template = metadata.chat_template ? createChatTemplate(metadata.chat_template, names) : null
    // kernels differ by CPU kind, and with them the numbers of quantised models
    const basis = [llama.systemInfo, options.threads, 'flash attention off'].join('|')
    const fingerprint = `llama.cpp-${createHash('sha256').update(basis).digest('hex').slice(0, 12)}`
    const loaded = new LocalTextModel({
      id: file.id,
      model,
      context,
      contextTokens: limit,
      sequences,
      vocabulary,
      controlTokens,
      template,
      fingerprint,
    })
    return { model: loaded, dispose: () => model.dispose() }
  } catch (error) {
    await model.dispose()
    throw error
  }
}

function toVocabulary(model: LlamaModel, bytes: readonly Uint8Array[], maxTokenBytes: number): Vocabulary {
  const { tokens } = model
  return {
    size: bytes.length,
    maxTokenBytes,
    endToken: tokens.eos === null ? null : { id: tokens.eos, text: tokens.eosString ?? '' },
    startToken: tokens.bos === null ? null : { id: tokens.bos, text: tokens.bosString ?? '' },
    tokenize(text, { addStart, special }) {
      const ids = model.tokenize(text, special)
      const needsStart = addStart && tokens.shouldPrependBosToken && tokens.bos !== null && ids[0] !== tokens.bos
      return needsStart && tokens.bos !== null ? [tokens.bos, ...ids] : ids
    },
    bytesOf: (token) => bytes[token] ?? new Uint8Array(),
  }
}
