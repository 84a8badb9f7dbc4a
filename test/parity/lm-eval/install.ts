/** A Python environment with lm-eval, at `.venv/lm-eval`; made once, and again when the pinned version changes. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt')
const DATA_REQUIREMENTS = join(import.meta.dirname, 'requirements-data.txt')
const VENV = join(import.meta.dirname, '../../../.venv/lm-eval')

/** Path of its `python`. @throws if there is no python3, or an install fails */
export async function installLmEval(): Promise<string> {
  const python = join(VENV, 'bin', 'python')
  const stamp = join(VENV, 'installed')
  const texts = await Promise.all([REQUIREMENTS, DATA_REQUIREMENTS].map((path) => readFile(path, 'utf8')))
  const wanted = createHash('sha256').update(texts.join('')).digest('hex')
  if ((await readFile(stamp, 'utf8').catch(() => '')) === wanted) return python
  console.log('installing lm-eval (about 760 MB, without torch) …')
  await rm(VENV, { recursive: true, force: true })
  await run('python3', ['-m', 'venv', VENV])
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check']
  await run(python, [...install, '-r', REQUIREMENTS])
  await run(python, [...install, '--no-deps', '-r', DATA_REQUIREMENTS])
  await writeFile(stamp, wanted)
  return python
}
