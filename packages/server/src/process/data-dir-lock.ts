/**
 * One process per data directory: the file `lock` names who holds it.
 *
 * The file appears whole, by a hard link, so of two processes that start together one wins. A lock is stale when its process is gone,
 * or when the number was given to another process since (its start time differs; told by /proc where there is one).
 */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { serverErrors } from '../errors.ts'

const lockSchema = z.object({ pid: z.int().positive(), started: z.string(), since: z.string() })
type Lock = z.infer<typeof lockSchema>

/**
 * Takes the lock and returns what gives it back.
 *
 * @throws ServerError `data_dir_in_use` naming process and directory; `data_dir_unusable` if it cannot be written
 */
export function lockDataDir(dataDir: string, now: () => Date): () => void {
  const path = join(dataDir, 'lock')
  const mine: Lock = { pid: process.pid, started: startOf(process.pid) ?? '', since: now().toISOString() }
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw serverErrors.dataDirUnusable(dataDir, error)
  }
  // twice: the second try follows the removal of a stale lock
  for (let attempt = 0; attempt < 2; attempt++) {
    if (tryWrite(path, mine, dataDir)) return () => release(path, mine)
    const holder = readLock(path)
    if (holder && isAlive(holder)) throw serverErrors.dataDirInUse(dataDir, holder.pid, holder.since)
    removeStale(path, holder)
  }
  throw serverErrors.dataDirUnusable(dataDir, new Error('another process takes its lock at this moment'))
}

function tryWrite(path: string, lock: Lock, dataDir: string): boolean {
  const draft = `${path}.${lock.pid}`
  try {
    writeFileSync(draft, JSON.stringify(lock), { mode: 0o600 })
    linkSync(draft, path)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw serverErrors.dataDirUnusable(dataDir, error)
  } finally {
    rmSync(draft, { force: true })
  }
}

/** Moves the stale lock away first, so that a lock taken by another process in between is put back, not lost. */
function removeStale(path: string, stale: Lock | undefined): void {
  const aside = `${path}.stale-${process.pid}`
  try {
    renameSync(path, aside)
  } catch {
    return
  }
  const moved = readLock(aside)
  if (moved && moved.since !== stale?.since) {
    try {
      linkSync(aside, path)
    } catch {
      // a third process holds it already
    }
  }
  rmSync(aside, { force: true })
}

function release(path: string, mine: Lock): void {
  const held = readLock(path)
  if (held?.pid === mine.pid && held.since === mine.since) rmSync(path, { force: true })
}

function readLock(path: string): Lock | undefined {
  try {
    return lockSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    // an unreadable lock was cut off by a crash: it holds nothing
    return undefined
  }
}

function isAlive(lock: Lock): boolean {
  try {
    process.kill(lock.pid, 0)
  } catch (error) {
    // EPERM: it lives, under another user
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false
  }
  const started = startOf(lock.pid)
  return started === undefined || lock.started === '' || started === lock.started
}

/** Start of a process in clock ticks since boot: field 22 of /proc/PID/stat, counted after the name in parentheses. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return undefined
  }
}
