/** Configs as lists show them, what a run would take, and the clean-up of what templates made. */
import { z } from 'zod'
import { pageOf } from './studio-api.ts'

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
