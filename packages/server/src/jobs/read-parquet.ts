/** Rows of a Parquet file, one row group in memory at a time; only the bytes of that group are read from disk. */
import { parquetValueToJson } from '@evalflow/components'
import type { AsyncBuffer, FileMetaData } from 'hyparquet'
import type { BlobStore } from '../blobs/blob-store.ts'
import { messageOf, problems } from '../errors.ts'
import type { DatasetFile } from './dataset-files.ts'

/** Of one row group, unpacked. Usual are 128 MiB and less. */
const MAX_GROUP_BYTES = 1024 ** 3

/** @throws ApiProblem `dataset_unreadable` with the file, and the rows at fault */
export async function* readParquet(blobs: BlobStore, file: DatasetFile): AsyncGenerator<Record<string, unknown>> {
  const [{ parquetReadObjects }, { compressors }] = await load()
  const { buffer, metadata } = await open(blobs, file)
  let rowStart = 0
  for (const group of metadata.row_groups) {
    const rowEnd = rowStart + Number(group.num_rows)
    const place = `rows ${rowStart + 1} to ${rowEnd}`
    if (Number(group.total_byte_size) > MAX_GROUP_BYTES)
      throw problems.datasetUnreadable(
        file.path,
        `the row group of ${place} has ${group.total_byte_size} bytes, ${MAX_GROUP_BYTES} are read at most`,
        'Write it anew with smaller row groups.',
      )
    const rows = await guarded(file, place, async () => {
      const values = await parquetReadObjects({ file: buffer, metadata, compressors, rowStart, rowEnd })
      return values.map(toRow)
    })
    yield* rows
    rowStart = rowEnd
  }
}

/** Read from the file's end alone. @throws ApiProblem `dataset_unreadable` */
export async function countParquet(blobs: BlobStore, file: DatasetFile): Promise<number> {
  return Number((await open(blobs, file)).metadata.num_rows)
}

/** On demand: the decoders are large. */
const load = () => Promise.all([import('hyparquet'), import('hyparquet-compressors')])

async function open(blobs: BlobStore, file: DatasetFile): Promise<{ buffer: AsyncBuffer; metadata: FileMetaData }> {
  const [{ parquetMetadataAsync }] = await load()
  const buffer: AsyncBuffer = {
    byteLength: file.sizeBytes,
    slice: async (start, end = file.sizeBytes) => {
      if (end <= start) return new ArrayBuffer(0)
      return new Response(await blobs.read(file.sha256, { start, end: end - 1 })).arrayBuffer()
    },
  }
  return { buffer, metadata: await guarded(file, 'its end', () => parquetMetadataAsync(buffer)) }
}

function toRow(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, parquetValueToJson(value)]))
}

async function guarded<T>(file: DatasetFile, place: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step()
  } catch (error) {
    throw problems.datasetUnreadable(
      file.path,
      `${place}: ${messageOf(error)}`,
      'Check that it is complete Parquet, and upload it again.',
    )
  }
}
