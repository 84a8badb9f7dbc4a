import { afterEach, expect, it, vi } from 'vitest'
import { hashBlob } from './hash-blob.ts'

/** Published value: sha256 of "abc" (FIPS 180-2). */
const SHA_OF_ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'

afterEach(() => {
  vi.unstubAllGlobals()
})

it('hashes with the code of Node', async () => {
  expect(await hashBlob(new Blob(['ab', 'c']))).toBe(SHA_OF_ABC)
})

it('hashes the same in a browser, which has no such code', async () => {
  vi.stubGlobal('process', undefined)

  expect(await hashBlob(new Blob(['ab', 'c']))).toBe(SHA_OF_ABC)
})

it('stops when told to', async () => {
  await expect(hashBlob(new Blob(['abc']), AbortSignal.abort())).rejects.toThrow('aborted')
})
