/**
 * Studio's own API (`/api/...`): flows, runs, files, joined views. Lists are pages:
 * `{data, pagination: {page, page_size, current_page_size, total_pages, total_results}}` as in the NeMo API.
 * Errors are `{detail, code, path?, hint?}`. Times are ISO 8601 in UTC with `Z`.
 */
import { z } from 'zod'
import { budgetAlertSchema, computeSchema } from './costs.ts'
import { jobReasonSchema } from './job-reasons.ts'

const json = z.json()

export const paginationSchema = z.object({
  page: z.int().min(1),
  page_size: z.int().min(1),
  current_page_size: z.int().min(0),
  total_pages: z.int().min(0),
  total_results: z.int().min(0),
})
export const pageOf = <T extends z.ZodType>(item: T) => z.object({ data: z.array(item), pagination: paginationSchema })

/** Body of every error of `/api`. `code` is stable; `detail` is for people: found, expected, what to do. */
export const studioErrorSchema = z.object({
  detail: z.string(),
  code: z.string(),
  /** Field path of bad input, e.g. `flow.nodes.a.values`. */
  path: z.string().optional(),
  current: json.optional(),
})

/** `GET /api/system` */
export const systemSchema = z.object({
  version: z.string(),
  connection: z.object({
    id: z.string(),
    kind: z.enum(['embedded', 'remote']),
    label: z.string(),
    url: z.string().optional(),
  }),
  default_model: z.string().nullable(),
  evaluation_types: z.array(z.object({ id: z.string(), available: z.boolean(), reason: z.string().optional() })),
  sandbox: z.object({ available: z.boolean(), reason: z.string().optional() }),
  secrets: z.boolean(),
})
export type SystemInfo = z.infer<typeof systemSchema>

/** Items of `GET /api/flows?page&page_size&search`: no graph in it. */
export const flowSummarySchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  revision: z.int(),
  nodes: z.int(),
  created_at: z.string(),
  updated_at: z.string(),
})
export type FlowSummary = z.infer<typeof flowSummarySchema>

/** `GET /api/flows/{id}`, and answer of `POST /api/flows {flow}` and `PUT /api/flows/{id} {flow, base_revision}`. */
export const flowRecordSchema = z.object({
  id: z.string(),
  revision: z.int(),
  created_at: z.string(),
  updated_at: z.string(),
  /** A `Flow` of `@evalflow/graph`; parsed there. */
  flow: json,
})
export type FlowRecord = z.infer<typeof flowRecordSchema>

/** One step of a change; path segments are keys of the flow document. `remove` and `replace` need the path to exist. */
export const flowPatchSchema = z.object({
  op: z.enum(['add', 'replace', 'remove']),
  path: z.array(z.string()).min(1),
  value: json.optional(),
})
export type FlowPatch = z.infer<typeof flowPatchSchema>

/** `PATCH /api/flows/{id}`; 409 `revision_conflict` with `current: FlowRecord` if `base_revision` is not the stored one. */
export const flowPatchRequestSchema = z.object({
  base_revision: z.int(),
  patches: z.array(flowPatchSchema).min(1),
  /** Same id twice is applied once, so a lost answer can be retried. */
  change_id: z.string(),
  /** Tab that sent it, so that its own echo on the event stream can be known. */
  client_id: z.string().optional(),
})
export const flowSavedSchema = z.object({ revision: z.int(), updated_at: z.string() })

/** Items of `GET /api/flows/{id}/versions` (newest first); `POST` with `{name}` names the current revision. */
export const flowVersionSchema = z.object({
  revision: z.int(),
  name: z.string().nullable(),
  created_at: z.string(),
  nodes: z.int(),
})
export type FlowVersion = z.infer<typeof flowVersionSchema>

/** Server-sent on `GET /api/flows/{id}/events`: `event: changed` (a save), `event: presence`. */
export const flowChangedEventSchema = z.object({
  revision: z.int(),
  patches: z.array(flowPatchSchema).nullable(),
  client_id: z.string().nullable(),
})
export const flowPresenceEventSchema = z.object({
  clients: z.array(z.object({ client_id: z.string(), label: z.string(), selected: z.array(z.string()) })),
})

