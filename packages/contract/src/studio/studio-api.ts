/**
 * Studio's own API (`/api/...`): flows, runs, files, joined views. Lists are pages:
 * `{data, pagination: {page, page_size, current_page_size, total_pages, total_results}}` as in the NeMo API.
 * Errors are `{detail, code, path?, hint?}`. Times are ISO 8601 in UTC with `Z`.
 */
import { z } from 'zod'

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
