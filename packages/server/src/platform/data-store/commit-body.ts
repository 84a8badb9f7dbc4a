/**
 * Reads the NDJSON body of a commit.
 *
 * A line may hold a whole file in base64, which clients with the Xet protocol send for files of any size. So lines are
 * not read into memory: when one is longer than `LINE_LIMIT_BYTES`, its `content` goes straight into the blob store.
 */
import { createHash } from 'node:crypto'
import { commitLineSchema, type CommitLine } from '@evalflow/contract'
import type { BlobStore, StoredBlob } from '../../blobs/blob-store.ts'
import { hubProblems } from '../http/problem.ts'
import { ByteReader } from './byte-reader.ts'
import { hashObject } from './git-objects.ts'

export interface ReadLine {
  readonly line: CommitLine
  /** Content of a `file` line, stored. */
  readonly blob: StoredBlob | null
}

export interface CommitBodyOptions {
  readonly blobs: BlobStore
  readonly maxFileBytes: number
}

const LINE_LIMIT_BYTES = 1024 * 1024
const NEWLINE = 0x0a
const QUOTE = 0x22
/** A quote inside a JSON text is escaped, so this is the key and never part of a value. */
const CONTENT_KEY = /(?<!\\)"content"\s*:\s*"/

export async function* readCommitBody(
  body: AsyncIterable<Uint8Array>,
  options: CommitBodyOptions,
): AsyncGenerator<ReadLine, void, undefined> {
  const reader = new ByteReader(body)
  for (let number = 1; ; number += 1) {
    const head = await reader.readUntil(NEWLINE, LINE_LIMIT_BYTES)
    if (head.bytes.length > 0)
      yield head.complete
        ? await readShort(head.bytes, number, options)
        : await readLong(reader, head.bytes, number, options)
    if (head.complete && reader.atEnd) return
  }
}

async function readShort(bytes: Buffer, number: number, { blobs, maxFileBytes }: CommitBodyOptions): Promise<ReadLine> {
  const line = parseLine(bytes.toString('utf8'), number)
  if (line.key !== 'file') return { line, blob: null }
  const content = Buffer.from(line.value.content, 'base64')
  // Buffer.from leaves out what is no base64
  if (content.toString('base64').replace(/=+$/, '') !== line.value.content.replace(/=+$/, ''))
    throw badLine(number, 'its content is not base64')
  const blob = await storeBytes(content, blobs, maxFileBytes)
  return { line: { ...line, value: { ...line.value, content: '' } }, blob }
}

/** A hash in memory is much cheaper than a flushed file, and a commit often brings what is stored already. */
async function storeBytes(content: Buffer, blobs: BlobStore, maxBytes: number): Promise<StoredBlob> {
  const sha256 = createHash('sha256').update(content).digest('hex')
  if ((await blobs.size(sha256)) === null)
    return blobs.write(oneChunk(content), { sizeBytes: content.length, maxBytes })
  return { sha256, sizeBytes: content.length, gitOid: hashObject('blob', content) }
}

async function readLong(
  reader: ByteReader,
  head: Buffer,
  number: number,
  { blobs, maxFileBytes }: CommitBodyOptions,
): Promise<ReadLine> {
  // latin1 keeps one character a byte, so that the index counts bytes
  const key = CONTENT_KEY.exec(head.toString('latin1'))
  if (!key) throw badLine(number, `it has more than ${LINE_LIMIT_BYTES} bytes before its content`)
  const start = key.index + key[0].length
  reader.putBack(head.subarray(start))
  const blob = await blobs.write(decodeBase64(reader.chunksUntil(QUOTE), number), { maxBytes: maxFileBytes })
  const rest = await reader.readUntil(NEWLINE, LINE_LIMIT_BYTES)
  if (!rest.complete) throw badLine(number, `it has more than ${LINE_LIMIT_BYTES} bytes after its content`)
  const line = parseLine(`${head.subarray(0, start).toString('utf8')}"${rest.bytes.toString('utf8')}`, number)
  if (line.key !== 'file') throw badLine(number, 'only a "file" has content')
  return { line, blob }
}

/** In pieces of four characters, which may be cut anywhere by the network. */
async function* decodeBase64(
  chunks: AsyncIterable<Uint8Array>,
  number: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  let left = ''
  for await (const chunk of chunks) {
    const text = left + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1')
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) throw badLine(number, 'its content is not base64')
    const whole = text.length - (text.length % 4)
    left = text.slice(whole)
    if (whole > 0) yield Buffer.from(text.slice(0, whole), 'base64')
  }
  if (left !== '') throw badLine(number, 'its content is cut off')
}

function parseLine(text: string, number: number): CommitLine {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw badLine(number, 'it is not JSON')
  }
  const parsed = commitLineSchema.safeParse(json)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw badLine(number, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`)
}

function badLine(number: number, why: string) {
  return hubProblems.refuse(400, `Line ${number} of the commit cannot be used: ${why}.`)
}

async function* oneChunk(content: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  yield content
}
