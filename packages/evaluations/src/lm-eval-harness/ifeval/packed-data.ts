/** Tables that ship as JSON with `data`: base64 of brotli of JSON, since they are large and nobody edits them by hand. */
import { brotliDecompressSync } from 'node:zlib'

export function unpackData(packed: { data: string }): unknown {
  return JSON.parse(brotliDecompressSync(Buffer.from(packed.data, 'base64')).toString('utf8'))
}
