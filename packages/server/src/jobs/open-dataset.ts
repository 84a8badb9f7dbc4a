/** Opens the rows a config or target names: a reference, an object with `files_url`, or rows given inline. */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { BlobStore } from '../blobs/blob-store.ts'
import type { Database } from '../db/database.ts'
import { problems } from '../errors.ts'
import { findDatasetFiles, type DatasetFile } from './dataset-files.ts'
import type { OpenDataset } from '@evalflow/evaluations'
import { readRows } from './read-rows.ts'

/** Up to this size rows are counted first, so that progress has a total from the start. */
const COUNTED_BYTES = 256 * 1024 * 1024
const HUB = /^https:\/\/(?:www\.)?huggingface\.co\b/

const objectSchema = z.looseObject({
  files_url: z.string().nullish(),
  hf_endpoint: z.string().nullish(),
  name: z.string().nullish(),
  namespace: z.string().nullish(),
})

/** @throws ApiProblem `dataset_unavailable`, `dataset_unreadable` (while reading, with file and row) */
export function createOpenDataset({
  db,
  blobs,
}: {
  db: Database
  blobs: BlobStore
}): (ref: unknown) => Promise<OpenDataset> {
  return async (ref) => {
    const files = await findDatasetFiles(db, toFilesUrl(ref))
    const rows = () => readRows(blobs, files)
    return { count: await countRows(files, rows), rows, hash: hashOf(files) }
  }
}

function toFilesUrl(ref: unknown): string {
  if (typeof ref === 'string') return ref
  const dataset = objectSchema.safeParse(ref)
  if (!dataset.success)
    throw problems.datasetUnavailable(
      String(JSON.stringify(ref)).slice(0, 100),
      'it is not a reference',
      'Give `{files_url}` or `namespace/name`.',
    )
  const { files_url, hf_endpoint, name, namespace } = dataset.data
  if (hf_endpoint && HUB.test(hf_endpoint)) {
    throw problems.datasetUnavailable(
      files_url ?? '',
      'it lies on the Hugging Face hub, which this version does not read',
      'Upload its rows with Dataset Creator.',
    )
  }
  if (files_url) return files_url
  if (name) return `${namespace ?? 'default'}/${name}`
  throw problems.datasetUnavailable('(unnamed)', 'it has no files_url', 'Give `{files_url}`.')
}

async function countRows(files: readonly DatasetFile[], rows: () => AsyncIterable<unknown>): Promise<number | null> {
  if (files.reduce((sum, file) => sum + file.sizeBytes, 0) > COUNTED_BYTES) return null
  let count = 0
  for await (const _ of rows()) count += 1
  return count
}

function hashOf(files: readonly DatasetFile[]): string {
  const hash = createHash('sha256')
  for (const { path, sha256 } of files) hash.update(`${path}\0${sha256}\n`)
  return hash.digest('hex')
}
