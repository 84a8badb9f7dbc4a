import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { ModelStoreError } from '../errors.ts'

/** SHA-256 of a file, in hex, read as a stream. */
export async function hashFile(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path, { signal, highWaterMark: 1 << 20 })) hash.update(piece as Buffer)
  return hash.digest('hex')
}

/**
 * Removes the file if it is not the one expected, so that the next try begins anew.
 *
 * @throws ModelStoreError `checksum_mismatch`
 */
export async function verifyFile(path: string, sha256: string, signal: AbortSignal): Promise<void> {
  const found = await hashFile(path, signal)
  if (found === sha256) return
  await rm(path, { force: true })
  throw new ModelStoreError(
    'checksum_mismatch',
    `The fetched file has SHA-256 ${found}, expected ${sha256}. It was removed; try again, or check what stands between here and the source.`,
  )
}
