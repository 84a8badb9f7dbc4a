/** Python environments with exactly the packages listed, made when missing or out of date. */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..', '..')

/** Path of its Python. `log` gets one line when something is installed. @throws Error if Python or a package cannot be had */
export async function ensureEnvironment(
  name: string,
  requirements: string,
  log: (line: string) => void,
): Promise<string> {
  const folder = join(ROOT, '.venv', name)
  const python = join(folder, 'bin', 'python')
  const stamp = join(folder, '.requirements')
  const wanted = readFileSync(requirements, 'utf8')
  if (existsSync(python) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return python
  log(`installing the Python environment "${name}" ...`)
  rmSync(folder, { recursive: true, force: true })
  await run('python3', ['-m', 'venv', folder])
  await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements])
  writeFileSync(stamp, wanted)
  return python
}

/** Output goes to this process's own. @throws Error if it cannot start or ends with another code than 0 */
export async function run(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const code = await runForCode(command, args, env)
  if (code !== 0) throw new Error(`"${command} ${args.join(' ')}" ended with code ${code}.`)
}

export function runForCode(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', env, cwd: ROOT })
    child.once('error', (cause) =>
      reject(new Error(`"${command}" cannot be started. Is Python 3.10 or newer installed?`, { cause })),
    )
    child.once('exit', (code) => resolve(code ?? 1))
  })
}
