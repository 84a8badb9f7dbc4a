import { createHash } from 'node:crypto'
import type { BlobStore } from '../../blobs/blob-store.ts'

/** Git's id of a stored file, read once more: needed where the size was not known before the bytes. */
export async function hashStoredBlob(blobs: BlobStore, sha256: string, sizeBytes: number): Promise<string> {
  const hash = createHash('sha1').update(`blob ${sizeBytes}\0`)
  for await (const chunk of await blobs.read(sha256)) hash.update(chunk)
  return hash.digest('hex')
}
