/**
 * What a component may reach while it runs. The server and the command line hand these in, so `run` is the same code in
 * both and tests need no network. Retry, timeout and redaction live behind `nemo` (the client's transport), never here.
 *
 * Errors of `nemo` carry `status` (HTTP) where the server answered; 404 from a `get` means "there is none".
 */
import type { HubSource, Sample } from '@evalflow/contract'
import type { JsonValue } from '@evalflow/graph'

export type JsonObject = { [key: string]: JsonValue }

export interface ComponentServices {
  nemo: NemoPort
  files: UploadedFiles
  /**
   * Rows of a dataset on a Hugging Face hub, read by the server. Rejects with what was found and what to do: unknown,
   * private, split or config missing, larger than `maxBytes` (of its files, and of its rows as text).
   */
  openHub: (source: HubSource, options: { maxBytes: number; signal: AbortSignal }) => Promise<HubRows>
  /** Namespace used where a node leaves it empty. */
  namespace: string
  /** Value of a stored secret, at the moment of use. Rejects if there is no secret of that name. */
  resolveSecret: (name: string) => Promise<string>
  /** Resolves after `ms`; rejects with the signal's reason when aborted. */
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>
  /** 0 ≤ x < 1, for jitter. */
  random: () => number
  now: () => Date
  /** Finished samples of a job, in task and row order, with exact texts; undefined if this server keeps none of it. */
  openSamples: (jobId: string) => Iterable<Sample> | undefined
  /** Version of Evalflow that runs the flow. */
  version: string
}

/** Files sent to `POST /api/files`, by id (sha256 in hex). */
export interface UploadedFiles {
  /** Streams a file into the store; it can then be fetched as `GET /api/files/{id}`. */
  save: (name: string, content: AsyncIterable<Uint8Array>) => Promise<{ id: string; name: string; size_bytes: number }>
  /** Undefined if there is no such file. */
  open: (id: string) => Promise<{ name: string; sizeBytes: number; bytes: () => Promise<Uint8Array> } | undefined>
}

export interface HubRows {
  rows: JsonValue[]
  /** Address of the hub. */
  endpoint: string
  /** That the revision was, in hex. */
  commit: string
}

export interface EntityRef {
  namespace: string
  name: string
}

interface Named {
  namespace?: string | null | undefined
  name?: string | null | undefined
  custom_fields?: Record<string, unknown> | null | undefined
  created_at?: string | null | undefined
}

export interface StoredConfig extends Named {
  type: string
  params?: unknown
  tasks?: unknown
  groups?: unknown
}

export interface StoredTarget extends Named {
  type: string
}

export interface StoredDataset extends Named {
  files_url: string
  description?: string | null | undefined
}

export interface StoredJob {
  id: string
  status: string
  status_details?: unknown
  custom_fields?: Record<string, unknown> | null | undefined
  /** What was run, as a reference or in full; secrets masked by the server. */
  config?: unknown
  target?: unknown
  created_at?: string | null | undefined
}

/** The part of the NeMo API that components use. `nemoPortFromClient` makes one of a `NemoClient`. */
export interface NemoPort {
  configs: {
    get: (ref: EntityRef) => Promise<StoredConfig>
    create: (body: JsonObject) => Promise<StoredConfig>
    delete: (ref: EntityRef) => Promise<unknown>
  }
  targets: {
    get: (ref: EntityRef) => Promise<StoredTarget>
    create: (body: JsonObject) => Promise<StoredTarget>
  }
  datasets: {
    get: (ref: EntityRef) => Promise<StoredDataset>
    create: (body: JsonObject) => Promise<StoredDataset>
    update: (ref: EntityRef, body: JsonObject) => Promise<StoredDataset>
  }
  jobs: {
    create: (body: JsonObject) => Promise<StoredJob>
    get: (id: string) => Promise<StoredJob>
    cancel: (id: string) => Promise<unknown>
    /** Result tree `{tasks, groups}` in NeMo's shape. */
    results: (id: string) => Promise<unknown>
    /** The job whose `custom_fields` hold all of these, newest first; one request. */
    findByCustomFields: (fields: Record<string, string>) => Promise<StoredJob | undefined>
  }
  dataStore: DataStorePort
}

/** The Data Store through its Hugging Face compatible API. */
export interface DataStorePort {
  /** Makes namespace (Entity Store and Data Store) and dataset repository where they are missing. */
  ensureRepo: (ref: EntityRef) => Promise<void>
  /** Content id of a file at the head of `main`; undefined if the file is not there. */
  findFile: (ref: EntityRef, path: string) => Promise<{ oid: string; sizeBytes: number } | undefined>
  /** Commits one file to `main`; resolves only when the commit is stored. */
  upload: (
    ref: EntityRef,
    file: { path: string; content: Uint8Array; message: string },
    options: { signal: AbortSignal; onProgress: (sentBytes: number, totalBytes: number) => void },
  ) => Promise<{ commit: string }>
}
