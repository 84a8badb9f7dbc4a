/** Jobs: headline scores, live figures, what was measured, and samples with their attempts. */
import { z } from 'zod'
import { budgetAlertSchema, computeSchema } from './costs.ts'
import { jobReasonSchema } from './job-reasons.ts'

const json = z.json()

const confidenceSchema = z.object({ low: z.number(), high: z.number(), method: z.string() })

/** One headline number with its proof (D4). `value` is null when nothing could be scored. */
export const scoreSummarySchema = z.object({
  task: z.string(),
  metric: z.string(),
  score: z.string(),
  value: z.number().nullable(),
  n: z.int(),
  unscored: z.int(),
  failed: z.int(),
  stderr: z.number().nullable(),
  /** 95 %. */
  ci: confidenceSchema.nullable(),
  /** What the value lies between, for drawing: `[0, 1]`, `[0, 100]`, or null if open. */
  range: z.tuple([z.number(), z.number()]).nullable(),
  /** Score of a baseline model on the same config, if such a job exists. */
  floor: z.object({ model: z.string(), value: z.number() }).nullable().optional(),
})
export type ScoreSummary = z.infer<typeof scoreSummarySchema>

const latencySchema = z.object({
  n: z.int(),
  p50_ms: z.number(),
  p90_ms: z.number(),
  p99_ms: z.number(),
  mean_ms: z.number(),
})

/** Live figures of a job: under `status_details.evalflow` of the job and its status, and in `GET /api/jobs/{id}`. */
export const jobProgressSchema = z.object({
  total: z.int().nullable(),
  done: z.int(),
  failed: z.int(),
  unscored: z.int(),
  cached: z.int(),
  retried: z.int(),
  rate_limited: z.int(),
  in_flight: z.int(),
  concurrency: z.int(),
  /** Samples per second, moving. */
  rate: z.number().nullable(),
  eta_seconds: z.object({ low: z.number(), high: z.number() }).nullable(),
  elapsed_seconds: z.number(),
  scores: z.array(scoreSummarySchema),
  latency: z.object({
    target: latencySchema.nullable(),
    ttft: latencySchema.nullable(),
    judge: latencySchema.nullable(),
  }),
  tokens: z.object({ prompt: z.int(), completion: z.int(), unknown: z.int() }),
  cost: z.object({ amount: z.number(), currency: z.string(), budget: z.number().nullable() }).nullable(),
  partial: z.boolean(),
  warnings: z.array(z.string()),
  /** How each task runs, and why; absent in jobs of older versions. */
  pipelines: z
    .array(
      z.object({
        task: z.string(),
        pipeline: z.string(),
        /** English sentences. */
        reasons: z.array(z.string()),
        /** The same in any language, one for each; absent in jobs of older versions. */
        because: z.array(jobReasonSchema).optional(),
      }),
    )
    .optional(),
})
export type JobProgress = z.infer<typeof jobProgressSchema>

/** Items of `GET /api/jobs?page&page_size&status&config&search`, and `GET /api/jobs/{id}`. */
export const jobItemSchema = z.object({
  id: z.string(),
  status: z.string(),
  message: z.string().nullable(),
  config: z.string(),
  config_type: z.string(),
  target: z.string(),
  dataset: z.string().nullable(),
  created_at: z.string(),
  updated_at: z.string(),
  progress: jobProgressSchema.nullable(),
  /** Stopped to go on later; NeMo's status is then `cancelled`. */
  paused: z.boolean().optional(),
  project: z.string().nullable().optional(),
  /** Shares of budgets it reached, oldest first. */
  alerts: z.array(budgetAlertSchema).optional(),
  /** Absent before its first run. */
  compute: computeSchema.nullable().optional(),
})
export type JobItem = z.infer<typeof jobItemSchema>

/**
 * `POST /api/jobs/{id}/resume`: goes on with a paused, cancelled or failed job; an empty body changes nothing. These
 * options may also stand in `params.extra` of a config. 202 `{id, status}`; 409 `job_busy`, `job_not_like_that`.
 * `POST .../pause` and `.../retry` (failed rows only) take no body.
 */
export const jobResumeRequestSchema = z.object({
  cache: z.boolean().optional(),
  /** Absent: wherever the endpoint streams, requests with tools left out. */
  stream: z.boolean().optional(),
  /** Reads `/metrics` of inference servers: true at each target's own origin, or the address to read. */
  server_metrics: z.union([z.boolean(), z.url({ protocol: /^https?$/ })]).optional(),
  /** Most money the whole job may cost; null for no limit. */
  budget: z.number().min(0).nullable().optional(),
  slo: z
    .object({ e2e_ms: z.number().positive(), ttft_ms: z.number().positive(), tpot_ms: z.number().positive() })
    .partial()
    .optional(),
})
/** `POST /api/jobs/{id}/extend`: more rows than the config's `limit_samples`; null is every row. */
export const jobExtendRequestSchema = z.object({ limit_samples: z.int().min(1).nullable() })

/** Answer to `pause`, `resume`, `retry` and `extend`, 202. */
export const jobAcceptedSchema = z.object({
  id: z.string(),
  status: z.string(),
  /** Of `retry`: how many failed rows are asked again. */
  rows: z.int().optional(),
})

