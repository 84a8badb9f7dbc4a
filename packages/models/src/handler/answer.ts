/** Answers as JSON and as server-sent events. */
import { InferenceProblem, problems } from '../errors.ts'

export function json(body: unknown, status = 200): Response {
  return Response.json(body, { status })
}

export function toProblem(error: unknown): InferenceProblem {
  if (error instanceof InferenceProblem) return error
  if (error instanceof Error && error.name === 'AbortError') return problems.cancelled(error)
  const message = error instanceof Error ? error.message : String(error)
  return new InferenceProblem(500, 'internal_error', `Inference failed: ${message}`, null, error)
}

/**
 * Streams `events` as `data:` lines, then `[DONE]`. A failure after the first byte is sent as an event `{error}`, and no
 * `[DONE]` follows. When the reader goes away, `controller` is aborted and the events are ended. `onEnd` runs once in any case.
 */
export function serverSentEvents(
  events: AsyncGenerator<unknown, void>,
  { controller: work, onEnd }: { controller: AbortController; onEnd: () => void },
): Response {
  const encoder = new TextEncoder()
  const toLine = (data: unknown) =>
    encoder.encode(`data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`)
  // the step under way ends with AbortError, which nobody is left to hear
  work.signal.addEventListener(
    'abort',
    () =>
      void events
        .return()
        .catch(() => undefined)
        .finally(onEnd),
    { once: true },
  )
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await events.next()
        if (!done) return controller.enqueue(toLine(value))
        controller.enqueue(toLine('[DONE]'))
        controller.close()
        onEnd()
      } catch (error) {
        controller.enqueue(toLine(toProblem(error).toBody()))
        controller.close()
        onEnd()
      }
    },
    cancel: () => work.abort(),
  })
  return new Response(stream, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      'x-accel-buffering': 'no',
    },
  })
}
