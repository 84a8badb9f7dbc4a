/**
 * Rows of stored files, one at a time: JSON Lines, CSV, Parquet and Arrow are streamed, so memory does not grow with them.
 *
 * A row that cannot be read ends the job with its place; a row left out silently would change every score.
 */
import { pipeline, Readable } from 'node:stream'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'
import type { BlobStore } from '../blobs/blob-store.ts'
import { messageOf, problems } from '../errors.ts'
import type { DatasetFile } from './dataset-files.ts'
import { parseExactJson } from './exact-json.ts'
import { readArrow } from './read-arrow.ts'
import { readParquet } from './read-parquet.ts'
import { readTable } from './read-table.ts'

export type Row = Record<string, unknown>

/** A JSON array must be read whole. */
const MAX_JSON_BYTES = 512 * 1024 * 1024

export async function* readRows(blobs: BlobStore, files: readonly DatasetFile[]): AsyncGenerator<Row> {
  for (const file of files) {
    if (/\.parquet$/i.test(file.path)) yield* readParquet(blobs, file)
    else if (/\.arrow$/i.test(file.path)) yield* readArrow(await openStream(blobs, file), file)
    else if (/\.json(?:\.gz)?$/i.test(file.path)) yield* readJson(blobs, file)
    else if (/\.[ct]sv(?:\.gz)?$/i.test(file.path))
      yield* numbered(readTable(await openStream(blobs, file), file), file)
    else yield* readLines(blobs, file)
  }
}

async function openStream(blobs: BlobStore, file: DatasetFile): Promise<Readable> {
  // the two declarations of a web stream differ, the object is the same
  const stored = Readable.fromWeb((await blobs.read(file.sha256)) as Parameters<typeof Readable.fromWeb>[0])
  return isPacked(file) ? unpack(stored, file) : stored
}

const isPacked = ({ path }: DatasetFile) => /\.gz$/i.test(path)

/** A damaged file is told by its name. */
function unpack(stored: Readable, file: DatasetFile): Readable {
  const unpacked = createGunzip()
  const damaged = (error: Error) =>
    problems.datasetUnreadable(file.path, `it is not gzip (${error.message})`, 'Pack it again, or upload it as it is.')
  pipeline(stored, unpacked, () => {}) // its error is the stream's own
  return Readable.from(
    (async function* () {
      try {
        for await (const part of unpacked) yield part
      } catch (error) {
        throw error instanceof Error ? damaged(error) : error
      }
    })(),
    { objectMode: false },
  )
}

async function* readLines(blobs: BlobStore, file: DatasetFile): AsyncGenerator<Row> {
  const stream = await openStream(blobs, file)
  const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })
  let number = 0
  try {
    for await (const line of lines) {
      number += 1
      const text = number === 1 ? line.replace(/^\uFEFF/, '') : line
      if (text.trim() !== '') yield toRow(parse(text, file, `line ${number}`), file, `line ${number}`)
    }
  } finally {
    lines.close()
    stream.destroy()
  }
}

async function* readJson(blobs: BlobStore, file: DatasetFile): AsyncGenerator<Row> {
  const text = await readWhole(await openStream(blobs, file), file)
  const lines = text.trimStart().startsWith('{') && !isJson(text)
  if (lines) return yield* readLines(blobs, file)
  const value = parse(text.replace(/^\uFEFF/, ''), file, 'the file')
  const items = Array.isArray(value) ? value : [value]
  for (const [index, item] of items.entries()) yield toRow(item, file, `row ${index + 1}`)
}

/** What is packed is counted as it is unpacked. */
async function readWhole(stream: Readable, file: DatasetFile): Promise<string> {
  const parts: Buffer[] = []
  let sizeBytes = isPacked(file) ? 0 : file.sizeBytes
  const check = () => {
    if (sizeBytes <= MAX_JSON_BYTES) return
    stream.destroy()
    throw problems.datasetUnreadable(
      file.path,
      `${sizeBytes} bytes of JSON cannot be streamed`,
      'Store it as JSON Lines.',
    )
  }
  check()
  for await (const part of stream) {
    const bytes = Buffer.from(part as Uint8Array) // a byte stream
    parts.push(bytes)
    if (isPacked(file)) sizeBytes += bytes.length
    check()
  }
  return Buffer.concat(parts).toString('utf8')
}

async function* numbered(rows: AsyncIterable<unknown>, file: DatasetFile): AsyncGenerator<Row> {
  let number = 0
  for await (const row of rows) yield toRow(row, file, `row ${++number}`)
}

function toRow(value: unknown, file: DatasetFile, place: string): Row {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Row
  throw problems.datasetUnreadable(
    file.path,
    `${place} is not an object`,
    'Each row must be an object with named fields.',
  )
}

function parse(text: string, file: DatasetFile, place: string): unknown {
  try {
    return parseExactJson(text)
  } catch (error) {
    throw problems.datasetUnreadable(
      file.path,
      `${place} is not JSON (${messageOf(error)})`,
      'Correct it and upload the file again.',
    )
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