/**
 * `POST /api/runs {flow_id, only?}` starts the stored flow, never a client's copy (CVE-2026-33017); answers a RunSnapshot.
 * `GET /api/runs/{id}`, `GET /api/flows/{id}/run` (latest; null if it never ran), `POST /api/runs/{id}/cancel {nodes?}` (all of it, or these nodes and what depends on them),
 * `GET /api/runs/{id}/events` (SSE; each `data` is a RunEvent; `Last-Event-ID` or `?after=seq` resumes).
 */
export const runRequestSchema = z.object({ flow_id: z.string(), only: z.array(z.string()).optional() })

/** Without `nodes` the whole run stops; with them, these nodes stop, what depends on them is skipped, the rest runs on. */
export const runCancelSchema = z.object({ nodes: z.array(z.string()).min(1).optional() })

export const nodeProgressSchema = z.object({
  done: z.number().optional(),
  total: z.number().optional(),
  message: z.string().optional(),
  detail: json.optional(),
})
export const nodeRunSchema = z.object({
  node: z.string(),
  state: z.enum(['idle', 'waiting', 'running', 'done', 'partly', 'failed', 'stopped', 'skipped']),
  cached: z.boolean().optional(),
  startedAt: z.string().optional(),
  finishedAt: z.string().optional(),
  progress: nodeProgressSchema.optional(),
  outputs: z.record(z.string(), json).optional(),
  error: z.object({ code: z.string(), message: z.string(), field: z.string().optional() }).optional(),
  logs: z
    .array(z.object({ at: z.string(), level: z.enum(['info', 'warning', 'error']), message: z.string() }))
    .optional(),
})
export const runSnapshotSchema = z.object({
  id: z.string(),
  flowId: z.string(),
  state: z.enum(['running', 'done', 'partly', 'failed', 'stopped']),
  startedAt: z.string(),
  finishedAt: z.string().optional(),
  nodes: z.record(z.string(), nodeRunSchema),
  /** Highest event `seq` in this picture; ask the event stream for what came after. */
  seq: z.int(),
})
export const runEventSchema = z.discriminatedUnion('type', [
  z.object({ seq: z.int(), type: z.literal('run'), state: runSnapshotSchema.shape.state, at: z.string() }),
  z.object({ seq: z.int(), type: z.literal('node'), node: nodeRunSchema, at: z.string() }),
])

/** `POST /api/files?name=rows.jsonl` with the raw bytes as body (streamed to disk). `id` is the sha256 in hex. */
export const fileRecordSchema = z.object({ id: z.string(), name: z.string(), size_bytes: z.int() })
export type FileRecord = z.infer<typeof fileRecordSchema>

/** Rows on a Hugging Face hub. What is absent: `main`, the only config and split, no token, https://huggingface.co. */
export const hubSourceSchema = z.object({
  /** `organisation/name`; old ones have a name alone. */
  repo: z.string(),
  /** Branch, tag or commit. */
  revision: z.string().optional(),
  config: z.string().optional(),
  /** Maybe with rows, `train[:100]`. */
  split: z.string().optional(),
  /** Name of a stored secret, never the key. */
  token: z.string().optional(),
  /** Address of another hub, or of a Data Store that answers as one. */
  endpoint: z.string().optional(),
})
export type HubSource = z.infer<typeof hubSourceSchema>

/** `POST /api/preview`: how rows would be read, before anything is stored. Same code as the Dataset Creator's run. */
export const previewRequestSchema = z.object({
  source: z.union([
    z.object({ text: z.string(), format: z.enum(['auto', 'csv', 'json', 'jsonl']).optional() }),
    z.object({ file_id: z.string(), name: z.string() }),
    z.object({ hub: hubSourceSchema }),
  ]),
  /** Target field to column; absent means detect. */
  mapping: z.record(z.string(), z.string()).optional(),
  limit: z.int().min(1).max(500).optional(),
  /** Id of a local model in whose tokens lengths are told, too. */
  tokenizer: z.string().min(1).optional(),
})

