import {
  batchItemSchema,
  batchPreviewSchema,
  batchSchema,
  cleanupResultSchema,
  cleanupStateSchema,
  configCheckSchema,
  deletionSchema,
  editedTemplateSchema,
  fitMatrixSchema,
  importedSchema,
  importPreviewSchema,
  removalSchema,
  runtimePreviewSchema,
  templateRunSchema,
  templateUsageSchema,
  templateVersionsSchema,
  type QueryTree,
} from '@evalflow/contract'
import { z } from 'zod'
import { path } from '../transport/path.ts'
import { toQueryString } from '../transport/query-string.ts'
import type { RequestOptions } from '../transport/transport.ts'
import { StudioResource } from './studio-resource.ts'

type Contract = typeof import('@evalflow/contract')
type Body<Name extends keyof Contract> = Contract[Name] extends z.ZodType ? z.input<Contract[Name]> : never

const BASE = '/api/configs'
const fileSchema = z.record(z.string(), z.json())

/** Versions, files, fit, batches, clean-up rules and usage of configs. `/api/configs/...` */
export class ConfigLibrary extends StudioResource {
  /** Newest first. @throws NotFoundError */
  versions(query: { config: string; before?: number; page_size?: number }, options?: RequestOptions) {
    return this.transport.get(`${BASE}/versions?${toQueryString(query)}`, templateVersionsSchema, options)
  }

  /** @throws ConflictError `template_changed` */
  edit(body: Body<'editTemplateSchema'>, options?: RequestOptions) {
    return this.transport.post(`${BASE}/edit`, editedTemplateSchema, body, options)
  }

  /** @throws ConflictError `template_changed` */
  restore(body: Body<'restoreTemplateSchema'>, options?: RequestOptions) {
    return this.transport.post(`${BASE}/restore`, editedTemplateSchema, body, options)
  }

  /** What `delete` would do. */
  deletion(config: string, options?: RequestOptions) {
    return this.transport.get(`${BASE}/deletion?${toQueryString({ config })}`, deletionSchema, options)
  }

  /** @throws ConflictError `config_in_use` */
  delete(config: string, options?: RequestOptions) {
    return this.transport.post(`${BASE}/delete`, deletionSchema, { config }, options)
  }

  /** Every problem of a config that is not created yet. */
  check(body: Body<'checkConfigSchema'>, options?: RequestOptions) {
    return this.transport.post(`${BASE}/check`, configCheckSchema, body, options)
  }

  preview(query: { config: string; dataset: string }, options?: RequestOptions) {
    return this.transport.get(`${BASE}/preview?${toQueryString(query)}`, runtimePreviewSchema, options)
  }

  /** A `TemplateFile` of `@evalflow/configs`. */
  export(config: string, options?: RequestOptions) {
    return this.transport.get(`${BASE}/export?${toQueryString({ config })}`, fileSchema, options)
  }

  importPreview(body: Body<'importPreviewRequestSchema'>, options?: RequestOptions) {
    return this.transport.post(`${BASE}/import/preview`, importPreviewSchema, body, options)
  }

  import(body: Body<'importRequestSchema'>, options?: RequestOptions) {
    return this.transport.post(`${BASE}/import`, importedSchema, body, options)
  }

  fit(query: QueryTree = {}, options?: RequestOptions) {
    return this.transport.get(`${BASE}/fit?${toQueryString(query)}`, fitMatrixSchema, options)
  }

  batchPreview(body: Body<'batchChoiceSchema'>, query: QueryTree = {}, options?: RequestOptions) {
    return this.transport.post(`${BASE}/batches/preview?${toQueryString(query)}`, batchPreviewSchema, body, options)
  }

  startBatch(body: Body<'batchRequestSchema'>, options?: RequestOptions) {
    return this.transport.post(`${BASE}/batches`, batchSchema, body, options)
  }

  batches(query: QueryTree = {}, options?: RequestOptions) {
    return this.page(`${BASE}/batches`, batchSchema, query, options)
  }

  batch(id: string, options?: RequestOptions) {
    return this.transport.get(path`/api/configs/batches/${id}`, batchSchema, options)
  }

  batchItems(id: string, query: QueryTree = {}, options?: RequestOptions) {
    return this.page(path`/api/configs/batches/${id}/items`, batchItemSchema, query, options)
  }

  cancelBatch(id: string, options?: RequestOptions) {
    return this.transport.post(path`/api/configs/batches/${id}/cancel`, batchSchema, {}, options)
  }

  /** Only what failed. */
  retryBatch(id: string, options?: RequestOptions) {
    return this.transport.post(path`/api/configs/batches/${id}/retry`, batchSchema, {}, options)
  }

  cleanupRules(options?: RequestOptions) {
    return this.transport.get(`${BASE}/cleanup/rules`, cleanupStateSchema, options)
  }

  putCleanupRules(body: Body<'cleanupSettingsSchema'>, options?: RequestOptions) {
    return this.transport.put(`${BASE}/cleanup/rules`, cleanupStateSchema, body, options)
  }

  runCleanup(body: Body<'cleanupRunSchema'>, options?: RequestOptions) {
    return this.transport.post(`${BASE}/cleanup/run`, cleanupResultSchema, body, options)
  }

  removals(query: QueryTree = {}, options?: RequestOptions) {
    return this.page(`${BASE}/removals`, removalSchema, query, options)
  }

  restoreRemoved(id: number, options?: RequestOptions) {
    return this.transport.post(path`/api/configs/removals/${String(id)}/restore`, removalSchema, {}, options)
  }

  usage(query: QueryTree = {}, options?: RequestOptions) {
    return this.page(`${BASE}/usage`, templateUsageSchema, query, options)
  }

  runs(query: QueryTree & { config: string }, options?: RequestOptions) {
    return this.page(`${BASE}/usage/runs`, templateRunSchema, query, options)
  }
}