const measureSchema = latencySchema.extend({ p95_ms: z.number(), max_ms: z.number() })
const roleMeasuresSchema = z.object({
  requests: z.int(),
  prompt_tokens: z.int(),
  completion_tokens: z.int(),
  /** Replies that did not tell their usage. */
  unknown_tokens: z.int(),
  queue: measureSchema.nullable(),
  e2e: measureSchema.nullable(),
  /** First call to last byte, failed tries and waits included. */
  e2e_with_retries: measureSchema.nullable(),
  ttft: measureSchema.nullable(),
  tpot: measureSchema.nullable(),
  /** Every gap between two chunks of one choice; jobs of older versions have each request's mean gap. */
  itl: measureSchema.nullable(),
  chunks: z.int().optional(),
  tokens_per_chunk: z.number().nullable().optional(),
  ttft_source: z.enum(['measured', 'unavailable']),
  /** Why the first token was not timed, and of how many requests. */
  ttft_unavailable: z.array(z.object({ reason: z.string(), requests: z.int() })).optional(),
  requests_per_second: z.number(),
  completion_tokens_per_second: z.number(),
})

const serverMetricsSchema = z.object({
  endpoint: z.string(),
  url: z.string(),
  /** Why there are no figures; null if they were read. */
  failure: z.string().nullable(),
  started_at: z.string(),
  ended_at: z.string(),
  scrapes: z.int(),
  /** Growth over the run by series. */
  counters: z.record(z.string(), z.number()),
  gauges: z.record(
    z.string(),
    z.object({ before: z.number().nullable(), after: z.number().nullable(), min: z.number(), max: z.number() }),
  ),
  distributions: z.record(z.string(), z.object({ count: z.number(), sum: z.number(), mean: z.number().nullable() })),
  dropped: z.int(),
})

/**
 * `GET /api/jobs/{id}/timeline`: what the job measured, target, judge and encoder apart, over all its runs, also while it runs
 * (then up to two seconds old). Percentiles by HDR histogram. Null is *unavailable*: nothing was measured, as time to
 * first token without a stream. The figures without the timeline are in the result's `custom_fields.measures`.
 */
export const jobTimelineSchema = z.object({
  /** Time it ran, pauses left out. */
  active_seconds: z.number(),
  target: roleMeasuresSchema.nullable(),
  judge: roleMeasuresSchema.nullable(),
  /** The model that plays the user of conversations. */
  user: roleMeasuresSchema.nullable().optional(),
  /** Encoders of metrics; the vectors of a retriever are the target's. */
  encoder: roleMeasuresSchema.nullable().optional(),
  /** Of the server's process, which may run other jobs too. */
  process: z
    .object({
      rss_max_bytes: z.int(),
      cpu_seconds: z.number(),
      /** Of one core. */
      cpu_percent: z.number(),
      /** Of each second's longest delay of the event loop. */
      loop_delay: measureSchema.nullable(),
    })
    .optional(),
  /** What inference servers told of themselves at `/metrics`, where the job was to read it; of its last run. */
  servers: z.array(serverMetricsSchema).optional(),
  /** Target's requests that kept the objective `slo`; null without one. */
  goodput: z
    .object({
      slo: z.record(z.string(), z.number()),
      met: z.int(),
      missed: z.int(),
      unmeasured: z.int(),
      per_second: z.number(),
    })
    .nullable(),
  /** At most 300; of the server's process, which may run other jobs too. */
  timeline: z.array(
    z.object({
      at: z.string(),
      done: z.int(),
      failed: z.int(),
      in_flight: z.int(),
      concurrency: z.int(),
      /** The most since the point before, as `loop_delay_ms`. */
      rss_bytes: z.int(),
      /** Of one core. */
      cpu_percent: z.number(),
      loop_delay_ms: z.number(),
      /** Gauges of inference servers, labels summed. */
      server: z.record(z.string(), z.number()).optional(),
    }),
  ),
})
export type JobTimeline = z.infer<typeof jobTimelineSchema>

/** One try of one request. */
export const attemptSchema = z.object({
  started_at: z.string(),
  duration_ms: z.number(),
  ttft_ms: z.number().nullable(),
  status: z.int().nullable(),
  error: z.string().nullable(),
})

/**
 * Items of `GET /api/jobs/{id}/samples?page&page_size&search&filter=wrong|failed|unscored&category=column=value&sort=index|-{task}.{metric}.{score}`.
 * Exact texts are in `GET /api/jobs/{id}/samples/{task}/{index}`; in lists they are cut at 400 characters.
 */
export const sampleSchema = z.object({
  task: z.string(),
  /** 0-based row in the dataset. */
  index: z.int(),
  status: z.enum(['ok', 'partly', 'failed']),
  prompt: json,
  answer: json,
  reference: json,
  /** By `{metric}.{score}`; null is unscored, with its reason in `unscored`. */
  scores: z.record(z.string(), z.number().nullable()),
  unscored: z.record(z.string(), z.string()),
  error: z.string().nullable(),
  served_by: z.string().nullable(),
  cached: z.boolean(),
  attempts: z.array(attemptSchema),
  queue_ms: z.number().nullable(),
  duration_ms: z.number().nullable(),
  ttft_ms: z.number().nullable(),
  prompt_tokens: z.int().nullable(),
  completion_tokens: z.int().nullable(),
  /** Money of its answers; null where price or usage is not known, absent where nothing has a price. */
  cost: z.number().nullable().optional(),
  judge: json.optional(),
  /** What its scores were made of: a whole conversation, all choices of an answer, what a context window left out. */
  extra: json.optional(),
  item: json.optional(),
})
export type Sample = z.infer<typeof sampleSchema>
