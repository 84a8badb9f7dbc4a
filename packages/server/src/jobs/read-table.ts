/**
 * Rows of CSV and TSV, streamed: the parser waits while a part of the table is used.
 *
 * An open quote takes all that follows it into one field, and a row with more fields than the header shifts its columns. Both
 * would change scores unseen, so they end the reading with their place. A row with fewer fields lacks the last columns.
 */
import type { Readable } from 'node:stream'
import Papa from 'papaparse'
import { problems } from '../errors.ts'
import type { DatasetFile } from './dataset-files.ts'

type Part = Papa.ParseResult<Record<string, unknown>>

/** @throws ApiProblem `dataset_unreadable` with the row at fault */
export async function* readTable(stream: Readable, file: DatasetFile): AsyncGenerator<unknown> {
  let before = 0
  try {
    for await (const { data, errors } of parseParts(stream, /\.tsv(?:\.gz)?$/i.test(file.path) ? '\t' : '')) {
      const fault = errors.find(({ type, code }) => type === 'Quotes' || code === 'TooManyFields')
      if (fault) {
        // quotes are counted within the part, fields over the whole table
        const row = fault.type === 'Quotes' ? before + (fault.row ?? 0) : (fault.row ?? 0)
        throw problems.datasetUnreadable(
          file.path,
          `near row ${row + 1}: ${fault.message}`,
          'Put fields with commas, quotes or line breaks in double quotes, double each quote within, and upload the file again.',
        )
      }
      yield* data
      before += data.length
    }
  } finally {
    stream.destroy()
  }
}

/** `delimiter`: empty to find out, by the first rows, whether it is a comma, semicolon, tab or bar. */
async function* parseParts(stream: Readable, delimiter: string): AsyncGenerator<Part> {
  let next = Promise.withResolvers<Part | null>()
  let failed: Error | undefined
  let parser: Papa.Parser | undefined
  Papa.parse<Record<string, unknown>>(stream.setEncoding('utf8'), {
    header: true,
    delimiter,
    skipEmptyLines: 'greedy',
    transformHeader: (name, index) => (index === 0 ? name.replace(/^\uFEFF/, '') : name),
    chunk(part, handle) {
      handle.pause()
      parser = handle
      next.resolve(part)
    },
    complete: () => next.resolve(null),
    error(error) {
      failed = error
      next.reject(error)
    },
  })
  for (let part = await next.promise; part !== null; part = await next.promise) {
    yield part
    if (failed) throw failed
    next = Promise.withResolvers()
    parser?.resume()
  }
}
