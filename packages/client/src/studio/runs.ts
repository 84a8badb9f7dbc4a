import { runEventSchema, runSnapshotSchema } from '@evalflow/contract'
import type { z } from 'zod'
import { ApiError, ConnectionError, TimeoutError } from '../errors.ts'
import { path } from '../transport/path.ts'
import { readServerSentEvents } from '../transport/server-sent-events.ts'
import type { RequestOptions } from '../transport/transport.ts'
import { StudioResource } from './studio-resource.ts'

export type StudioRunSnapshot = z.infer<typeof runSnapshotSchema>
export type StudioRunEvent = z.infer<typeof runEventSchema>

const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 5_000
/** Times in a row that the server may be away: about ten minutes. */
const MAX_AWAY = 120
const FINAL_STATES: readonly string[] = ['done', 'partly', 'failed', 'stopped']

/** Executions of stored flows. `/api/runs` */
export class Runs extends StudioResource {
  /** Runs the stored flow, or with `only` these nodes and what they need. */
  start(flowId: string, only?: readonly string[], options?: RequestOptions): Promise<StudioRunSnapshot> {
    const body = { flow_id: flowId, ...(only && { only }) }
    return this.transport.post('/api/runs', runSnapshotSchema, body, options, 'once')
  }

  /** @throws NotFoundError */
  get(runId: string, options?: RequestOptions): Promise<StudioRunSnapshot> {
    return this.transport.get(path`/api/runs/${runId}`, runSnapshotSchema, options)
  }

  async cancel(runId: string, options?: RequestOptions): Promise<void> {
    const url = path`/api/runs/${runId}/cancel`
    await this.transport.send({ method: 'POST', url, body: { json: {} }, answer: 'text', options })
  }

  /** Stops these nodes; what depends on them is skipped, the rest runs on. @throws NotFoundError */
  async stopNodes(runId: string, nodes: readonly string[], options?: RequestOptions): Promise<void> {
    const url = path`/api/runs/${runId}/cancel`
    await this.transport.send({ method: 'POST', url, body: { json: { nodes } }, answer: 'text', options })
  }

  /**
   * Events after `after`, each once, in order. A broken connection is taken up where it broke, also when the server was
   * stopped and started meanwhile; ends when the run does.
   *
   * @throws NotFoundError if there is no such run; ConnectionError if the server stays away; an abort when `signal` fires
   */
  async *events(
    runId: string,
    after = 0,
    options: RequestOptions = {},
  ): AsyncGenerator<StudioRunEvent, void, undefined> {
    let seen = after
    let away = 0
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
      try {
        for await (const event of this.#connection(runId, seen, options)) {
          if (event.seq <= seen) continue
          seen = event.seq
          away = 0
          waitMs = FIRST_WAIT_MS
          yield event
          if (event.type === 'run' && FINAL_STATES.includes(event.state)) return
        }
        // the stream closed without a last event: the run may have ended before it was opened
        const snapshot = await this.get(runId, options)
        if (FINAL_STATES.includes(snapshot.state) && snapshot.seq <= seen) return
        away = 0
      } catch (error) {
        options.signal?.throwIfAborted()
        if (!isAway(error) || ++away > MAX_AWAY) throw error
      }
      await new Promise((resolve) => setTimeout(resolve, waitMs))
      options.signal?.throwIfAborted()
    }
  }

  async *#connection(runId: string, after: number, options: RequestOptions) {
    const url = `${path`/api/runs/${runId}/events`}?after=${after}`
    const headers = { Accept: 'text/event-stream', ...options.headers }
    const answer = await this.transport.send({ method: 'GET', url, answer: 'stream', options: { ...options, headers } })
    for await (const message of readServerSentEvents(answer.body)) yield runEventSchema.parse(JSON.parse(message.data))
  }
}

/** The server, or the way to it, is down for now: cut off, not reached, or starting. A broken stream is a TypeError. */
function isAway(error: unknown): boolean {
  if (error instanceof ApiError) return error.status >= 502 && error.status <= 504
  return error instanceof ConnectionError || error instanceof TimeoutError || error instanceof TypeError
}
