/**
 * Scores texts here where they are short, and in a thread where they are long, so that one row of megabytes does not hold
 * up the event loop. The same functions either way, so the same numbers.
 *
 * A row that takes longer than a minute is given up, unscored and with that reason; its number is not known, so none is said.
 */
import { existsSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { evaluationErrors } from '../../errors.ts'
import { type ComputationName, type Computations, computations } from './computations.ts'

export interface AsideRequest {
  readonly name: ComputationName
  readonly args: readonly unknown[]
}
export interface AsideReply {
  readonly value?: unknown
  readonly error?: string
}

/** Characters of all texts, or numbers of all vectors times the tokens they are held against; above is some 10 ms. */
const MOST_HERE = 20_000
const MOST_PRODUCTS_HERE = 5_000_000
const LIMIT_MS = 60_000
const PLACES = ['./scoring-worker.ts', './scoring-worker.js', '../scoring-worker.js']

/**
 * @throws EvaluationError `scoring_too_long`; what the computation itself throws
 */
export function compute<N extends ComputationName>(
  name: N,
  ...args: Parameters<Computations[N]>
): ReturnType<Computations[N]> | Promise<ReturnType<Computations[N]>> {
  if (isShort(args))
    return (computations[name] as (...given: readonly unknown[]) => ReturnType<Computations[N]>)(...args)
  return computeAside({ name, args }, LIMIT_MS) as Promise<ReturnType<Computations[N]>>
}

function isShort(args: readonly unknown[]): boolean {
  let characters = 0
  const sizes: number[] = []
  for (const arg of args) {
    if (typeof arg === 'string') characters += arg.length
    else if (hasVectors(arg)) sizes.push(arg.vectors.length, arg.vectors[0]?.length ?? 0)
  }
  const [left = 0, width = 0, right = 0] = sizes
  return characters <= MOST_HERE && left * width * right <= MOST_PRODUCTS_HERE
}

const hasVectors = (arg: unknown): arg is { vectors: readonly (readonly number[])[] } =>
  typeof arg === 'object' && arg !== null && 'vectors' in arg && Array.isArray(arg.vectors)

let worker: Worker | undefined
/** One request is with the thread; the others wait here. */
let last: Promise<unknown> = Promise.resolve()

/** In the thread, whatever the size. Exported for tests, with another limit. */
export function computeAside(request: AsideRequest, limitMs: number): Promise<unknown> {
  const answer = last.then(() => ask(request, limitMs))
  last = answer.catch(() => undefined)
  return answer
}

function ask(request: AsideRequest, limitMs: number): Promise<unknown> {
  const asked = (worker ??= startWorker())
  return new Promise((resolve, reject) => {
    const finish = (end: () => void) => {
      clearTimeout(timer)
      asked.off('message', onMessage).off('error', onError).off('exit', onExit)
      asked.unref()
      end()
    }
    const giveUp = (error: Error) => {
      worker = undefined // the next request starts another
      finish(() => reject(error))
    }
    const onMessage = ({ value, error }: AsideReply) =>
      finish(() => (error === undefined ? resolve(value) : reject(new Error(error))))
    const onError = (error: Error) => giveUp(error)
    const onExit = () => giveUp(new Error('The thread of long texts ended.'))
    const timer = setTimeout(() => {
      giveUp(evaluationErrors.scoringTooLong(request.name, limitMs))
      void asked.terminate()
    }, limitMs)
    asked.on('message', onMessage).on('error', onError).on('exit', onExit)
    asked.ref() // while somebody waits
    asked.postMessage(request)
  })
}

function startWorker(): Worker {
  const url = PLACES.map((place) => new URL(place, import.meta.url)).find((place) => existsSync(place))
  if (!url) throw new Error(`found none of ${PLACES.join(', ')} beside ${import.meta.url}`)
  return new Worker(url)
}
