/**
 * Local and baseline models behind one fetch handler that speaks OpenAI's API.
 *
 * Routes, each with and without `/v1` or `/nim/v1` before it:
 *   GET models · GET models/{id} · POST chat/completions · POST completions · POST embeddings
 *   POST tokenize · POST detokenize · GET tokenizer_info[?model=]
 */
import type { ModelItem } from '@evalflow/contract'
import { baselines } from './baseline/registry.ts'
import { problems } from './errors.ts'
import { json, toProblem } from './handler/answer.ts'
import { answerChat } from './handler/chat.ts'
import { answerCompletions } from './handler/completions.ts'
import { answerEmbeddings } from './handler/embeddings.ts'
import {
  chatRequestSchema,
  completionRequestSchema,
  detokenizeRequestSchema,
  embeddingRequestSchema,
  parseRequest,
  tokenizeRequestSchema,
} from './handler/requests.ts'
import { answerDetokenize, answerTokenize, answerTokenizerInfo } from './handler/tokenizer.ts'
import { createLocalEngine } from './local/local-engine.ts'
import { LocalEmbeddingModel } from './local/local-embedding-model.ts'
import type { ModelFacts } from './store/model-facts.ts'
import { createModelStore, type PullOptions } from './store/model-store.ts'
import { findPullable } from './store/registry.ts'
import type { EmbeddingModel, TextModel } from './text-model.ts'

export interface InferenceOptions {
  /** Holds the GGUF files; made when needed. */
  modelsDir: string
  /** Of the engine. More than the machine's cores makes it tens of times slower. */
  threads?: number
  /** Prompt and answer together, of local models; at most what the model was trained for. */
  contextTokens?: number
  /** Requests that run side by side; more wait in line. */
  sequences?: number
  /** After this long without a request the local model leaves memory. */
  idleMs?: number
  log?: (message: string) => void
  /** Where `HF_ENDPOINT`, `HF_HUB_OFFLINE` and pip's settings come from. */
  env?: NodeJS.ProcessEnv
}

export interface Inference {
  /** Never rejects: failures are answers with `{error: {message, type, param, code}}`. */
  fetch(request: Request): Promise<Response>
  /** Local models (absent ones that can be pulled included), then baselines. */
  list(): Promise<ModelItem[]>
  /** What the vectors of a local embedding model depend on; undefined if `id` is none. */
  describeEncoder(id: string): Promise<NonNullable<ModelFacts['encoder']> | undefined>
  /** @throws ModelStoreError `unknown_model`, `pull_failed`; the signal's reason if aborted */
  pull(id: string, options?: PullOptions): Promise<ModelItem>
  /** Links or copies a GGUF file into the models folder. @throws ModelStoreError `not_a_gguf`, `id_taken`, `reserved_id` */
  add(path: string): Promise<ModelItem>
  /** @throws ModelStoreError `unknown_model`, `not_removable` */
  remove(id: string): Promise<void>
  /** Waits for running requests, stops pulls, frees the memory. */
  close(): Promise<void>
}

const MAX_BODY_BYTES = 16 * 1024 * 1024
const DEFAULT_CONTEXT_TOKENS = 2048
const IDLE_MS = 10 * 60_000

interface Held<T> {
  model: T
  release: () => void
}

