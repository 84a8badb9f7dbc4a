import {
  evaluationJobSchema,
  evaluationResultSchema,
  evaluationStatusDetailsSchema,
  type EvaluationJob,
  type EvaluationJobCreate,
  type EvaluationResult,
  type EvaluationStatusDetails,
  type ListQuery,
} from '@evalflow/contract'
import type { PagePromise } from '../transport/page-promise.ts'
import { path } from '../transport/path.ts'
import { Resource } from '../transport/resource.ts'
import type { RequestOptions } from '../transport/transport.ts'

/** Evaluation jobs: one run of a config against a target. `/v1/evaluation/jobs` */
export class Jobs extends Resource {
  /**
   * Starts a job. Sent again only when it surely did not start, so one call never makes two jobs.
   *
   * @throws NotFoundError or UnprocessableEntityError if config or target cannot be found or used
   */
  create(body: EvaluationJobCreate, options?: RequestOptions): Promise<EvaluationJob> {
    return this.transport.post('/v1/evaluation/jobs', evaluationJobSchema, body, options, 'once')
  }

  list(query: ListQuery = {}, options?: RequestOptions): PagePromise<EvaluationJob> {
    return this.transport.list('/v1/evaluation/jobs', evaluationJobSchema, query, options)
  }

  /** @throws NotFoundError */
  get(jobId: string, options?: RequestOptions): Promise<EvaluationJob> {
    return this.transport.get(path`/v1/evaluation/jobs/${jobId}`, evaluationJobSchema, options)
  }

  /** Stops the job if it runs. @throws NotFoundError */
  delete(jobId: string, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`/v1/evaluation/jobs/${jobId}`, options)
  }

  /** Asks for a stop; poll `get` until the status is `cancelled`. */
  async cancel(jobId: string, options?: RequestOptions): Promise<void> {
    const url = path`/v1/evaluation/jobs/${jobId}/cancel`
    await this.transport.send({ method: 'POST', url, answer: 'text', options })
  }

  /** Progress only: it holds no status. */
  status(jobId: string, options?: RequestOptions): Promise<EvaluationStatusDetails> {
    return this.transport.get(path`/v1/evaluation/jobs/${jobId}/status`, evaluationStatusDetailsSchema, options)
  }

  /** @throws NotFoundError as long as there is none */
  results(jobId: string, options?: RequestOptions): Promise<EvaluationResult> {
    return this.transport.get(path`/v1/evaluation/jobs/${jobId}/results`, evaluationResultSchema, options)
  }

  /** ZIP of logs, as bytes to be read once. */
  logs(jobId: string, options?: RequestOptions): Promise<ReadableStream<Uint8Array>> {
    return this.#download(path`/v1/evaluation/jobs/${jobId}/logs`, options)
  }

  /** ZIP of results and logs, as bytes to be read once. */
  downloadResults(jobId: string, options?: RequestOptions): Promise<ReadableStream<Uint8Array>> {
    return this.#download(path`/v1/evaluation/jobs/${jobId}/download-results`, options)
  }

  async #download(url: string, options: RequestOptions | undefined): Promise<ReadableStream<Uint8Array>> {
    const headers = { Accept: 'application/zip, */*', ...options?.headers }
    const answer = await this.transport.send({ method: 'GET', url, answer: 'stream', options: { ...options, headers } })
    return toByteStream(answer.body)
  }
}

/** The body of a streamed answer; an answer without a body gives an empty stream. */
export function toByteStream(body: unknown): ReadableStream<Uint8Array> {
  if (body instanceof ReadableStream) return body
  return new ReadableStream({ start: (controller) => controller.close() })
}
