/** What the kill tests share: the child process, its result, and a seeded random. */
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { openJournal } from '@evalflow/engine'
import { toResultBytes } from './pipeline.ts'

export const PARALLELISM = 32

export interface Child {
  readonly process: ChildProcess
  /** The journal is open. */
  readonly started: Promise<void>
  /** What it printed, once it has ended. */
  readonly ended: Promise<string>
}

/** The process that runs or resumes the job over the journal at `path`. */
export function startChild(url: string, path: string, rows: number): Child {
  const args = [join(import.meta.dirname, 'child.ts'), url, path, String(rows), String(PARALLELISM)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  const started = new Promise<void>((resolve) => {
    child.stdout.on('data', (data: Buffer) => {
      output += String(data)
      if (output.includes('started')) resolve()
    })
    child.once('exit', () => resolve())
  })
  return { process: child, started, ended: new Promise((resolve) => child.once('close', () => resolve(output))) }
}

export async function readResult(path: string): Promise<string> {
  const journal = openJournal(path)
  try {
    return await toResultBytes(journal)
  } finally {
    journal.close()
  }
}

export function assert(holds: boolean, message: string): asserts holds {
  if (!holds) throw new Error(message)
}

export function sleep(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), ms))
}

/** Mulberry32, so that a failing seed can be run again. */
export function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
