/** A Python environment with the originals, at `.venv/parity`; made once, and again when the pinned versions change. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const HERE = fileURLToPath(new URL('.', import.meta.url))
const VENV = fileURLToPath(new URL('../../.venv/parity', import.meta.url))

/** Path of its `python`. @throws if there is no python3, or an install fails */
export async function installOriginals(): Promise<string> {
  const python = join(VENV, 'bin', 'python')
  const stamp = join(VENV, 'installed')
  const pinned = await Promise.all(
    ['requirements.txt', 'requirements-light.txt'].map((name) => readFile(join(HERE, name), 'utf8')),
  )
  const wanted = createHash('sha256').update(pinned.join('\n')).digest('hex')
  if ((await readFile(stamp, 'utf8').catch(() => '')) === wanted) return python
  console.log('installing the Python originals …')
  await rm(VENV, { recursive: true, force: true })
  await run('python3', ['-m', 'venv', VENV])
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check']
  await run(python, [...pip, '-r', join(HERE, 'requirements.txt')])
  await run(python, [...pip, '--no-deps', '-r', join(HERE, 'requirements-light.txt')])
  await writeFile(stamp, wanted)
  return python
}
