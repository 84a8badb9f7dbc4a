export type BlobErrorCode = 'not_found' | 'too_large' | 'hash_mismatch' | 'size_mismatch' | 'bad_hash'

/** A file could not be stored or read. `code` is stable; `message` is for people. */
export class BlobError extends Error {
  override readonly name = 'BlobError'
  readonly code: BlobErrorCode
  constructor(code: BlobErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

export const blobErrors = {
  notFound: (sha256: string) => new BlobError('not_found', `No stored file has the hash ${sha256}. Upload it first.`),
  tooLarge: (maxBytes: number) =>
    new BlobError('too_large', `The upload is larger than the ${maxBytes} bytes allowed. Split it into smaller files.`),
  hashMismatch: (expected: string, found: string) =>
    new BlobError('hash_mismatch', `The content has sha256 ${found}, announced was ${expected}. Send it again.`),
  sizeMismatch: (expected: number, found: number) =>
    new BlobError('size_mismatch', `The content has ${found} bytes, announced were ${expected}. Send it again.`),
  badHash: (found: string) =>
    new BlobError('bad_hash', `"${found.slice(0, 80)}" is not a sha256: expected 64 lower-case hexadecimal digits.`),
}
