/** Starts one process in the sandbox and watches it: bounded output, a wall clock, SIGKILL. Gives what was seen, judges nothing. */
import { type ChildProcess, spawn } from 'node:child_process'
import type { Duplex, Readable } from 'node:stream'
import type { SandboxCommand } from './sandbox-command.ts'

export interface ProcessLimits {
  wallMs: number
  /** Written to fd 3 and then closed. */
  input: string
  signal?: AbortSignal | undefined
}

export interface ProcessReport {
  /** What came back on fd 3. */
  answers: string
  stdout: string
  /** The last 4 KiB. */
  stderr: string
  exitCode: number | null
  signal: string | null
  wallMs: number
  /** Why we killed it, if we did. */
  stopped: 'wall' | 'flood' | 'aborted' | null
  /** It never started. */
  spawnError: string | null
}

/** More output than this, on one stream, ends the run. */
const FLOOD_BYTES = 2 ** 20
const CLOSE_GRACE_MS = 1000
const KEPT_STDERR = 4096
const KEPT_STDOUT = 16_384
/** A driver says at most a line or two. */
const KEPT_ANSWERS = 8192

export function runSandboxed(command: SandboxCommand, limits: ProcessLimits): Promise<ProcessReport> {
  return new Promise((resolve) => {
    const started = performance.now()
    const child = spawn(command.file, command.args, {
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', ...(command.seccomp === null ? [] : ['pipe' as const])],
      env: {},
      cwd: '/',
      detached: true,
    })
    let stopped: ProcessReport['stopped'] = null
    const stop = (why: NonNullable<ProcessReport['stopped']>) => {
      stopped ??= why
      killGroup(child)
    }
    const timer = setTimeout(stop, limits.wallMs, 'wall')
    const onAbort = () => stop('aborted')
    limits.signal?.addEventListener('abort', onAbort, { once: true })
    if (limits.signal?.aborted) onAbort()

    if (command.seccomp !== null) {
      const filter = child.stdio[4] as Duplex
      filter.on('error', () => {})
      filter.end(command.seccomp)
    }
    const channel = child.stdio[3] as Duplex
    const answers = keep(channel, 'head', KEPT_ANSWERS, stop)
    const stdout = keep(child.stdout, 'head', KEPT_STDOUT, stop)
    const stderr = keep(child.stderr, 'tail', KEPT_STDERR, stop)
    // a driver that is gone does not read: what matters is what it said
    channel.on('error', () => {})
    channel.end(limits.input)

    const finish = (exitCode: number | null, signal: string | null, spawnError: string | null) => {
      clearTimeout(timer)
      limits.signal?.removeEventListener('abort', onAbort)
      resolve({
        answers: answers(),
        stdout: stdout(),
        stderr: stderr(),
        exitCode,
        signal,
        wallMs: Math.round(performance.now() - started),
        stopped,
        spawnError,
      })
    }
    child.once('error', (error) => finish(null, null, error.message))
    child.once('exit', () => {
      // whoever still holds a pipe then is of no interest
      setTimeout(() => child.stdio.forEach((stream) => stream?.destroy()), CLOSE_GRACE_MS).unref()
    })
    child.once('close', (code, signal) => finish(code, signal, null))
  })
}

/**
 * bwrap dies, and with it all that runs in its pid namespace. While it is still being set up, its child has not yet asked to
 * die with it and would wait for ever; it is in the same process group then.
 */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // gone already
  }
}

/** Reads all, keeps the start or the end, and stops a flood. */
function keep(stream: Readable | null, part: 'head' | 'tail', size: number, stop: (why: 'flood') => void) {
  let kept: Buffer = Buffer.alloc(0)
  let seen = 0
  stream?.on('data', (chunk: Buffer) => {
    seen += chunk.length
    if (seen > FLOOD_BYTES) return stop('flood')
    if (part === 'tail') kept = Buffer.concat([kept, chunk]).subarray(-size)
    else if (kept.length < size) kept = Buffer.concat([kept, chunk]).subarray(0, size)
  })
  stream?.on('error', () => {})
  return () => kept.toString('utf8')
}
