/**
 * Config Manager's part of Studio's API, below `/api/configs`: versions, files, checks, fit, usage. Pages, errors and
 * times are as in `studio-api.ts`; batches and clean-up rules are in `config-work-api.ts`.
 */
import { z } from 'zod'
import { pageOf, paginationSchema } from './studio-api.ts'

const json = z.json()

/** What a template says; `contentHash` of `@evalflow/configs` is its identity. */
export const templateContentSchema = z.object({
  type: z.string().min(1),
  params: z.record(z.string(), json).optional(),
  tasks: z.record(z.string(), json).optional(),
  groups: z.record(z.string(), json).optional(),
  description: z.string().max(10_000).optional(),
})

/** Items of `GET /api/configs/versions?config=ns/name&before&page_size`, newest first. */
export const templateVersionSchema = z.object({
  version: z.int(),
  /** `namespace/name` it is kept under, or the template's own if it was never changed. */
  ref: z.string(),
  hash: z.string(),
  made_at: z.string().nullable(),
  note: z.string().nullable(),
  current: z.boolean(),
  content: templateContentSchema,
})
export type TemplateVersionItem = z.infer<typeof templateVersionSchema>
export const templateVersionsSchema = z.object({
  data: z.array(templateVersionSchema),
  /** `before` of the next page; null at the end. */
  next: z.int().nullable(),
  /** Number of the newest. */
  newest: z.int(),
})
export type TemplateVersions = z.infer<typeof templateVersionsSchema>

/**
 * `POST /api/configs/edit`: the content becomes the next version. 409 `template_changed` if the template's hash is not
 * `base_hash` any more; 422 `config_rejected` with `path`.
 */
export const editTemplateSchema = z.object({
  config: z.string(),
  base_hash: z.string(),
  content: templateContentSchema,
  note: z.string().max(500).optional(),
})
/** `POST /api/configs/restore`: an old version becomes the next one; errors as for an edit. */
export const restoreTemplateSchema = z.object({ config: z.string(), version: z.int().min(1), base_hash: z.string() })
export const editedTemplateSchema = z.object({ version: z.int(), outcome: z.enum(['edited', 'unchanged']) })
export type EditedTemplateAnswer = z.infer<typeof editedTemplateSchema>

/** `GET /api/configs/deletion?config=`: what deleting would do. `POST /api/configs/delete {config}` does just that. */
export const deletionSchema = z.object({
  config: z.string(),
  kind: z.enum(['template', 'direct', 'runtime']),
  /** Kept versions that go with a template. */
  versions: z.int(),
  /** Copies of a template; they stay, and runs over their datasets use them. */
  runtime_configs: z.int(),
  jobs: z.int(),
  /** Unfinished jobs; while there are any, nothing is deleted (409 `config_in_use`). */
  unfinished: z.int(),
})
export type Deletion = z.infer<typeof deletionSchema>

/** One thing that is wrong, where. `path` is dotted; empty for the whole. */
export const configProblemSchema = z.object({
  path: z.string(),
  message: z.string(),
  severity: z.enum(['error', 'warning']),
})
export type ConfigProblem = z.infer<typeof configProblemSchema>
/** `POST /api/configs/check`: every problem of a config before it is created; `files_url` checks its columns too. */
export const checkConfigSchema = z.object({
  config: z.record(z.string(), json),
  files_url: z.string().optional(),
  /** Changing one that exists, so that its own name is not taken. */
  exists: z.boolean().optional(),
})
export const configCheckSchema = z.object({ problems: z.array(configProblemSchema) })

export const fieldChangeSchema = z.object({
  path: z.string(),
  kind: z.enum(['added', 'removed', 'changed']),
  before: json.optional(),
  after: json.optional(),
})
export type FieldChangeItem = z.infer<typeof fieldChangeSchema>

/** Does a template suit a dataset? Null: it cannot be said, and `reasons` says why. */
export const fitSchema = z.object({ fits: z.boolean().nullable(), reasons: z.array(z.string()) })
export type FitAnswer = z.infer<typeof fitSchema>