export function createInference(options: InferenceOptions): Inference {
  const store = createModelStore(options.modelsDir, options.env ?? process.env)
  const engine = createLocalEngine({
    threads: options.threads ?? 1,
    contextTokens: options.contextTokens ?? DEFAULT_CONTEXT_TOKENS,
    sequences: options.sequences ?? 4,
    idleMs: options.idleMs ?? IDLE_MS,
    log: options.log ?? (() => undefined),
  })
  const baselineModels = new Map(baselines.map((entry) => [entry.id, entry.create()]))

  const contextTokens = options.contextTokens ?? DEFAULT_CONTEXT_TOKENS
  const list = async (): Promise<ModelItem[]> => {
    const local = await store.list()
    // what is served, which may be less than what the model was trained for
    const served = local.map((item) => ({
      ...item,
      context_tokens: Math.min(contextTokens, item.context_tokens ?? contextTokens),
    }))
    return [...served, ...baselines.map(toBaselineItem)]
  }

  const acquire = async (id: string, signal: AbortSignal): Promise<Held<TextModel | EmbeddingModel>> => {
    const baseline = baselineModels.get(id)
    if (baseline) return { model: baseline, release: () => undefined }
    const stored = await store.find(id)
    if (!stored) {
      const pullable = findPullable(id)
      if (pullable) throw problems.notPulled(pullable.id)
      throw problems.modelNotFound(
        id,
        (await list()).map((item) => item.id),
      )
    }
    const { kind, context_tokens } = stored.facts
    return engine.acquire({ id: stored.id, path: stored.path, kind, trainContextTokens: context_tokens }, signal)
  }

  const withModel = async (
    id: string,
    signal: AbortSignal,
    work: (model: TextModel | EmbeddingModel, onEnd: () => void) => Promise<Response> | Response,
  ): Promise<Response> => {
    const held = await acquire(id, signal)
    let isStream = false
    try {
      const response = await work(held.model, held.release)
      // a stream still works after it is returned; it gives the model back itself
      isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false
      return response
    } finally {
      if (!isStream) held.release()
    }
  }

  /** The model a tokenizer route means when it names none: the one in memory, else the first that is there. */
  const defaultModelId = async (): Promise<string> => {
    const loaded = engine.loadedId()
    if (loaded) return loaded
    const ready = (await list()).find((item) => item.state === 'ready')
    return ready?.id ?? 'baseline-ngram'
  }

  const routes: Record<string, { method: 'GET' | 'POST'; answer: (context: RouteContext) => Promise<Response> }> = {
    models: { method: 'GET', answer: async () => json({ object: 'list', data: (await list()).map(toOpenAiModel) }) },
    'chat/completions': {
      method: 'POST',
      answer: async ({ body, controller }) => {
        const request = parseRequest(chatRequestSchema, body)
        return withModel(request.model, controller.signal, (model, onEnd) =>
          answerChat(asText(model), request, { controller, onEnd }),
        )
      },
    },
    completions: {
      method: 'POST',
      answer: async ({ body, controller }) => {
        const request = parseRequest(completionRequestSchema, body)
        return withModel(request.model, controller.signal, (model, onEnd) =>
          answerCompletions(asText(model), request, { controller, onEnd }),
        )
      },
    },
    embeddings: {
      method: 'POST',
      answer: async ({ body, controller: { signal } }) => {
        const request = parseRequest(embeddingRequestSchema, body)
        return withModel(request.model, signal, (model) => answerEmbeddings(asEmbedding(model), request, signal))
      },
    },
    tokenize: {
      method: 'POST',
      answer: async ({ body, controller: { signal } }) => {
        const request = parseRequest(tokenizeRequestSchema, body)
        const id = request.model ?? (await defaultModelId())
        return withModel(id, signal, (model) => answerTokenize(asText(model), request))
      },
    },
    detokenize: {
      method: 'POST',
      answer: async ({ body, controller: { signal } }) => {
        const request = parseRequest(detokenizeRequestSchema, body)
        const id = request.model ?? (await defaultModelId())
        return withModel(id, signal, (model) => answerDetokenize(asText(model), request))
      },
    },
    tokenizer_info: {
      method: 'GET',
      answer: async ({ url, controller: { signal } }) => {
        const id = url.searchParams.get('model') ?? (await defaultModelId())
        return withModel(id, signal, (model) => answerTokenizerInfo(asText(model)))
      },
    },
  }

  const answer = async (request: Request): Promise<Response> => {
    const url = new URL(request.url)
    const path = url.pathname.replace(/^(?:\/nim)?(?:\/v1)?\//u, '').replace(/\/$/u, '')
    if (path.startsWith('models/') && request.method === 'GET')
      return answerOneModel(decodeURIComponent(path.slice(7)), list)
    const route = routes[path]
    if (!route) throw problems.noRoute(url.pathname)
    if (request.method !== route.method) throw problems.badMethod(request.method, url.pathname)
    const controller = new AbortController()
    if (request.signal.aborted) controller.abort(request.signal.reason)
    else request.signal.addEventListener('abort', () => controller.abort(request.signal.reason), { once: true })
    return route.answer({ url, controller, body: route.method === 'POST' ? await readBody(request) : null })
  }

  return {
    fetch: (request) =>
      answer(request).catch((error: unknown) => {
        const problem = toProblem(error)
        return json(problem.toBody(), problem.status)
      }),
    list,
    describeEncoder: async (id) => (await store.find(id))?.facts.encoder ?? undefined,
    pull: (id, pullOptions = {}) => store.pull(id, pullOptions),
    add: (path) => store.add(path),
    async remove(id) {
      await engine.unload(findPullable(id)?.id ?? id)
      await store.remove(id)
    },
    async close() {
      await store.close()
      await engine.close()
    },
  }
}

interface RouteContext {
  url: URL
  body: unknown
  controller: AbortController
}

/** @throws InferenceProblem `request_too_large`, `invalid_request` */
async function readBody(request: Request): Promise<unknown> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of request.body ?? []) {
    size += piece.length
    if (size > MAX_BODY_BYTES) throw problems.tooLarge(MAX_BODY_BYTES)
    pieces.push(piece)
  }
  try {
    return JSON.parse(Buffer.concat(pieces).toString('utf8'))
  } catch {
    throw problems.invalid(null, `The body (${size} bytes) is not JSON. Send a JSON object.`)
  }
}

async function answerOneModel(id: string, list: () => Promise<ModelItem[]>): Promise<Response> {
  const items = await list()
  const item = items.find((entry) => entry.id === (findPullable(id)?.id ?? id))
  if (!item)
    throw problems.modelNotFound(
      id,
      items.map((entry) => entry.id),
    )
  return json(toOpenAiModel(item))
}

function asText(model: TextModel | EmbeddingModel): TextModel {
  if ('embed' in model) throw problems.wrongKind(model.id, 'an embedding model', 'a model that generates text')
  return model
}

function asEmbedding(model: TextModel | EmbeddingModel): EmbeddingModel {
  if (model instanceof LocalEmbeddingModel) return model
  throw problems.wrongKind(model.id, 'a model that generates text', 'an embedding model (an encoder GGUF file)')
}

function toBaselineItem(entry: (typeof baselines)[number]): ModelItem {
  return {
    id: entry.id,
    label: entry.label,
    kind: 'baseline',
    state: 'ready',
    detail: entry.detail,
    size_bytes: null,
    progress: null,
    context_tokens: entry.contextTokens,
    licence: 'apache-2.0',
  }
}

/** The day this API was first offered; the files themselves say no date of making. */
const CREATED_SECONDS = Date.UTC(2026, 10, 21) / 1000

function toOpenAiModel(item: ModelItem) {
  const ownedBy = item.kind === 'baseline' ? 'evalflow' : (findPullable(item.id)?.ownedBy ?? 'local')
  return {
    id: item.id,
    object: 'model',
    created: CREATED_SECONDS,
    owned_by: ownedBy,
    ...(item.context_tokens === null ? {} : { max_model_len: item.context_tokens }),
    evalflow: { kind: item.kind, state: item.state, label: item.label },
  }
}
