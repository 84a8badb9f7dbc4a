/**
 * Replies that a forecast's pilot has paid for. A job of the same evaluation takes them for a day, unless it was told not to
 * cache (`cache: false`); a job that caches puts its own elsewhere.
 *
 * `scope` is the evaluation; endpoint, call and body are in the engine's key.
 */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { openReplyCache, type ReplyCache } from '@evalflow/engine'
import { canonicalJson } from '@evalflow/metrics'

const KEPT_MS = 24 * 3_600_000
/** Then all are forgotten at the next start. */
const MAX_REPLIES = 50_000
/** Kept under a scope once a pilot ran. */
const MARK = 'pilot'

export type PilotCache = ReturnType<typeof createPilotCache>

export function createPilotCache({ path, now }: { path: string; now: () => Date }) {
  let open: ReturnType<typeof openReplyCache> | undefined
  function replies() {
    if (!open) {
      open = openReplyCache(path)
      if (open.count() > MAX_REPLIES) open.clear()
    }
    return open
  }

  function get(scope: string, key: string): string | undefined {
    const text = replies().get(`${scope} ${key}`)
    if (text === undefined) return undefined
    const end = text.indexOf('\n')
    return now().getTime() - Number(text.slice(0, end)) < KEPT_MS ? text.slice(end + 1) : undefined
  }

  const put = (scope: string, key: string, reply: string) =>
    replies().put(`${scope} ${key}`, `${now().getTime()}\n${reply}`)

  return {
    /** For the pilot itself. */
    ofPilot(scope: string): ReplyCache {
      put(scope, MARK, '')
      return { get: (key) => get(scope, key), put: (key, reply) => put(scope, key, reply) }
    },
    /** For a job: takes, and puts nothing here. `own` alone if there was no pilot, so that a job is not slower for nothing. */
    ofJob(scope: string, own: ReplyCache | undefined): ReplyCache | undefined {
      if (!existsSync(path) || get(scope, MARK) === undefined) return own
      return { get: (key) => own?.get(key) ?? get(scope, key), put: (key, reply) => own?.put(key, reply) }
    },
    close: () => open?.close(),
  }
}

/** The same for a job and the pilot of it: what is measured over which rows, without names, limits and other run options. */
export function toScope(config: unknown): string {
  const { type, tasks } = (config ?? {}) as { type?: unknown; tasks?: unknown } // read as JSON, whatever it is
  return createHash('sha256')
    .update(canonicalJson(strip({ type, tasks })))
    .digest('base64url')
}

/** What says which rows of a data set are read; the rest (ids, times) is made anew each time. */
const ROWS_OF = ['files_url', 'hf_endpoint', 'split', 'subset', 'limit']

/** Without nulls, which stand for what is absent. */
function strip(value: unknown, isData = false): unknown {
  if (Array.isArray(value)) return value.map((item) => strip(item))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, item]) => item !== null && item !== undefined && (!isData || ROWS_OF.includes(key)))
      .map(([key, item]) => [key, strip(item, key === 'dataset')]),
  )
}
