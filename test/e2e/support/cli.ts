/** Runs one command of the built command line to its end. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'

const CLI = process.env['EVALFLOW_E2E_CLI'] ?? join(import.meta.dirname, '../../../apps/cli/dist/main.js')

export interface CommandResult {
  code: number | null
  stdout: string
  stderr: string
}

/** A command that takes longer than `withinMs` is ended, and its code is null. */
export function runCommand(
  args: readonly string[],
  options: { env?: Record<string, string>; withinMs?: number } = {},
): Promise<CommandResult> {
  const child = spawn(process.execPath, [CLI, ...args], {
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const result: CommandResult = { code: null, stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => (result.stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (result.stderr += chunk.toString()))
  const timer = setTimeout(() => child.kill('SIGKILL'), options.withinMs ?? 90_000)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      clearTimeout(timer)
      resolve({ ...result, code })
    })
  })
}
