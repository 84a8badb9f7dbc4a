/**
 * A response cache: answers asked before, by any job, under everything that decides them (rule K1 in SPEC.md). Off
 * unless a run is given one.
 */
import { hash } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import type { Endpoint, ModelReply, ModelRequest } from '../types.ts'

export interface ReplyCache {
  get(key: string): string | undefined
  /** Durable with the next turn of the event loop; failing to write loses a hit and nothing else. */
  put(key: string, reply: string): void
}

/** Null if this call must be asked: the repair of a verdict exists because the first answer was no good. */
export function toCacheKey(callKey: string, endpoint: Endpoint, request: ModelRequest): string | null {
  if (callKey.split(':').includes('repair')) return null
  // with the call's key, so that the second of five answers to one prompt is not the first again
  const parts = [endpoint.id, endpoint.url, endpoint.modelId, request.kind, callKey, sorted(request.body)]
  return hash('sha256', JSON.stringify(parts), 'base64url')
}

export function toCachedText({ timing: _timing, ...reply }: ModelReply): string {
  return JSON.stringify(reply)
}

/** The reply as a hit: nothing was sent, so there is nothing to measure. */
export function fromCachedText(text: string): ModelReply {
  const reply = JSON.parse(text) as Omit<ModelReply, 'timing'> // written by `toCachedText`
  const unmeasured = { ttftMs: null, tpotMs: null, itlMs: null, chunks: null }
  return {
    ...reply,
    cached: true,
    timing: { queueMs: 0, e2eMs: 0, e2eWithRetriesMs: 0, ...unmeasured, attempts: [] },
  }
}

/** A cache in a SQLite file. One per process: it keeps a connection open. */
export function openReplyCache(path: string): ReplyCache & { clear(): void; count(): number; close(): void } {
  const database = new DatabaseSync(path)
  database.exec('PRAGMA busy_timeout=5000; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL')
  database.exec('CREATE TABLE IF NOT EXISTS replies(key TEXT PRIMARY KEY, reply TEXT NOT NULL, at TEXT NOT NULL)')
  const find = database.prepare('SELECT reply FROM replies WHERE key = ?')
  const insert = database.prepare('INSERT OR REPLACE INTO replies VALUES (?, ?, ?)')
  const pending = new Map<string, string>()
  let scheduled = false

  function write(): void {
    scheduled = false
    if (pending.size === 0) return
    const at = new Date().toISOString()
    database.exec('BEGIN IMMEDIATE')
    for (const [key, reply] of pending) insert.run(key, reply, at)
    database.exec('COMMIT')
    pending.clear()
  }

  return {
    get(key) {
      const waiting = pending.get(key)
      if (waiting !== undefined) return waiting
      const reply = find.get(key)?.['reply']
      return typeof reply === 'string' ? reply : undefined
    },
    put(key, reply) {
      pending.set(key, reply)
      if (scheduled) return
      scheduled = true
      setImmediate(() => {
        if (database.isOpen) write()
      })
    },
    clear() {
      pending.clear()
      database.exec('DELETE FROM replies')
    },
    count() {
      write()
      return Number(database.prepare('SELECT count(*) AS n FROM replies').get()?.['n'] ?? 0)
    },
    close() {
      if (!database.isOpen) return
      write()
      database.close()
    },
  }
}

/** The same text whatever the order of the keys. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  )
}
