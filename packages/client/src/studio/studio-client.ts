/** Client of Studio's own API, `/api/...`; in the browser and in tests. */
import {
  cleanupResultSchema,
  comparisonSchema,
  configPageSchema,
  configPlanSchema,
  datasetItemSchema,
  fileRecordSchema,
  jobAcceptedSchema,
  jobItemSchema,
  jobTimelineSchema,
  modelItemSchema,
  previewSchema,
  probeSchema,
  sampleSchema,
  sampleSummarySchema,
  systemSchema,
  targetItemSchema,
  type FileRecord,
  type QueryTree,
} from '@evalflow/contract'
import type { z } from 'zod'
import { path } from '../transport/path.ts'
import { toQueryString } from '../transport/query-string.ts'
import { Transport, type RequestOptions, type TransportOptions } from '../transport/transport.ts'
import { ConfigLibrary } from './config-library.ts'
import { Flows } from './flows.ts'
import { JobCosts } from './job-costs.ts'
import { Runs } from './runs.ts'
import { StudioResource } from './studio-resource.ts'

type Input<T extends z.ZodType> = z.input<T>

export class StudioClient extends StudioResource {
  readonly flows: Flows
  readonly runs: Runs
  readonly jobCosts: JobCosts
  readonly configLibrary: ConfigLibrary

  /** Without a base URL: the origin of the page. */
  constructor(options: Partial<TransportOptions> = {}) {
    const transport = new Transport({ baseURL: '', ...options })
    super(transport)
    this.flows = new Flows(transport)
    this.runs = new Runs(transport)
    this.jobCosts = new JobCosts(transport)
    this.configLibrary = new ConfigLibrary(transport)
  }

  system(options?: RequestOptions) {
    return this.transport.get('/api/system', systemSchema, options)
  }

  /** How rows would be read; nothing is stored. */
  preview(body: Input<typeof import('@evalflow/contract').previewRequestSchema>, options?: RequestOptions) {
    return this.transport.post('/api/preview', previewSchema, body, options)
  }

  /** Streams `content` to the server. `onProgress` gets bytes sent and in all. */
  async uploadFile(
    name: string,
    content: Blob,
    {
      onProgress,
      ...options
    }: RequestOptions & { readonly onProgress?: (sentBytes: number, totalBytes: number) => void } = {},
  ): Promise<FileRecord> {
    const request = {
      method: 'POST',
      url: `/api/files?${toQueryString({ name })}`,
      body: { raw: content, type: 'application/octet-stream' },
      answer: 'text',
      options: { timeoutMs: UPLOAD_TIMEOUT_MS, ...options },
      onUploadProgress: onProgress && ((event: { loaded: number }) => onProgress(event.loaded, content.size)),
    } as const
    return this.transport.parse(request, await this.transport.send(request), fileRecordSchema)
  }

  datasets(query: QueryTree = {}, options?: RequestOptions) {
    return this.page('/api/datasets', datasetItemSchema, query, options)
  }

  /** A page of configs of one kind, with the counts of all three. */
  configs(query: QueryTree = {}, options?: RequestOptions) {
    return this.transport.get(`/api/configs?${toQueryString(query)}`, configPageSchema, options)
  }

  /** Which config a run with `config` (`namespace/name`) over these rows would use. */
  configPlan(query: { config: string; files_url?: string }, options?: RequestOptions) {
    return this.transport.get(`/api/configs/plan?${toQueryString(query)}`, configPlanSchema, options)
  }

  cleanUpConfigs(body: Input<typeof import('@evalflow/contract').cleanupRequestSchema>, options?: RequestOptions) {
    return this.transport.post('/api/configs/cleanup', cleanupResultSchema, body, options)
  }

  targets(query: QueryTree = {}, options?: RequestOptions) {
    return this.page('/api/targets', targetItemSchema, query, options)
  }

  /** Asks a target what it can do; some ten small requests. @throws ValidationError where it cannot be used */
  probeTarget(body: Input<typeof import('@evalflow/contract').probeRequestSchema>, options?: RequestOptions) {
    return this.transport.post('/api/targets/probe', probeSchema, body, { timeoutMs: ALL_ROWS_TIMEOUT_MS, ...options })
  }

