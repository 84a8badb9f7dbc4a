/**
 * Peers are installed on demand outside the tree, since no one else needs them: `$EVALFLOW_BENCH_DIR`, by default
 * `~/.cache/evalflow/bench`. Made once, and again when what is asked for changes.
 */
import { execFile } from 'node:child_process'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const CACHE = process.env['EVALFLOW_BENCH_DIR'] ?? join(homedir(), '.cache/evalflow/bench')

/** A Python environment with `requirements`, pinned; its folder. @throws if there is no python3, or an install fails */
export async function installPython(name: string, requirements: readonly string[]): Promise<string> {
  return once(name, requirements, async (folder) => {
    await run('python3', ['-m', 'venv', folder])
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check']
    await run(join(folder, 'bin/python'), [...pip, ...requirements])
  })
}

/** A folder with one npm package, pinned; its path. @throws if the install fails */
export async function installNpm(name: string, requirement: string): Promise<string> {
  return once(name, [requirement], async (folder) => {
    await writeFile(join(folder, 'package.json'), '{ "private": true }')
    const options = ['install', '--no-audit', '--no-fund', '--omit=dev', requirement]
    // this Node first on the path, whatever the machine's own is
    const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}` }
    await run('npm', options, { cwd: folder, env, maxBuffer: 64 * 1024 * 1024 })
  })
}

async function once(
  name: string,
  requirements: readonly string[],
  install: (folder: string) => Promise<void>,
): Promise<string> {
  const folder = join(CACHE, name)
  const stamp = join(folder, 'installed')
  const wanted = requirements.join('\n')
  if ((await readFile(stamp, 'utf8').catch(() => '')) === wanted) return folder
  console.log(`installing ${requirements.join(', ')} at ${folder} …`)
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  await install(folder)
  await writeFile(stamp, wanted)
  return folder
}
