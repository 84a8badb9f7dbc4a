import {
  costPageSchema,
  costSettingsSchema,
  FINAL_JOB_STATUSES,
  forecastSchema,
  jobEventSchema,
  jobItemSchema,
  priceTableSchema,
  webhookDeliverySchema,
  type CostPage,
  type CostSettings,
  type Forecast,
  type JobEvent,
  type PriceTable,
  type QueryTree,
} from '@evalflow/contract'
import type { z } from 'zod'
import { followEvents } from '../transport/follow-events.ts'
import { path } from '../transport/path.ts'
import { toQueryString } from '../transport/query-string.ts'
import { readServerSentEvents } from '../transport/server-sent-events.ts'
import type { RequestOptions } from '../transport/transport.ts'
import { StudioResource } from './studio-resource.ts'

type ForecastRequest = z.input<typeof import('@evalflow/contract').forecastRequestSchema>

/** A pilot waits for its models. */
const FORECAST_TIMEOUT_MS = 3_600_000

/** Live figures of jobs, and what they cost. */
export class JobCosts extends StudioResource {
  /**
   * Pictures of a running job, whole each, to the last (`type: 'end'`), whose scores are the result's. A broken connection
   * is taken up where it broke, also over a restart of the server; nothing comes for a job whose end was seen.
   *
   * @throws NotFoundError; ConnectionError if the server stays away; an abort when `signal` fires
   */
  events(
    jobId: string,
    { after = 0, perSecond, ...options }: RequestOptions & { after?: number; perSecond?: number } = {},
  ): AsyncGenerator<JobEvent, void, undefined> {
    const { transport } = this
    async function* connect(seen: number) {
      const query = toQueryString({ after: seen, ...(perSecond === undefined ? {} : { per_second: perSecond }) })
      const url = `${path`/api/jobs/${jobId}/events`}?${query}`
      const headers = { Accept: 'text/event-stream', ...options.headers }
      const answer = await transport.send({ method: 'GET', url, answer: 'stream', options: { ...options, headers } })
      for await (const message of readServerSentEvents(answer.body))
        yield jobEventSchema.parse(JSON.parse(message.data))
    }
    return followEvents({
      connect,
      after,
      signal: options.signal,
      isLast: (event) => event.type === 'end',
      // the answer to a reader that has seen the end is empty; any other ended job sends its end at once
      hasEnded: async (seen) => {
        const job = await transport.get(path`/api/jobs/${jobId}`, jobItemSchema, options)
        return FINAL_JOB_STATUSES.includes(job.status) && seen > Date.parse(job.updated_at)
      },
    })
  }

  /** Runs a pilot of real calls and says what all rows would take. Sent once: it may cost money. */
  forecast(body: ForecastRequest, options?: RequestOptions): Promise<Forecast> {
    return this.transport.post(
      '/api/forecast',
      forecastSchema,
      body,
      { timeoutMs: FORECAST_TIMEOUT_MS, ...options },
      'once',
    )
  }

  /** Sums by project, flow, model or job. */
  costs(query: QueryTree = {}, options?: RequestOptions): Promise<CostPage> {
    return this.transport.get(`/api/costs?${toQueryString(query)}`, costPageSchema, options)
  }

  settings(options?: RequestOptions): Promise<CostSettings> {
    return this.transport.get('/api/cost-settings', costSettingsSchema, options)
  }

  putSettings(settings: z.input<typeof costSettingsSchema>, options?: RequestOptions): Promise<CostSettings> {
    return this.transport.put('/api/cost-settings', costSettingsSchema, settings, options)
  }

  prices(options?: RequestOptions): Promise<PriceTable> {
    return this.transport.get('/api/prices', priceTableSchema, options)
  }

  /** Replaces the table, for jobs that start from then on. */
  putPrices(table: PriceTable, options?: RequestOptions): Promise<PriceTable> {
    return this.transport.put('/api/prices', priceTableSchema, table, options)
  }

  /** What was sent to the webhook, newest first. */
  deliveries(query: QueryTree = {}, options?: RequestOptions) {
    return this.page('/api/webhook-deliveries', webhookDeliverySchema, query, options)
  }

  /** Sends a trial message; `deliveries` then shows how it went. */
  async testWebhook(options?: RequestOptions): Promise<void> {
    const url = '/api/webhook-deliveries/test'
    await this.transport.send({ method: 'POST', url, body: { json: {} }, answer: 'text', options })
  }
}