  jobs(query: QueryTree = {}, options?: RequestOptions) {
    return this.page('/api/jobs', jobItemSchema, query, options)
  }

  /** @throws NotFoundError */
  job(jobId: string, options?: RequestOptions) {
    return this.transport.get(path`/api/jobs/${jobId}`, jobItemSchema, options)
  }

  /** What the job measured, also while it runs. @throws NotFoundError */
  jobTimeline(jobId: string, options?: RequestOptions) {
    return this.transport.get(path`/api/jobs/${jobId}/timeline`, jobTimelineSchema, options)
  }

  /** Stops a waiting or running job so that it can go on. @throws ConflictError `job_not_like_that` */
  pauseJob(jobId: string, options?: RequestOptions) {
    return this.transport.post(path`/api/jobs/${jobId}/pause`, jobAcceptedSchema, {}, options)
  }

  /** Goes on with a paused, cancelled or failed job. @throws ConflictError `job_busy`, `job_not_like_that` */
  resumeJob(
    jobId: string,
    body: Input<typeof import('@evalflow/contract').jobResumeRequestSchema> = {},
    options?: RequestOptions,
  ) {
    return this.transport.post(path`/api/jobs/${jobId}/resume`, jobAcceptedSchema, body, options)
  }

  /** Asks the failed rows again; the answer's `rows` is their number. @throws ConflictError as `resumeJob` */
  retryJob(jobId: string, options?: RequestOptions) {
    return this.transport.post(path`/api/jobs/${jobId}/retry`, jobAcceptedSchema, {}, options)
  }

  /** Goes on with more rows. @throws ConflictError as `resumeJob` */
  extendJob(
    jobId: string,
    body: Input<typeof import('@evalflow/contract').jobExtendRequestSchema>,
    options?: RequestOptions,
  ) {
    return this.transport.post(path`/api/jobs/${jobId}/extend`, jobAcceptedSchema, body, options)
  }

  /** Samples of a job, also while it runs; long texts are cut, `sample` has them whole. */
  samples(jobId: string, query: QueryTree = {}, options?: RequestOptions) {
    return this.page(path`/api/jobs/${jobId}/samples`, sampleSchema, query, options)
  }

  sample(jobId: string, task: string, index: number, options?: RequestOptions) {
    return this.transport.get(path`/api/jobs/${jobId}/samples/${task}/${String(index)}`, sampleSchema, options)
  }

  /** What the job's rows say beyond their means. Reads every row: seconds per 100,000. */
  sampleSummary(jobId: string, options?: RequestOptions) {
    return this.transport.get(path`/api/jobs/${jobId}/summary`, sampleSummarySchema, {
      timeoutMs: ALL_ROWS_TIMEOUT_MS,
      ...options,
    })
  }

  /** Two to five jobs over the same rows. @throws ValidationError `not_comparable` */
  comparison(
    { ids, baseline, rows }: { ids: readonly string[]; baseline?: string | undefined; rows?: 'same' | 'shared' },
    options?: RequestOptions,
  ) {
    const query = toQueryString({ ids: ids.join(','), ...(baseline ? { baseline } : {}), ...(rows ? { rows } : {}) })
    return this.transport.get(`/api/comparisons?${query}`, comparisonSchema, {
      timeoutMs: ALL_ROWS_TIMEOUT_MS,
      ...options,
    })
  }

  models(query: QueryTree = {}, options?: RequestOptions) {
    return this.page('/api/models', modelItemSchema, query, options)
  }

  /** Starts a download; `models` then shows its progress. */
  async pullModel(modelId: string, options?: RequestOptions): Promise<void> {
    const url = path`/api/models/${modelId}/pull`
    await this.transport.send({ method: 'POST', url, body: { json: {} }, answer: 'text', options })
  }
}

/** What reads every row of jobs: five of 100,000 rows take some 20 s here. */
const ALL_ROWS_TIMEOUT_MS = 300_000
/** One hour: files may be large, and the caller's signal ends it earlier. */
const UPLOAD_TIMEOUT_MS = 3_600_000
