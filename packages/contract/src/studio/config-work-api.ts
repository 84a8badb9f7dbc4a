/** What Config Manager does in the background, below `/api/configs`: batches over many datasets, and clean-up rules. */
import { z } from 'zod'
import { pageOf } from './studio-api.ts'

/** Which datasets a batch is over: named ones, or all that the search finds and that fit. */
export const batchChoiceSchema = z.object({
  template: z.string(),
  datasets: z.union([
    z.array(z.string()).min(1).max(2000),
    z.object({ all_fitting: z.literal(true), search: z.string().optional() }),
  ]),
})
/** Items of `POST /api/configs/batches/preview?page&page_size`: nothing is written. */
export const batchPreviewItemSchema = z.object({
  dataset: z.string(),
  outcome: z.enum(['create', 'reuse', 'unfit', 'unknown', 'error']),
  /** Of the runtime config. */
  config: z.string().nullable(),
  reasons: z.array(z.string()),
})
export type BatchPreviewItem = z.infer<typeof batchPreviewItemSchema>
export const batchPreviewSchema = pageOf(batchPreviewItemSchema).extend({
  counts: z.object({ create: z.int(), reuse: z.int(), unfit: z.int(), unknown: z.int(), error: z.int() }),
})
export type BatchPreview = z.infer<typeof batchPreviewSchema>

/**
 * `POST /api/configs/batches`: 202 with the batch. The same `id` twice is one batch, so a lost answer can be retried.
 * Datasets that do not fit are left out and listed as such.
 */
export const batchRequestSchema = batchChoiceSchema.extend({
  id: z.string().regex(/^[\w-]{8,64}$/, 'expected 8 to 64 of letters, digits, _ and -'),
  /** `namespace/name` of a stored target, or a model's id; absent: configs are made and nothing is run. */
  target: z.string().optional(),
})
export const batchCountsSchema = z.object({
  total: z.int(),
  /** Not begun. */
  waiting: z.int(),
  /** Config is there and, if asked for, the job was started. */
  running: z.int(),
  done: z.int(),
  failed: z.int(),
  left_out: z.int(),
  cancelled: z.int(),
})
/** Items of `GET /api/configs/batches`; `GET /api/configs/batches/{id}`; answer of `.../cancel` and `.../retry`. */
export const batchSchema = z.object({
  id: z.string(),
  template: z.string(),
  target: z.string().nullable(),
  state: z.enum(['running', 'done', 'partly', 'cancelled']),
  counts: batchCountsSchema,
  /** Datasets per minute over the last minute of work; null before the second one is done. */
  rate_per_minute: z.number().nullable(),
  eta_seconds: z.number().nullable(),
  created_at: z.string(),
  finished_at: z.string().nullable(),
})
export type Batch = z.infer<typeof batchSchema>
/** Items of `GET /api/configs/batches/{id}/items?page&page_size&state`. */
export const batchItemSchema = z.object({
  dataset: z.string(),
  state: z.enum(['waiting', 'running', 'done', 'failed', 'left_out', 'cancelled']),
  /** Of the runtime config; `made` says whether this batch made it. */
  config: z.string().nullable(),
  made: z.boolean(),
  job: z.string().nullable(),
  message: z.string().nullable(),
})
export type BatchItem = z.infer<typeof batchItemSchema>

/** What is removed: runtime configs for which all that is given holds. */
export const cleanupRuleSchema = z
  .object({
    /** Only those of this template. */
    template: z.string().optional(),
    /** Made longer ago. */
    older_than_days: z.number().min(0).max(3650).optional(),
    /** Not used by a job for so long, or never. */
    unused_days: z.number().min(0).max(3650).optional(),
  })
  .refine(
    (rule) => rule.older_than_days !== undefined || rule.unused_days !== undefined,
    'give older_than_days or unused_days',
  )
export type CleanupRule = z.infer<typeof cleanupRuleSchema>
/** `GET` and `PUT /api/configs/cleanup/rules`. Off until a person turns it on. */
export const cleanupSettingsSchema = z.object({
  enabled: z.boolean(),
  every_hours: z.number().min(1).max(720),
  rules: z.array(cleanupRuleSchema).max(50),
})
export type CleanupSettings = z.infer<typeof cleanupSettingsSchema>
export const cleanupStateSchema = cleanupSettingsSchema.extend({
  last_run_at: z.string().nullable(),
  /** Null while it is off. */
  next_run_at: z.string().nullable(),
})
export type CleanupState = z.infer<typeof cleanupStateSchema>
/** `POST /api/configs/cleanup/run {rules?, dry_run}`: by these rules, or those stored. */
export const cleanupRunSchema = z.object({ rules: z.array(cleanupRuleSchema).max(50).optional(), dry_run: z.boolean() })

/** Items of `GET /api/configs/removals`; `POST /api/configs/removals/{id}/restore` makes it again, with its secrets. */
export const removalSchema = z.object({
  id: z.int(),
  config: z.string(),
  kind: z.enum(['template', 'direct', 'runtime']),
  template: z.string().nullable(),
  /** `rule`: the scheduler; `person`: a clean-up or deletion by hand. */
  by: z.enum(['rule', 'person']),
  reason: z.string(),
  removed_at: z.string(),
  restored_at: z.string().nullable(),
})
export type Removal = z.infer<typeof removalSchema>
