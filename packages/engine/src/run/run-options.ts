/** What a run is asked to do. */
import type { BudgetOptions } from '../call/budget.ts'
import type { Transport } from '../call/transport.ts'
import type { Clock } from '../clock.ts'
import type { Journal } from '../journal/journal.ts'
import type { CallPolicy } from '../policy.ts'
import type { ModelReply, RunProgress, TaskInput } from '../types.ts'

export interface RunOptions {
  readonly tasks: readonly TaskInput[]
  readonly journal: Journal
  readonly policy?: Partial<CallPolicy>
  /** Requests sent for this job before the run, as probes are; they count in its cost. */
  readonly earlier?: readonly EarlierRequests[]
  readonly signal?: AbortSignal
  /** At most four times a second, and once at the end. */
  readonly onProgress?: (progress: RunProgress) => void
  readonly clock?: Clock
  /** Uniform in [0, 1). */
  readonly random?: () => number
  readonly budget?: BudgetOptions
  /** What to do with a row or task that differs from what the journal holds. Default `error`. */
  readonly onChanged?: 'error' | 'ask'
  /** Asks rows again that failed in an earlier run. Default false. */
  readonly retryFailed?: boolean
  /** For tests: another way to send. Default: HTTP. */
  readonly transport?: Transport
}

export interface EarlierRequests {
  readonly endpointId: string
  readonly requests: number
  readonly usage: ModelReply['usage']
}
