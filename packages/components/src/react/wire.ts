/** Types of Studio's API that the contract names only as schemas. */
import type {
  cleanupRequestSchema,
  cleanupResultSchema,
  configPageSchema,
  forecastRequestSchema,
  paginationSchema,
  previewRequestSchema,
} from '@evalflow/contract'
import type { z } from 'zod'

export type {
  Comparison,
  ConfigItem,
  ConfigKindName,
  ConfigPlan,
  DatasetItem,
  FileRecord,
  Forecast,
  JobItem,
  JobProgress,
  ModelItem,
  Preview,
  ProbeRequest,
  ProbeResult,
  Sample,
  SampleSummary,
  ScoreSummary,
  SystemInfo,
  TargetItem,
} from '@evalflow/contract'
export type ForecastRequest = z.input<typeof forecastRequestSchema>
export type ConfigPage = z.infer<typeof configPageSchema>
export type CleanupRequest = z.infer<typeof cleanupRequestSchema>
export type CleanupResult = z.infer<typeof cleanupResultSchema>
export type PreviewRequest = z.infer<typeof previewRequestSchema>
export type Pagination = z.infer<typeof paginationSchema>
/** A model deployment, as a list shows it. */
export interface DeploymentItem {
  /** `namespace/name`. */
  ref: string
  models: string[]
  /** `ready`, or what it is instead. */
  status: string
  /** Where it answers, or why it does not. */
  detail: string
}
export interface Page<T> {
  data: T[]
  pagination: Pagination
}