const lengthsSchema = z.object({ p50: z.int(), p90: z.int(), p99: z.int(), max: z.int() })
export const previewSchema = z.object({
  format: z.enum(['csv', 'json', 'jsonl', 'parquet', 'hub']),
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
  rows: z.array(z.record(z.string(), json)),
  total: z.int(),
  mapping: z.record(z.string(), z.string()),
  style: z.enum(['chat', 'completion', 'unknown']),
  /** `row` is 1-based as a person counts; 0 means the whole file. */
  issues: z.array(
    z.object({
      row: z.int(),
      column: z.string().optional(),
      message: z.string(),
      severity: z.enum(['error', 'warning']),
    }),
  ),
  issues_total: z.int(),
  /** Of the rows that can be used. Lengths are of cells that are not empty (percentiles by nearest rank); `empty` counts cells. */
  statistics: z
    .object({
      columns: z.array(
        z.object({
          name: z.string(),
          empty: z.int(),
          chars: lengthsSchema.nullable(),
          /** Parts between white space. */
          words: lengthsSchema.nullable(),
          /** Of the rows `tokens` tells, by its tokenizer; absent where none was asked for. */
          tokens: lengthsSchema.nullable().optional(),
        }),
      ),
      /** Rows equal as a whole to an earlier one; of the first groups, by row number from 1. */
      duplicates: z.object({
        rows: z.int(),
        groups: z.array(z.object({ kept: z.int(), removed: z.array(z.int()) })),
      }),
      /** Other rows whose shingles overlap with those of an earlier one by 0.8 or more (Jaccard). */
      near_duplicates: z.object({
        rows: z.int(),
        groups: z.array(
          z.object({ kept: z.int(), similar: z.array(z.object({ row: z.int(), similarity: z.number() })) }),
        ),
        /** Rows that were compared; the rest was not. */
        checked: z.int(),
      }),
      /** Whose tokens were counted, in how many rows, drawn evenly. */
      tokens: z
        .object({ model: z.string(), rows: z.int(), /** Cells too long for it. */ uncounted: z.int() })
        .optional(),
    })
    .optional(),
})
export type Preview = z.infer<typeof previewSchema>

/** Items of `GET /api/datasets?page&page_size&search&sort&namespace` : Entity Store joined with Data Store figures. */
export const datasetItemSchema = z.object({
  namespace: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  files_url: z.string(),
  size_bytes: z.int().nullable(),
  records: z.int().nullable(),
  columns: z.array(z.string()).nullable(),
  created_at: z.string(),
  updated_at: z.string(),
})
export type DatasetItem = z.infer<typeof datasetItemSchema>

export const configKindSchema = z.enum(['template', 'direct', 'runtime'])
export type ConfigKindName = z.infer<typeof configKindSchema>

/**
 * Items of `GET /api/configs?kind&page&page_size&search&sort&template&unused_days`; `kind` may be several, as
 * `kind=template,direct`; the envelope adds
 * `counts: {template, direct, runtime}` of the whole namespace.
 */
export const configItemSchema = z.object({
  namespace: z.string(),
  name: z.string(),
  kind: configKindSchema,
  type: z.string(),
  /** `namespace/name` of the template a runtime config came from. */
  template: z.string().nullable(),
  template_changed: z.boolean(),
  files_url: z.string().nullable(),
  jobs: z.int(),
  runtime_configs: z.int(),
  last_used_at: z.string().nullable(),
  created_at: z.string(),
  in_use: z.boolean(),
  metrics: z.array(z.string()),
  /** Of a template: its own; of a runtime config: the template's when it was copied, null where that is not recorded. */
  version: z.int().nullable().optional(),
})
export type ConfigItem = z.infer<typeof configItemSchema>
export const configPageSchema = pageOf(configItemSchema).extend({ counts: z.record(configKindSchema, z.int()) })

