import { mkdtemp, readdir, rm, writeFile, mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openBlobStore, type BlobStore } from './blob-store.ts'

/** Published value: sha256 of "abc" (FIPS 180-2). */
const SHA_OF_ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'

let folder: string
let store: BlobStore
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evalflow-blobs-'))
  store = await openBlobStore(folder)
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function* chunks(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text)
}
const read = async (sha256: string, range?: { start: number; end: number }) =>
  new Response(await store.read(sha256, range)).text()

describe('blob store', () => {
  it('keeps content under its hash', async () => {
    const blob = await store.write(chunks('a', 'bc'), { sizeBytes: 3 })

    // the second is what `git hash-object` gives
    expect(blob).toEqual({ sha256: SHA_OF_ABC, sizeBytes: 3, gitOid: 'f2ba8f84ab5c1bce84a7b441cb1959cfc7093b7f' })
    expect(await read(SHA_OF_ABC)).toBe('abc')
    expect(await read(SHA_OF_ABC, { start: 1, end: 1 })).toBe('b')
    expect(await store.size(SHA_OF_ABC)).toBe(3)
  })

  it('[B3] stores equal content once', async () => {
    await Promise.all([store.write(chunks('abc')), store.write(chunks('ab', 'c'))])

    expect(await readdir(join(folder, 'ba'))).toEqual([SHA_OF_ABC.slice(2)])
  })

  it.each([
    ['another hash than announced', { expectedSha256: 'a'.repeat(64) }, 'hash_mismatch'],
    ['another size than announced', { sizeBytes: 4 }, 'size_mismatch'],
    ['more than allowed', { maxBytes: 2 }, 'too_large'],
  ])('[B1] leaves nothing behind for %s', async (_what, options, code) => {
    await expect(store.write(chunks('abc'), options)).rejects.toMatchObject({ code })

    expect(await store.size(SHA_OF_ABC)).toBeNull()
    expect(await readdir(join(folder, 'tmp'))).toEqual([])
  })

  it('[B1] leaves nothing behind when the sender breaks off', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('a')
      throw new Error('connection lost')
    }

    await expect(store.write(broken())).rejects.toThrow('connection lost')
    expect(await readdir(join(folder, 'tmp'))).toEqual([])
  })

  it('clears what a killed process left', async () => {
    await mkdir(join(folder, 'tmp'), { recursive: true })
    await writeFile(join(folder, 'tmp', 'half'), 'x')

    await openBlobStore(folder)

    expect(await readdir(join(folder, 'tmp'))).toEqual([])
  })

  it.each(['../../etc/passwd', 'ABC', '', 'a'.repeat(63)])('takes "%s" for no hash', async (bad) => {
    expect(() => store.path(bad)).toThrow(expect.objectContaining({ code: 'bad_hash' }))
    await expect(store.read(bad)).rejects.toMatchObject({ code: 'bad_hash' })
  })

  it('says that a blob is not there', async () => {
    await expect(store.read(SHA_OF_ABC)).rejects.toMatchObject({ code: 'not_found' })
    await store.delete(SHA_OF_ABC)
  })

  it('[B2] holds 200 MB in passing without growing by them', async () => {
    const chunk = Buffer.alloc(1024 * 1024, 7)
    let peak = 0
    async function* large(): AsyncGenerator<Uint8Array> {
      for (let index = 0; index < 200; index += 1) {
        peak = Math.max(peak, process.memoryUsage().rss)
        yield chunk
      }
    }
    const before = process.memoryUsage().rss

    const blob = await store.write(large())

    expect(blob.sizeBytes).toBe(200 * 1024 * 1024)
    expect(peak - before).toBeLessThan(100 * 1024 * 1024)
  })
})
