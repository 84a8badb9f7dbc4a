/** Rows of an Arrow file (stream or file format), one record batch in memory at a time. */
import type { Readable } from 'node:stream'
import { parquetValueToJson } from '@evalflow/components'
import { messageOf, problems } from '../errors.ts'
import type { DatasetFile } from './dataset-files.ts'

/** @throws ApiProblem `dataset_unreadable` */
export async function* readArrow(stream: Readable, file: DatasetFile): AsyncGenerator<Record<string, unknown>> {
  // on demand: the decoders are large
  const { RecordBatchReader } = await import('apache-arrow')
  try {
    for await (const batch of await RecordBatchReader.from(stream)) {
      const names = batch.schema.fields.map(({ name }) => name)
      for (const row of batch) yield Object.fromEntries(names.map((name) => [name, toJson(row?.[name])]))
    }
  } catch (error) {
    throw problems.datasetUnreadable(
      file.path,
      `it is no complete Arrow file (${messageOf(error)})`,
      'Write it again, or upload it as Parquet or JSON Lines.',
    )
  } finally {
    stream.destroy()
  }
}

/** Lists and structs of Arrow are views on its buffers. */
function toJson(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Date || value instanceof Uint8Array)
    return parquetValueToJson(value)
  const plain = 'toJSON' in value && typeof value.toJSON === 'function' ? (value.toJSON() as unknown) : value
  if (ArrayBuffer.isView(plain)) return [...(plain as unknown as Iterable<unknown>)].map(toJson)
  if (Array.isArray(plain)) return plain.map(toJson)
  if (typeof plain !== 'object' || plain === null) return parquetValueToJson(plain)
  return Object.fromEntries(Object.entries(plain).map(([name, item]) => [name, toJson(item)]))
}