/**
 * `GET /api/configs/plan?config=ns/name&files_url=…`: which config a run would use, before it runs. Always 200: that a
 * runtime config does not exist yet is an answer, no error. Looked up by name; the outcome is decided when it runs.
 */
export const configPlanSchema = z.object({
  /** `copy`: the template is gone; the copy that was made of it for this dataset runs. */
  outcome: z.enum(['as_is', 'reuse', 'create', 'copy', 'dataset_missing', 'config_missing']),
  /** Of the config the job will run with; null while that cannot be said. */
  name: z.string().nullable(),
  /** When the reused one was made. */
  made_at: z.string().nullable(),
  /** Rows of a config that is used as it is. */
  files_url: z.string().nullable(),
  /** Another dataset was given than the one the config is fixed to. */
  dataset_ignored: z.boolean(),
  /** Something else has the name, so a number is added. */
  name_taken: z.boolean(),
})
export type ConfigPlan = z.infer<typeof configPlanSchema>

/** `POST /api/configs/cleanup`: removes runtime configs; `dry_run` only tells. A config a running job uses is kept. */
export const cleanupRequestSchema = z.object({
  refs: z.array(z.string()).optional(),
  policy: z
    .object({ unused_days: z.number().min(0).optional(), template: z.string().optional(), all: z.boolean().optional() })
    .optional(),
  dry_run: z.boolean(),
})
export const cleanupResultSchema = z.object({
  removed: z.array(z.string()),
  kept: z.array(z.object({ ref: z.string(), reason: z.string() })),
  dry_run: z.boolean(),
})

/** Items of `GET /api/targets?search&page&page_size`: stored targets, local models and baselines in one list. */
export const targetItemSchema = z.object({
  /** `namespace/name` of a stored target, or the model id for local and baseline models. */
  ref: z.string(),
  label: z.string(),
  kind: z.enum(['stored', 'local', 'baseline']),
  detail: z.string(),
  state: z.enum(['ready', 'loading', 'absent', 'failed', 'unknown']),
})
export type TargetItem = z.infer<typeof targetItemSchema>

/** Items of `GET /api/models`; `POST /api/models/{id}/pull` starts a download that the list then shows. */
export const modelItemSchema = z.object({
  id: z.string(),
  label: z.string(),
  kind: z.enum(['local', 'baseline']),
  state: z.enum(['ready', 'absent', 'pulling', 'failed']),
  detail: z.string(),
  size_bytes: z.int().nullable(),
  /** Percent, 0 to 100, while pulling. */
  progress: z.number().nullable(),
  context_tokens: z.int().nullable(),
  licence: z.string().nullable(),
})
export type ModelItem = z.infer<typeof modelItemSchema>

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

/** `GET` and `PUT /api/prices`: what tokens cost, for figures of money and for budgets. */
export const priceTableSchema = z.object({
  currency: z.string().min(1).max(10),
  /** Day the prices were looked up, `YYYY-MM-DD`; null if not known. */
  as_of: z.iso.date().nullable(),
  /** The first that fits a model id counts. */
  prices: z.array(
    z.object({
      /** Model id; `*` stands for any text, and letter case does not matter. */
      model: z.string().min(1).max(200),
      /** Host name of the endpoints this price is for; absent: any. The same model costs another sum elsewhere. */
      host: z.string().min(1).max(253).optional(),
      /** Currency units per million tokens. */
      input_per_million: z.number().min(0),
      output_per_million: z.number().min(0),
      /** Of prompt tokens the server had in its cache and said so; absent: as `input_per_million`. */
      cached_per_million: z.number().min(0).optional(),
      /** Day this price was looked up; absent: the table's. */
      as_of: z.iso.date().optional(),
      /** Where it was looked up. */
      source: z.string().max(500).optional(),
      note: z.string().max(500).optional(),
    }),
  ),
})
export type PriceTable = z.infer<typeof priceTableSchema>

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
