import { runEventSchema, runSnapshotSchema } from '@evalflow/contract'
import type { z } from 'zod'
import { followEvents } from '../transport/follow-events.ts'
import { path } from '../transport/path.ts'
import { readServerSentEvents } from '../transport/server-sent-events.ts'
import type { RequestOptions } from '../transport/transport.ts'
import { StudioResource } from './studio-resource.ts'

export type StudioRunSnapshot = z.infer<typeof runSnapshotSchema>
export type StudioRunEvent = z.infer<typeof runEventSchema>

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
  events(runId: string, after = 0, options: RequestOptions = {}): AsyncGenerator<StudioRunEvent, void, undefined> {
    return followEvents({
      connect: (seen) => this.#connection(runId, seen, options),
      after,
      signal: options.signal,
      isLast: (event) => event.type === 'run' && FINAL_STATES.includes(event.state),
      hasEnded: async (seen) => {
        const snapshot = await this.get(runId, options)
        return FINAL_STATES.includes(snapshot.state) && snapshot.seq <= seen
      },
    })
  }

  async *#connection(runId: string, after: number, options: RequestOptions) {
    const url = `${path`/api/runs/${runId}/events`}?after=${after}`
    const headers = { Accept: 'text/event-stream', ...options.headers }
    const answer = await this.transport.send({ method: 'GET', url, answer: 'stream', options: { ...options, headers } })
    for await (const message of readServerSentEvents(answer.body)) yield runEventSchema.parse(JSON.parse(message.data))
  }
}
