/**
 * What the dialogs and nodes ask of the server (`/api` and the NeMo API beside it). Studio hands one in through
 * `StudioPortProvider`; stories and tests hand in their own. Errors carry `status` and `message`.
 */
import type {
  CleanupRequest,
  CleanupResult,
  Comparison,
  ConfigKindName,
  ConfigPage,
  ConfigPlan,
  DatasetItem,
  DeploymentItem,
  FileRecord,
  Forecast,
  ForecastRequest,
  JobItem,
  ModelItem,
  Page,
  Preview,
  PreviewRequest,
  ProbeRequest,
  ProbeResult,
  Sample,
  SampleSummary,
  SystemInfo,
  TargetItem,
} from './wire.ts'
import type { JsonObject } from '../services.ts'
import type { ConfigLibraryPort } from './config-manager/library-port.ts'
import { createContext, useContext } from 'react'

export interface ListQuery {
  page?: number
  page_size?: number
  search?: string
  sort?: string
}
export interface ConfigQuery extends ListQuery {
  /** Several as `template,direct`. */
  kind?: ConfigKindName | 'template,direct'
  template?: string
  unused_days?: number
}
export interface SampleQuery extends ListQuery {
  filter?: 'wrong' | 'failed' | 'unscored'
  /** `column=value`. */
  category?: string
}
export interface JobQuery extends ListQuery {
  status?: string
  config?: string
  target?: string
  /** Days as `2026-05-31`, both within. */
  from?: string
  until?: string
}

export interface StudioPort {
  /** Versions, files, fit, batches, clean-up rules and usage of configs. */
  configLibrary: ConfigLibraryPort
  system: (signal?: AbortSignal) => Promise<SystemInfo>
  listConfigs: (query: ConfigQuery, signal?: AbortSignal) => Promise<ConfigPage>
  /** The stored config, in NeMo's shape. */
  getConfig: (ref: string, signal?: AbortSignal) => Promise<JsonObject>
  /** Which config a run would use. */
  planConfig: (query: { config: string; files_url?: string }, signal?: AbortSignal) => Promise<ConfigPlan>
  createConfig: (body: JsonObject) => Promise<JsonObject>
  deleteConfig: (ref: string) => Promise<void>
  cleanUpConfigs: (request: CleanupRequest) => Promise<CleanupResult>
  listDatasets: (query: ListQuery, signal?: AbortSignal) => Promise<Page<DatasetItem>>
  deleteDataset: (ref: string) => Promise<void>
  listTargets: (query: ListQuery, signal?: AbortSignal) => Promise<Page<TargetItem>>
  createTarget: (body: JsonObject) => Promise<JsonObject>
  /** Model deployments of the connection. */
  listDeployments: (query: ListQuery, signal?: AbortSignal) => Promise<Page<DeploymentItem>>
  preview: (request: PreviewRequest, signal?: AbortSignal) => Promise<Preview>
  /** `onProgress` gets a rate from 0 to 1. */
  uploadFile: (file: File, onProgress: (rate: number) => void, signal?: AbortSignal) => Promise<FileRecord>
  listJobs: (query: JobQuery, signal?: AbortSignal) => Promise<Page<JobItem>>
  getJob: (id: string, signal?: AbortSignal) => Promise<JobItem>
  cancelJob: (id: string) => Promise<void>
  /** Runs a pilot of real calls; aborting ends it. */
  forecast: (request: ForecastRequest, signal?: AbortSignal) => Promise<Forecast>
  deleteJob: (id: string) => Promise<void>
  /** Address of the results as ZIP. */
  resultsUrl: (id: string) => string
  listSamples: (job: string, query: SampleQuery, signal?: AbortSignal) => Promise<Page<Sample>>
  getSample: (job: string, task: string, index: number, signal?: AbortSignal) => Promise<Sample>
  /** Asks a target what it can do, with a few small requests. */
  probeTarget: (request: ProbeRequest) => Promise<ProbeResult>
  /** Groups and distributions of the job's rows; reads every row. */
  sampleSummary: (job: string, signal?: AbortSignal) => Promise<SampleSummary>
  /** Two to five jobs over the same rows. Rejects with `code` `not_comparable` where they are not. */
  compareJobs: (
    query: { ids: readonly string[]; baseline?: string | undefined; rows?: 'same' | 'shared' },
    signal?: AbortSignal,
  ) => Promise<Comparison>
  listModels: (signal?: AbortSignal) => Promise<ModelItem[]>
  pullModel: (id: string) => Promise<void>
  /** Names of stored secrets; never their values. */
  listSecrets: (signal?: AbortSignal) => Promise<string[]>
}

const Context = createContext<StudioPort | null>(null)
export const StudioPortProvider = Context.Provider

/** @throws Error outside of a `StudioPortProvider` */
export function useStudioPort(): StudioPort {
  const port = useContext(Context)
  if (!port) throw new Error('No StudioPortProvider stands above this component.')
  return port
}
