/** Server-sent events that survive proxies: a comment every 15 s, an end when the reader leaves. */
import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'

const KEEP_ALIVE_MS = 15_000

export interface ServerEvent {
  data: unknown
  event?: string
  id?: string
}

/** Sends what `events` yields until it ends. The signal aborts when the reader is gone. */
export function sendEvents(context: Context, events: (signal: AbortSignal) => AsyncIterable<ServerEvent>): Response {
  context.header('cache-control', 'no-store')
  // some proxies hold back what they take for a page
  context.header('x-accel-buffering', 'no')
  return streamSSE(context, async (stream) => {
    const gone = new AbortController()
    stream.onAbort(() => gone.abort())
    const keepAlive = setInterval(() => void stream.write(': still here\n\n').catch(() => gone.abort()), KEEP_ALIVE_MS)
    try {
      await stream.write(': connected\n\n')
      for await (const { data, ...rest } of events(gone.signal)) {
        if (gone.signal.aborted) break
        await stream.writeSSE({ ...rest, data: JSON.stringify(data) })
      }
    } finally {
      clearInterval(keepAlive)
      gone.abort()
    }
  })
}

/** A queue between one writer that pushes and one reader that awaits. */
export function createChannel<T>(signal: AbortSignal): { push: (item: T) => void; items: AsyncGenerator<T> } {
  const queue: T[] = []
  let wake = () => {}
  signal.addEventListener('abort', () => wake())
  async function* items(): AsyncGenerator<T> {
    while (!signal.aborted) {
      const item = queue.shift()
      if (item !== undefined) yield item
      else {
        await new Promise<void>((resolve) => {
          wake = resolve
          if (signal.aborted) resolve()
        })
      }
    }
  }
  return {
    push: (item) => {
      queue.push(item)
      wake()
    },
    items: items(),
  }
}
