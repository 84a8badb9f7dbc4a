import { Readable } from 'node:stream'
import { ZipFile } from 'yazl'

/** A ZIP with one text file in it. */
export function zipText(name: string, text: string, mtime: Date): ReadableStream<Uint8Array> {
  const zip = new ZipFile()
  zip.addBuffer(Buffer.from(text), name, { mtime })
  zip.end()
  return Readable.toWeb(Readable.from(zip.outputStream)) as ReadableStream<Uint8Array> // Node types it as `any`
}
