import { createParser, type EventSourceMessage } from 'eventsource-parser'

/** Events of a `text/event-stream` body, in order; ends with the stream. Leaving the loop closes the stream. */
export async function* readServerSentEvents(body: unknown): AsyncGenerator<EventSourceMessage, void, undefined> {
  if (!(body instanceof ReadableStream)) return
  const stream: ReadableStream<Uint8Array> = body
  const reader = stream.getReader()
  const decoder = new TextDecoder()
  const ready: EventSourceMessage[] = []
  const parser = createParser({ onEvent: (event) => ready.push(event) })
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      parser.feed(decoder.decode(value, { stream: true }))
      yield* ready.splice(0)
    }
  } finally {
    await reader.cancel().catch(() => undefined) // already closed by the other side
  }
}
