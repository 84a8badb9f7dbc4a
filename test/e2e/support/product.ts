/** Starts the built product as a user would, on a data directory of its own, and stops it again. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../../..')
/** `EVALFLOW_E2E_CLI` names another build of the command, e.g. that of a release. */
const CLI = process.env['EVALFLOW_E2E_CLI'] ?? join(ROOT, 'apps/cli/dist/main.js')
const READY_WITHIN_MS = 60_000

export interface Product {
  url: string
  dataDir: string
  pid: number
  /** `SIGKILL` ends it as a crash would. */
  stop: (signal?: NodeJS.Signals) => Promise<void>
  /** Everything it printed so far. */
  output: () => string
}

export function newDataDir(): string {
  return mkdtempSync(join(tmpdir(), 'evalflow-e2e-'))
}

export function removeDataDir(dataDir: string): void {
  rmSync(dataDir, { recursive: true, force: true })
}

/** @throws Error with what was printed, if the product is not ready within a minute */
export async function startProduct(
  dataDir: string,
  options: {
    env?: Record<string, string>
    args?: string[]
    /** Gives port and data directory by environment alone, as `env` says. */
    byEnvironment?: boolean
  } = {},
): Promise<Product> {
  const models = process.env['EVALFLOW_TEST_MODEL_DIR']
  const env = { ...process.env, ...(models ? { EVALFLOW_MODELS_DIR: models } : {}), ...options.env }
  const child = spawn(
    process.execPath,
    [
      CLI,
      'start',
      ...(options.byEnvironment ? [] : ['--port', '0', '--data-dir', dataDir]),
      '--no-open',
      ...(options.args ?? []),
    ],
    { env, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  const url = await waitForUrl(child, () => printed)
  await waitForHealth(url, () => printed)
  return { url, dataDir, pid: child.pid ?? 0, output: () => printed, stop: (signal = 'SIGTERM') => stop(child, signal) }
}

async function waitForUrl(child: ChildProcess, printed: () => string): Promise<string> {
  const until = Date.now() + READY_WITHIN_MS
  while (Date.now() < until) {
    const url = /https?:\/\/[\w.:[\]]+/.exec(printed())?.[0]
    if (url) return url
    if (child.exitCode !== null) break
    await pause(50)
  }
  child.kill('SIGKILL')
  throw new Error(`The product printed no URL. It printed:\n${printed()}`)
}

async function waitForHealth(url: string, printed: () => string): Promise<void> {
  const until = Date.now() + READY_WITHIN_MS
  while (Date.now() < until) {
    const answer = await fetch(`${url}/health`).catch(() => undefined)
    if (answer?.status === 200) return
    await pause(50)
  }
  throw new Error(`${url}/health was not 200 within ${READY_WITHIN_MS} ms. The product printed:\n${printed()}`)
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill(signal)
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await ended
  clearTimeout(timer)
}

/** Waits outside of any assertion; tests themselves wait for conditions. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
