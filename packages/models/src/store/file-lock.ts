/**
 * A lock between processes, as a file that exists while it is held.
 *
 * 1. Made with `wx`: only one maker succeeds.
 * 2. The holder touches it every 5 seconds. Not touched for 30 seconds, or its process gone: stale, and taken over.
 */
import { open, readFile, rm, stat, utimes } from 'node:fs/promises'
import { hostname } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'

const TOUCH_MS = 5_000
const STALE_MS = 30_000
const POLL_MS = 250

/** Runs `work` while holding the lock; waits for it as long as `signal` allows. */
export async function withFileLock<T>(path: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  while (!(await tryLock(path))) {
    if (await isStale(path)) await rm(path, { force: true })
    else await delay(POLL_MS, undefined, { signal })
  }
  const timer = setInterval(() => {
    const now = new Date()
    // a lock that cannot be touched is at worst taken over; the file's checksum still guards the result
    void utimes(path, now, now).catch(() => undefined)
  }, TOUCH_MS)
  try {
    return await work()
  } finally {
    clearInterval(timer)
    await rm(path, { force: true })
  }
}

async function tryLock(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx')
    await file.writeFile(JSON.stringify({ pid: process.pid, host: hostname() }))
    await file.close()
    return true
  } catch (error) {
    if (isNodeError(error, 'EEXIST')) return false
    throw error
  }
}

async function isStale(path: string): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(path)
    if (Date.now() - mtimeMs > STALE_MS) return true
    const holder: unknown = JSON.parse(await readFile(path, 'utf8'))
    if (!holder || typeof holder !== 'object' || !('pid' in holder) || !('host' in holder)) return false
    return holder.host === hostname() && typeof holder.pid === 'number' && !isAlive(holder.pid)
  } catch {
    return false // just released, or just being written: look again
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return isNodeError(error, 'EPERM')
  }
}

export function isNodeError(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
