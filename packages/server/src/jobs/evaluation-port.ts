/** What running a job needs of `@evalflow/evaluations`; a test brings its own. */
import type { JobProgress } from '@evalflow/contract'
import type { CallPolicy, Journal } from '@evalflow/engine'
import type { EvaluationOutcome, EvaluationServices } from '@evalflow/evaluations'

export interface EvaluationInput {
  config: unknown
  target: unknown
  services: EvaluationServices
  /** Of each task only so many rows, drawn by a 32-bit seed; they keep their index. */
  sample?: { rows: number; seed: number }
}

export interface EvaluationPort {
  /** What cannot run fails here, before anything is asked. Gives what runs it, anew or on from where the journal stands. */
  plan: (input: EvaluationInput) => Promise<{
    /** With the rows of each; null where the data set does not tell. Absent, nothing can be forecast. */
    tasks?: readonly { name: string; total: number | null }[]
    run: (options: {
      journal: Journal
      signal: AbortSignal
      /** Over what the config says. */
      policy: Partial<CallPolicy>
      onProgress: (progress: JobProgress) => void
    }) => Promise<EvaluationOutcome>
  }>
  /** Stored rows alone, at once, without a file. */
  live: (input: EvaluationInput) => Promise<EvaluationOutcome>
}