/** `GET /api/configs/preview?config=&dataset=ns/name`: the runtime config that a run would use or create. */
export const runtimePreviewSchema = z.object({
  outcome: z.enum(['reuse', 'create']),
  ref: z.string(),
  name_taken: z.boolean(),
  template_version: z.int(),
  /** Exactly what is stored, or would be sent. */
  config: z.record(z.string(), json),
  /** Against the template. */
  changes: z.array(fieldChangeSchema),
  fit: fitSchema,
})
export type RuntimePreviewAnswer = z.infer<typeof runtimePreviewSchema>

/** `GET /api/configs/export?config=`: a template as a file (rules E of `@evalflow/configs`); parsed there. */
export const importPreviewRequestSchema = z.object({ file: z.string().max(1_000_001), name: z.string().optional() })
/** `POST /api/configs/import/preview`: what an import would do; 422 `file_refused` with `path`. Nothing is written. */
export const importPreviewSchema = z.object({
  name: z.string(),
  version: z.int(),
  hash: z.string(),
  /** `same`: it is here already; `changed`: another content has the name. */
  outcome: z.enum(['create', 'same', 'changed']),
  /** Of the template that has the name; with `changed` it is the base of a new version. */
  existing_hash: z.string().nullable(),
  /** Against that one. */
  changes: z.array(fieldChangeSchema),
  /** A free name near the wanted one. */
  free_name: z.string(),
  needs: z.array(
    z.object({
      kind: z.enum(['type', 'column', 'model', 'judge', 'encoder', 'secret']),
      name: z.string(),
      path: z.string(),
      /** Null: only a run can tell. */
      here: z.boolean().nullable(),
      detail: z.string(),
    }),
  ),
  problems: z.array(configProblemSchema),
})
export type ImportPreview = z.infer<typeof importPreviewSchema>
/** `POST /api/configs/import`: makes a template, or with `as: version` the next version of the one that has the name. */
export const importRequestSchema = importPreviewRequestSchema.extend({
  as: z.enum(['template', 'version']),
  base_hash: z.string().optional(),
  /** Names of stored secrets, by the place in `secrets` of the file. */
  secrets: z.record(z.string(), z.string()).optional(),
})
export const importedSchema = z.object({
  config: z.string(),
  version: z.int(),
  outcome: z.enum(['created', 'edited', 'unchanged']),
})
export type Imported = z.infer<typeof importedSchema>

/** `GET /api/configs/fit?page&page_size&search&dataset_page&dataset_page_size&dataset_search`: templates by datasets. */
export const fitMatrixSchema = z.object({
  templates: z.array(z.object({ ref: z.string(), type: z.string(), version: z.int(), needs: z.array(z.string()) })),
  datasets: z.array(
    z.object({
      ref: z.string(),
      files_url: z.string(),
      columns: z.array(z.string()).nullable(),
      records: z.int().nullable(),
    }),
  ),
  /** By row (template), then column (dataset). */
  cells: z.array(z.array(fitSchema)),
  pagination: z.object({ templates: paginationSchema, datasets: paginationSchema }),
})
export type FitMatrix = z.infer<typeof fitMatrixSchema>

/** Items of `GET /api/configs/usage?page&page_size&search&sort`, one per template, from all stored jobs. */
export const templateUsageSchema = z.object({
  template: z.string(),
  /** False once it was deleted; its jobs are still counted. */
  exists: z.boolean(),
  runs: z.int(),
  completed: z.int(),
  failed: z.int(),
  cancelled: z.int(),
  unfinished: z.int(),
  datasets: z.int(),
  /** `failed / (completed + failed)`; null before one of either. */
  failure_rate: z.number().nullable(),
  first_run_at: z.string(),
  last_run_at: z.string(),
  /** Runs in each of the last twelve weeks, oldest first. */
  weeks: z.array(z.int()),
})
export type TemplateUsage = z.infer<typeof templateUsageSchema>
export const usagePageSchema = pageOf(templateUsageSchema)

/** `GET /api/configs/usage/runs?config=&page&page_size`: the runs of one template with their scores, newest first. */
export const templateRunSchema = z.object({
  job: z.string(),
  at: z.string(),
  status: z.string(),
  message: z.string().nullable(),
  dataset: z.string().nullable(),
  target: z.string(),
  version: z.int().nullable(),
  scores: z.array(
    z.object({
      name: z.string(),
      value: z.number(),
      low: z.number().nullable(),
      high: z.number().nullable(),
      n: z.int(),
    }),
  ),
})
export type TemplateRun = z.infer<typeof templateRunSchema>
