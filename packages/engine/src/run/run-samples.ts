/** The engine's entry. */
import type { RunSummary } from '../types.ts'
import type { RunOptions } from './run-options.ts'
import { Run } from './run.ts'

/**
 * Runs or resumes a job over `journal`.
 *
 * Resolves in every end a job can have (see `RunSummary.state`); failed rows do not reject.
 *
 * @throws EngineError `journal_changed` if a row or task differs from the journal's, `row_twice`, `call_key_reused`,
 * `price_missing`;
 * errors of the row source and of the journal's disk pass through
 */
export function runSamples(options: RunOptions): Promise<RunSummary> {
  return new Run(options).start()
}
