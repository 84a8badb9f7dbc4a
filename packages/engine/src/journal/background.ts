/**
 * Asks the journal thread (`journal-worker.ts`), which starts with the first request and does not keep the process up.
 *
 * In the sources the thread is a `.ts` file beside this one; a bundle has it as an entry `journal-worker.js`, in the
 * folder of this code or the one above.
 */
import { existsSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { engineErrors } from '../errors.ts'
import type { SampleQuery } from './sample-query.ts'

export type BackgroundTask =
  | { readonly kind: 'checkpoint' | 'close' | 'index'; readonly path: string }
  | {
      readonly kind: 'list'
      readonly path: string
      readonly query: SampleQuery
      /** Bitmaps of the rows that are done, by the number of their task. */
      readonly done: ReadonlyMap<number, Uint8Array>
      /** Another one once a row was taken back or replaced, or a task came; null for a journal that was not written since it was opened. */
      readonly state: string | null
    }
export interface BackgroundRequest {
  readonly id: number
  readonly task: BackgroundTask
}
export interface BackgroundReply {
  readonly id: number
  readonly value?: unknown
  readonly error?: Error
}

interface Waiting {
  resolve(value: unknown): void
  reject(error: Error): void
}

const PLACES = ['./journal-worker.ts', './journal-worker.js', '../journal-worker.js']
const waiting = new Map<number, Waiting>()
let worker: Worker | undefined
let lastId = 0

/** @throws EngineError `journal_thread_failed` if the thread cannot start or ended; what the task itself throws */
export function inBackground(task: BackgroundTask): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const id = ++lastId
    waiting.set(id, { resolve, reject })
    try {
      worker ??= startWorker()
      worker.ref() // while somebody waits
      worker.postMessage({ id, task } satisfies BackgroundRequest)
    } catch (error) {
      waiting.delete(id)
      reject(error instanceof Error ? error : new Error(String(error)))
    }
  })
}

function startWorker(): Worker {
  const url = PLACES.map((place) => new URL(place, import.meta.url)).find((place) => existsSync(place))
  if (!url) throw engineErrors.journalThreadFailed(`found none of ${PLACES.join(', ')} beside ${import.meta.url}`)
  const started = new Worker(url, {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    resourceLimits: { maxYoungGenerationSizeMb: 4 }, // it keeps nothing, and its memory counts in the server's
  })
  started.on('message', ({ id, value, error }: BackgroundReply) => {
    const asked = waiting.get(id)
    waiting.delete(id)
    if (waiting.size === 0) started.unref()
    if (error) asked?.reject(error)
    else asked?.resolve(value)
  })
  started.on('error', (error) => onEnded(started, error.message))
  started.on('exit', (code) => onEnded(started, `exit code ${code}`))
  return started
}

/** The next request starts another. */
function onEnded(ended: Worker, reason: string): void {
  if (worker !== ended) return
  worker = undefined
  const open = [...waiting.values()]
  waiting.clear()
  for (const { reject } of open) reject(engineErrors.journalThreadFailed(reason))
}
