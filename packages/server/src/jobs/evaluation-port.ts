/** What running a job needs of `@evalflow/evaluations` and the engine; a test brings its own. */
import type { JobProgress } from '@evalflow/contract'
import type { Endpoint, Journal } from '@evalflow/engine'
import type { Row } from './read-rows.ts'

export interface OpenDataset {
  /** Rows in it, null if counting would need to read too much. */
  count: number | null
  rows: () => AsyncIterable<Row>
  /** Of the content; equal content has an equal hash. */
  hash: string
}

export interface EvaluationServices {
  openDataset: (ref: unknown) => Promise<OpenDataset>
  resolveModel: (model: unknown) => Promise<Endpoint>
}

export interface EvaluationOutcome {
  state: 'completed' | 'failed' | 'cancelled'
  message: string
  tasks: Record<string, unknown>
  groups: Record<string, unknown>
  taskStatus: Record<string, string>
  progress: JobProgress
}

export interface RunOptions {
  journal: Journal
  signal: AbortSignal
  onProgress: (progress: JobProgress) => void
}

/** Plans, so that what cannot run fails before anything is asked, and gives what runs it. */
export type PlanJob = (input: { config: unknown; target: unknown; services: EvaluationServices }) => Promise<{
  run: (options: RunOptions) => Promise<EvaluationOutcome>
}>
