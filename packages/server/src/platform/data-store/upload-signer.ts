/**
 * Upload links that authorise themselves: LFS clients send neither a token nor any header of ours with the bytes.
 *
 * A link is good for one content (its sha256 and size) and one hour. The key lives as long as the process; a client
 * whose link died with it asks for another.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

const VALID_MS = 60 * 60 * 1000
export const LFS_UPLOAD_PATH = '/v1/hf/lfs/upload'
export const LFS_VERIFY_PATH = '/v1/hf/lfs/verify'

export interface UploadGrant {
  readonly oid: string
  readonly sizeBytes: number
}

export type UploadSigner = ReturnType<typeof createUploadSigner>

export function createUploadSigner(clock: () => Date, key: Uint8Array = randomBytes(32)) {
  const toSignature = (path: string, oid: string, size: string, expires: string) =>
    createHmac('sha256', key).update([path, oid, size, expires].join('\n')).digest('hex')

  /** Path and query. */
  function sign(path: typeof LFS_UPLOAD_PATH | typeof LFS_VERIFY_PATH, { oid, sizeBytes }: UploadGrant): string {
    const expires = String(clock().getTime() + VALID_MS)
    const size = String(sizeBytes)
    return `${path}?${new URLSearchParams({ oid, size, expires, signature: toSignature(path, oid, size, expires) })}`
  }

  /** What the link allows; undefined if it was not signed here, was changed, or is too old. */
  function check(url: URL): UploadGrant | undefined {
    const [oid = '', size = '', expires = '', signature = ''] = ['oid', 'size', 'expires', 'signature'].map(
      (name) => url.searchParams.get(name) ?? '',
    )
    const expected = Buffer.from(toSignature(url.pathname, oid, size, expires))
    const given = Buffer.from(signature)
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
    if (Number(expires) < clock().getTime()) return undefined
    return { oid, sizeBytes: Number(size) }
  }

  return { sign, check, isSigned: (url: URL) => check(url) !== undefined }
}
