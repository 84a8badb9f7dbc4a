/** What Config Manager asks of the server beyond lists of configs; the client's `configLibrary` is one. */
import type {
  Batch,
  BatchItem,
  BatchPreview,
  CleanupRule,
  CleanupSettings,
  CleanupState,
  ConfigProblem,
  Deletion,
  EditedTemplateAnswer,
  FitMatrix,
  Imported,
  ImportPreview,
  Removal,
  RuntimePreviewAnswer,
  TemplateRun,
  TemplateUsage,
  TemplateVersionItem,
  TemplateVersions,
} from '@evalflow/contract'
import type { JsonObject } from '../../services.ts'
import type { CleanupResult, Page } from '../wire.ts'

export type {
  Batch,
  BatchItem,
  BatchPreview,
  CleanupRule,
  CleanupSettings,
  CleanupState,
  ConfigProblem,
  FitMatrix,
  ImportPreview,
  Removal,
  RuntimePreviewAnswer,
  TemplateRun,
  TemplateUsage,
  TemplateVersionItem,
  TemplateVersions,
}
export type TemplateContentInput = TemplateVersionItem['content']

interface Options {
  signal?: AbortSignal
}
export interface BatchChoice {
  template: string
  datasets: string[] | { all_fitting: true; search?: string }
}

export interface ConfigLibraryPort {
  versions: (
    query: { config: string; before?: number; page_size?: number },
    options?: Options,
  ) => Promise<TemplateVersions>
  edit: (body: {
    config: string
    base_hash: string
    content: TemplateContentInput
    note?: string
  }) => Promise<EditedTemplateAnswer>
  restore: (body: { config: string; version: number; base_hash: string }) => Promise<EditedTemplateAnswer>
  deletion: (config: string, options?: Options) => Promise<Deletion>
  delete: (config: string) => Promise<Deletion>
  check: (
    body: { config: JsonObject; files_url?: string; exists?: boolean },
    options?: Options,
  ) => Promise<{ problems: ConfigProblem[] }>
  preview: (query: { config: string; dataset: string }, options?: Options) => Promise<RuntimePreviewAnswer>
  export: (config: string) => Promise<JsonObject>
  importPreview: (body: { file: string; name?: string }, options?: Options) => Promise<ImportPreview>
  import: (body: {
    file: string
    name?: string
    as: 'template' | 'version'
    base_hash?: string
    secrets?: Record<string, string>
  }) => Promise<Imported>
  fit: (
    query: {
      page?: number
      page_size?: number
      search?: string
      dataset_page?: number
      dataset_page_size?: number
      dataset_search?: string
    },
    options?: Options,
  ) => Promise<FitMatrix>
  batchPreview: (
    body: BatchChoice,
    query: { page?: number; page_size?: number },
    options?: Options,
  ) => Promise<BatchPreview>
  startBatch: (body: BatchChoice & { id: string; target?: string }) => Promise<Batch>
  batches: (query: { page?: number; page_size?: number }, options?: Options) => Promise<Page<Batch>>
  batch: (id: string, options?: Options) => Promise<Batch>
  batchItems: (
    id: string,
    query: { page?: number; page_size?: number; state?: BatchItem['state'] },
    options?: Options,
  ) => Promise<Page<BatchItem>>
  cancelBatch: (id: string) => Promise<Batch>
  retryBatch: (id: string) => Promise<Batch>
  cleanupRules: (options?: Options) => Promise<CleanupState>
  putCleanupRules: (body: CleanupSettings) => Promise<CleanupState>
  runCleanup: (body: { rules?: CleanupRule[]; dry_run: boolean }, options?: Options) => Promise<CleanupResult>
  removals: (query: { page?: number; page_size?: number }, options?: Options) => Promise<Page<Removal>>
  restoreRemoved: (id: number) => Promise<Removal>
  usage: (
    query: { page?: number; page_size?: number; search?: string; sort?: string },
    options?: Options,
  ) => Promise<Page<TemplateUsage>>
  runs: (query: { config: string; page?: number; page_size?: number }, options?: Options) => Promise<Page<TemplateRun>>
}
