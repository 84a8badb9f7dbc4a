import {
  flowChangedEventSchema,
  flowPresenceEventSchema,
  flowRecordSchema,
  flowSavedSchema,
  flowSummarySchema,
  flowVersionSchema,
  runSnapshotSchema,
  type FlowRecord,
  type QueryTree,
} from '@evalflow/contract'
import { z } from 'zod'
import { path } from '../transport/path.ts'
import { readServerSentEvents } from '../transport/server-sent-events.ts'
import type { RequestOptions } from '../transport/transport.ts'
import { StudioResource } from './studio-resource.ts'

type FlowJson = z.input<typeof flowRecordSchema>['flow']
type PatchRequest = z.input<typeof import('@evalflow/contract').flowPatchRequestSchema>

const flowEventSchema = z.discriminatedUnion('event', [
  z.object({ event: z.literal('changed'), data: flowChangedEventSchema }),
  z.object({ event: z.literal('presence'), data: flowPresenceEventSchema }),
])
type Presence = z.input<typeof flowPresenceEventSchema>['clients'][number]
export type FlowEvent = z.infer<typeof flowEventSchema>

/** Stored flows and their versions. `/api/flows` */
export class Flows extends StudioResource {
  list(query: QueryTree = {}, options?: RequestOptions) {
    return this.page('/api/flows', flowSummarySchema, query, options)
  }

  create(flow: FlowJson, options?: RequestOptions): Promise<FlowRecord> {
    return this.transport.post('/api/flows', flowRecordSchema, { flow }, options)
  }

  /** @throws NotFoundError */
  get(flowId: string, options?: RequestOptions): Promise<FlowRecord> {
    return this.transport.get(path`/api/flows/${flowId}`, flowRecordSchema, options)
  }

  /** @throws ConflictError `revision_conflict`, with `body.current` what is stored */
  replace(flowId: string, flow: FlowJson, baseRevision: number, options?: RequestOptions): Promise<FlowRecord> {
    const body = { flow, base_revision: baseRevision }
    return this.transport.put(path`/api/flows/${flowId}`, flowRecordSchema, body, options)
  }

  /** May be retried: a `change_id` is applied once. @throws ConflictError `revision_conflict` as `replace` */
  patch(flowId: string, body: PatchRequest, options?: RequestOptions) {
    return this.transport.patch(path`/api/flows/${flowId}`, flowSavedSchema, body, options)
  }

  delete(flowId: string, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`/api/flows/${flowId}`, options)
  }

  /** Newest first. */
  versions(flowId: string, query: QueryTree = {}, options?: RequestOptions) {
    return this.page(path`/api/flows/${flowId}/versions`, flowVersionSchema, query, options)
  }

  /** The document as it was at `revision`. @throws NotFoundError if that revision is no longer kept */
  version(flowId: string, revision: number, options?: RequestOptions): Promise<FlowRecord> {
    return this.transport.get(path`/api/flows/${flowId}/versions/${String(revision)}`, flowRecordSchema, options)
  }

  /** Tells the other readers of a flow what this one has selected. */
  async announce(flowId: string, presence: Presence, options?: RequestOptions): Promise<void> {
    const url = path`/api/flows/${flowId}/presence`
    await this.transport.send({ method: 'POST', url, body: { json: presence }, answer: 'text', options })
  }

  /** Names the current revision. */
  nameVersion(flowId: string, name: string, options?: RequestOptions) {
    return this.transport.post(path`/api/flows/${flowId}/versions`, flowVersionSchema, { name }, options)
  }

  /** The latest run; null if it never ran. @throws NotFoundError if there is no such flow */
  latestRun(flowId: string, options?: RequestOptions) {
    return this.transport.get(path`/api/flows/${flowId}/run`, runSnapshotSchema.nullable(), options)
  }

  /** Saves and presence of others, until the signal aborts or the server closes. Events of unknown kind are left out. */
  async *events(
    flowId: string,
    query: QueryTree = {},
    options?: RequestOptions,
  ): AsyncGenerator<FlowEvent, void, undefined> {
    const url = `${path`/api/flows/${flowId}/events`}?${new URLSearchParams(Object.entries(query).map(([k, v]) => [k, String(v)]))}`
    const headers = { Accept: 'text/event-stream', ...options?.headers }
    const answer = await this.transport.send({ method: 'GET', url, answer: 'stream', options: { ...options, headers } })
    for await (const message of readServerSentEvents(answer.body)) {
      const event = flowEventSchema.safeParse({ event: message.event, data: JSON.parse(message.data) })
      if (event.success) yield event.data
    }
  }
}
