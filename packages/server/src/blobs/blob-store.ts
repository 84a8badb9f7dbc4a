/**
 * Content-addressed files: `blobs/ab/cdef…`, named by the sha256 of what they hold.
 *
 * B1 A file appears under its name only when whole: bytes go to `blobs/tmp`, are flushed to disk, then renamed.
 * B2 Memory does not grow with the file: everything streams.
 * B3 Equal content is stored once; a write of what is there already changes nothing.
 */
import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { blobErrors } from './errors.ts'

export interface StoredBlob {
  /** Lower-case hex. */
  readonly sha256: string
  readonly sizeBytes: number
  /** Git's id of the same content as a blob; null if it was not asked for. */
  readonly gitOid: string | null
}

export interface BlobWriteOptions {
  /** @throws BlobError `too_large` past this many bytes */
  readonly maxBytes?: number
  /** @throws BlobError `hash_mismatch` if the content has another hash; nothing is stored then */
  readonly expectedSha256?: string
  /** With the size known before, git's blob id is computed in the same pass. @throws BlobError `size_mismatch` */
  readonly sizeBytes?: number
  readonly signal?: AbortSignal
}

/** Both ends counted from 0 and inclusive, as in an HTTP range. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

export interface BlobStore {
  write(content: AsyncIterable<Uint8Array>, options?: BlobWriteOptions): Promise<StoredBlob>
  /** Size in bytes, or null if there is no such blob. */
  size(sha256: string): Promise<number | null>
  /** @throws BlobError `not_found` */
  read(sha256: string, range?: ByteRange): Promise<ReadableStream<Uint8Array>>
  /** Where the file lies, for readers that need a path. It may not exist. */
  path(sha256: string): string
  /** No error if it is not there. */
  delete(sha256: string): Promise<void>
}

const SHA256_HEX = /^[0-9a-f]{64}$/

/** Opens (and creates) the store in `directory`; leftovers of broken writes are removed. */
export async function openBlobStore(directory: string): Promise<BlobStore> {
  const incoming = join(directory, 'tmp')
  await rm(incoming, { recursive: true, force: true })
  await mkdir(incoming, { recursive: true })

  function path(sha256: string): string {
    if (!SHA256_HEX.test(sha256)) throw blobErrors.badHash(sha256)
    return join(directory, sha256.slice(0, 2), sha256.slice(2))
  }

  async function size(sha256: string): Promise<number | null> {
    try {
      return (await stat(path(sha256))).size
    } catch (error) {
      if (isMissing(error)) return null
      throw error
    }
  }

  return {
    path,
    size,
    async write(content, options = {}) {
      const temporary = join(incoming, randomUUID())
      try {
        const blob = await writeHashed(temporary, content, options)
        const final = path(blob.sha256)
        await mkdir(dirname(final), { recursive: true })
        if ((await size(blob.sha256)) === null) {
          await rename(temporary, final)
          await flushDirectory(dirname(final))
        }
        return blob
      } finally {
        await rm(temporary, { force: true })
      }
    },
    async read(sha256, range) {
      if ((await size(sha256)) === null) throw blobErrors.notFound(sha256)
      const stream = createReadStream(path(sha256), range ? { start: range.start, end: range.end } : {})
      return Readable.toWeb(stream) as ReadableStream<Uint8Array> // Node types it as `any`
    },
    async delete(sha256) {
      await rm(path(sha256), { force: true })
    },
  }
}

async function writeHashed(
  file: string,
  content: AsyncIterable<Uint8Array>,
  options: BlobWriteOptions,
): Promise<StoredBlob> {
  const sha256 = createHash('sha256')
  const git = options.sizeBytes === undefined ? null : createHash('sha1').update(`blob ${options.sizeBytes}\0`)
  const handle = await open(file, 'wx')
  let sizeBytes = 0
  try {
    for await (const chunk of content) {
      options.signal?.throwIfAborted()
      sizeBytes += chunk.byteLength
      if (options.maxBytes !== undefined && sizeBytes > options.maxBytes) throw blobErrors.tooLarge(options.maxBytes)
      sha256.update(chunk)
      git?.update(chunk)
      await handle.writeFile(chunk)
    }
    await handle.sync()
  } finally {
    await handle.close()
  }
  const hash = sha256.digest('hex')
  if (options.expectedSha256 !== undefined && hash !== options.expectedSha256)
    throw blobErrors.hashMismatch(options.expectedSha256, hash)
  if (options.sizeBytes !== undefined && sizeBytes !== options.sizeBytes)
    throw blobErrors.sizeMismatch(options.sizeBytes, sizeBytes)
  return { sha256: hash, sizeBytes, gitOid: git?.digest('hex') ?? null }
}

/** A rename is durable only once its directory is. */
async function flushDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
