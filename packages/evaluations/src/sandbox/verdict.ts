/** What running one program gave. */

/**
 * - `pass`: the tests ran to their end and none failed; proven by the run's nonce, never by an exit code.
 * - `fail`: they did not, or the program did what no solution may (see `reason`).
 * - `timeout`, `oom`: its time or memory ended first.
 * - `no_code`: there was nothing to run.
 * - `sandbox_error`: the sandbox itself did not start. Says nothing of the program, so it is never scored as 0.
 */
export type VerdictStatus = 'pass' | 'fail' | 'timeout' | 'oom' | 'sandbox_error' | 'no_code'

export interface Verdict {
  status: VerdictStatus
  /** For people; empty for a pass. Written by the program's side, so trust no more than its output. */
  reason: string
  /** The last 4 KiB of standard error. */
  stderr: string
  wallMs: number
  exitCode: number | null
  signal: string | null
}

export const noCode = (reason: string): Verdict => ({
  status: 'no_code',
  reason,
  stderr: '',
  wallMs: 0,
  exitCode: null,
  signal: null,
})
