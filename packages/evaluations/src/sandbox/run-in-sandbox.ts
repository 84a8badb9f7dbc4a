/**
 * Runs one candidate against its tests and gives a verdict.
 *
 * A pass needs this run's nonce, which the driver writes after the tests (see `drivers/`). Exit codes and output only
 * explain a failure. Once the driver has said that it is ready, whatever happens is the program's doing; before that it is
 * the sandbox's, a `sandbox_error`.
 */
import { randomBytes } from 'node:crypto'
import { TESTS_EXPECTED } from './drivers/bash-driver.ts'
import { createExecutionQueue } from './execution-queue.ts'
import { type Language, type ProgramTexts, languageRunners } from './languages.ts'
import { probeSandbox } from './probe-sandbox.ts'
import { type ProcessReport, runSandboxed } from './run-sandboxed.ts'
import { toSandboxCommand } from './sandbox-command.ts'
import type { Verdict, VerdictStatus } from './verdict.ts'

export interface SandboxRun extends ProgramTexts {
  language: Language
  /**
   * Of processor time, so that a busy machine changes no verdict; what the interpreter needs to start comes on top. A
   * program that waits is ended after four times as long.
   */
  timeoutMs: number
  /** Default 1 GiB. */
  memoryBytes?: number
  signal?: AbortSignal | undefined
}

const START_ALLOWANCE_MS = 1000
const WALL_FACTOR = 4
const DEFAULT_MEMORY_BYTES = 2 ** 30
const READY = 'R\n'

// apart from model calls, so that running code starves neither
const queue = createExecutionQueue()

/**
 * Never rejects for what a program does. Without a working sandbox nothing runs: the verdict is `sandbox_error`.
 *
 * @throws the signal's reason if the run was aborted
 */
export async function runInSandbox(run: SandboxRun): Promise<Verdict> {
  const probe = await probeSandbox()
  if (!probe.available) return sandboxError(probe.reason)
  const missing = probe.languages[run.language]
  if (missing !== null) return sandboxError(missing)
  const nonce = randomBytes(32).toString('hex')
  const runner = languageRunners[run.language]
  const input = runner.payload({ setup: run.setup ?? '', program: run.program, tests: run.tests }, nonce)
  if (input === null) return sandboxError(`These tests cannot be run: ${TESTS_EXPECTED}`)
  const memoryBytes = run.memoryBytes ?? DEFAULT_MEMORY_BYTES
  const command = toSandboxCommand(
    probe.tools,
    { cpuSeconds: Math.ceil((run.timeoutMs + START_ALLOWANCE_MS) / 1000), ...runner.limits(memoryBytes) },
    runner.mounts(),
    runner.command(memoryBytes),
  )
  const limits = { wallMs: WALL_FACTOR * (run.timeoutMs + START_ALLOWANCE_MS), input, signal: run.signal }
  const report = await queue.run(() => {
    run.signal?.throwIfAborted()
    return runSandboxed(command, limits)
  })
  run.signal?.throwIfAborted()
  return toVerdict(report, nonce)
}

function toVerdict(report: ProcessReport, nonce: string): Verdict {
  const [status, reason] = judge(report, nonce)
  const { stderr, wallMs, exitCode, signal } = report
  return { status, reason, stderr, wallMs, exitCode, signal }
}

/** bwrap gives a signal of its child as 128 + its number. */
const SIGKILL_CODE = 137
const SIGXCPU_CODE = 152

function judge(report: ProcessReport, nonce: string): [VerdictStatus, string] {
  const { answers, stopped, exitCode, stderr } = report
  if (report.spawnError !== null) return ['sandbox_error', report.spawnError]
  if (!answers.startsWith(READY)) {
    const why = stderr.trim().split('\n').at(-1) || `exit code ${exitCode ?? report.signal ?? 'none'}`
    return ['sandbox_error', `the program was not started: ${why}`]
  }
  const answer = answers.slice(READY.length)
  // the whole of it: anything beside the nonce was not written by the driver
  if (stopped === null && answer === `T${nonce}\n`) return ['pass', '']
  if (stopped === 'wall') return ['timeout', 'out of time']
  if (stopped === 'flood') return ['fail', 'wrote more than 1 MiB of output']
  if (answer.startsWith('X')) return ['fail', `tampered: ${answer.slice(1, 200).trim()}`]
  if (answer.startsWith('F')) return readFailure(answer.slice(1))
  if (answer !== '') return ['fail', 'tampered: it wrote where only the verdict belongs']
  if (exitCode === SIGXCPU_CODE) return ['timeout', 'out of processor time']
  if (exitCode === SIGKILL_CODE) return ['oom', 'killed, most likely for its memory']
  // V8 aborts when its heap is full
  if (/out of memory|cannot allocate/i.test(stderr)) return ['oom', 'out of memory']
  return ['fail', `the tests did not come to their end (exit code ${exitCode ?? 'none'})`]
}

/** `oom ...` or `fail ...`, as the driver tells it. */
function readFailure(text: string): [VerdictStatus, string] {
  const reason = text.replace(/^(?:fail|oom) /, '').trim()
  return [text.startsWith('oom ') ? 'oom' : 'fail', reason || 'failed without a reason']
}

const sandboxError = (reason: string): Verdict => ({
  status: 'sandbox_error',
  reason,
  stderr: '',
  wallMs: 0,
  exitCode: null,
  signal: null,
})
