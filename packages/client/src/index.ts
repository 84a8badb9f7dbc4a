export {
  DataStore,
  type Download,
  type DownloadOptions,
  type RevisionOptions,
  type UploadOptions,
} from './data-store/data-store.ts'
export type { RepoRef } from './data-store/repo-paths.ts'
export type { UploadFile } from './data-store/upload.ts'
export * from './errors.ts'
export { NemoClient, type NemoClientOptions } from './nemo-client.ts'
export type { FlowEvent } from './studio/flows.ts'
export type { StudioRunEvent, StudioRunSnapshot } from './studio/runs.ts'
export { StudioClient } from './studio/studio-client.ts'
export { PagePromise, type Page } from './transport/page-promise.ts'
export type { RequestOptions, TransportOptions } from './transport/transport.ts'
