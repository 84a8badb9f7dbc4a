/**
 * Money, compute and energy: what was spent, what a run is likely to cost, where the limits are and who is told.
 *
 * Nothing here is guessed: what has no price, no usage or no pilot is null or counted as unknown.
 */
import { z } from 'zod'
import { jobReasonSchema } from './job-reasons.ts'

/** A job reached a share of a budget. Told once each, a resume included. */
export const budgetAlertSchema = z.object({
  /** Part of the limit that was reached, 0 to 1. */
  share: z.number(),
  amount: z.number(),
  limit: z.number(),
  currency: z.string(),
  /** Whose limit: the job's own, or that of its project. */
  scope: z.enum(['job', 'project']),
  at: z.string(),
})
export type JobAlert = z.infer<typeof budgetAlertSchema>

/** Compute of a job, cumulative over its runs. Null is *unavailable*; the method says how a figure came about. */
export const computeSchema = z.object({
  cpu_seconds: z.number().min(0),
  cpu_method: z.string(),
  /** The same in any language; absent in jobs of older versions, as `energy_because`. */
  cpu_because: jobReasonSchema.optional(),
  energy_wh: z.number().min(0).nullable(),
  /** How it was measured or estimated, or why it is unavailable. */
  energy_method: z.string(),
  energy_because: jobReasonSchema.optional(),
})
export type ComputeFigures = z.infer<typeof computeSchema>

export const costGroupSchema = z.enum(['project', 'flow', 'model', 'job'])
/** Sums of one project, flow, model or job. */
export const costLineSchema = z.object({
  /** Name of the project, id of flow or job, model; empty where there is none. */
  key: z.string(),
  label: z.string(),
  jobs: z.int(),
  rows: z.int(),
  prompt_tokens: z.int(),
  completion_tokens: z.int(),
  /** Rows whose tokens nobody told. */
  unknown_rows: z.int(),
  /** By currency: sums are never mixed. Absent where nothing had a price. */
  money: z.array(z.object({ currency: z.string(), amount: z.number() })),
  /** Jobs no model of which had a price. */
  unpriced_jobs: z.int(),
  cpu_seconds: z.number(),
  /** Null if no job told any. */
  energy_wh: z.number().nullable(),
})
export type CostLine = z.infer<typeof costLineSchema>

/**
 * `GET /api/costs?by=project|flow|model|job&flow=&project=&page&page_size`: sums, dearest first. Jobs that were deleted
 * still count. `total` is of all lines.
 */
export const costPageSchema = z.object({
  by: costGroupSchema,
  data: z.array(costLineSchema),
  total: costLineSchema,
  pagination: z.object({
    page: z.int().min(1),
    page_size: z.int().min(1),
    current_page_size: z.int().min(0),
    total_pages: z.int().min(0),
    total_results: z.int().min(0),
  }),
})
export type CostPage = z.infer<typeof costPageSchema>

/** A figure with what it may lie between, 95 %. `high` and `low` are null where a pilot of one row says nothing of spread. */
export const estimateSchema = z.object({
  value: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  method: z.string(),
})
export type Estimate = z.infer<typeof estimateSchema>

/**
 * `POST /api/forecast`: asks `pilot_rows` rows of each task, drawn at random, for real and says what all rows would take.
 *
 * `config` and `target` as in a job. A template needs `files_url`. With `pilot_rows: 0` nothing is asked and every figure is
 * null: without a pilot nothing is known. The replies are kept for a day; a job of the same config and target takes them
 * and marks those rows `cached`.
 */
export const forecastRequestSchema = z.object({
  config: z.union([z.string().min(1), z.record(z.string(), z.unknown())]),
  target: z.union([z.string().min(1), z.record(z.string(), z.unknown())]),
  files_url: z.string().optional(),
  pilot_rows: z.int().min(0).max(200).default(10),
  /** Whose budget pays for the pilot. */
  project: z.string().max(200).optional(),
})
export const forecastSchema = z.object({
  /** Rows of all tasks; null if the data set does not tell. */
  rows: z.int().nullable(),
  pilot: z
    .object({
      rows: z.int(),
      failed: z.int(),
      /** Rows an earlier pilot had asked; they cost nothing now and count as they did then. */
      cached: z.int(),
      /** Rows were drawn by it; null where the data set tells no count, and the first rows were taken. Of older servers absent. */
      seed: z.int().nullish(),
      seconds: z.number(),
      cost: z.number().nullable(),
    })
    .nullable(),
  prompt_tokens: estimateSchema.nullable(),
  completion_tokens: estimateSchema.nullable(),
  money: estimateSchema.extend({ currency: z.string() }).nullable(),
  seconds: estimateSchema.nullable(),
  energy_wh: estimateSchema.nullable(),
  /** Why a figure is null, and what to do; how the pilot's rows were drawn. */
  notes: z.array(z.string()),
})
export type Forecast = z.infer<typeof forecastSchema>

/** `GET` and `PUT /api/cost-settings`. */
export const costSettingsSchema = z.object({
  /** Shares of a budget that are told, in percent. */
  alert_percents: z.array(z.int().min(1).max(100)).max(10).default([50, 80, 100]),
  /** Watts one busy processor core draws; null leaves energy unavailable where it cannot be measured. */
  watts_per_core: z.number().positive().max(10_000).nullable().default(null),
  /** Most money all jobs of a project may cost, in the currency of the prices. */
  project_budgets: z.record(z.string().min(1).max(200), z.number().min(0)).default({}),
  webhook: z
    .object({
      url: z.url({ protocol: /^https?$/ }).max(2000),
      /** Name of a stored secret, the key of the signature. */
      secret: z.string().min(1).max(100).nullable().default(null),
    })
    .nullable()
    .default(null),
})
export type CostSettings = z.infer<typeof costSettingsSchema>

/** Items of `GET /api/webhook-deliveries`, newest first. `POST /api/webhook-deliveries/test` sends a trial. */
export const webhookDeliverySchema = z.object({
  id: z.string(),
  event: z.string(),
  url: z.string(),
  state: z.enum(['waiting', 'delivered', 'failed']),
  tries: z.int(),
  /** Status of the last answer; null if none came. */
  status: z.int().nullable(),
  error: z.string().nullable(),
  created_at: z.string(),
  /** Of the next try, while it waits. */
  next_at: z.string().nullable(),
})
export type WebhookDelivery = z.infer<typeof webhookDeliverySchema>
