/** Follows numbered server-sent events over broken connections and restarts of the server. */
import { ApiError, ConnectionError, TimeoutError } from '../errors.ts'

const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 5_000
/** Times in a row that the server may be away: about ten minutes. */
const MAX_AWAY = 120

export interface FollowOptions<T extends { seq: number }> {
  /** Opens the stream of what came after `seen`. */
  connect: (seen: number) => AsyncIterable<T>
  isLast: (event: T) => boolean
  /** Asked when a stream closed without a last event: it may have ended before it was opened. */
  hasEnded: (seen: number) => Promise<boolean>
  after: number
  signal: AbortSignal | undefined
}

/**
 * Events after `after`, each once, in order, to the last.
 *
 * @throws NotFoundError if there is nothing to follow; ConnectionError if the server stays away; an abort when `signal` fires
 */
export async function* followEvents<T extends { seq: number }>(
  options: FollowOptions<T>,
): AsyncGenerator<T, void, undefined> {
  const { connect, isLast, hasEnded, signal } = options
  let seen = options.after
  let away = 0
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
    try {
      for await (const event of connect(seen)) {
        if (event.seq <= seen) continue
        seen = event.seq
        away = 0
        waitMs = FIRST_WAIT_MS
        yield event
        if (isLast(event)) return
      }
      if (await hasEnded(seen)) return
      away = 0
    } catch (error) {
      signal?.throwIfAborted()
      if (!isAway(error) || ++away > MAX_AWAY) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, waitMs))
    signal?.throwIfAborted()
  }
}

/** The server, or the way to it, is down for now: cut off, not reached, or starting. A broken stream is a TypeError. */
function isAway(error: unknown): boolean {
  if (error instanceof ApiError) return error.status >= 502 && error.status <= 504
  return error instanceof ConnectionError || error instanceof TimeoutError || error instanceof TypeError
}
