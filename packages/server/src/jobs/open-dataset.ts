/**
 * Opens the rows a config or target names: a reference, or an object with `files_url`.
 *
 * `hf_endpoint` says where they lie: absent, or this server's own address, is the own Data Store; anything else is asked
 * as a Hugging Face hub. In both, `split` (maybe with rows, `train[:100]`) and `subset` choose among the files: by the README's
 * `configs`, else by their names (`hub-configs.ts`, `hub-split.ts`).
 */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { BlobStore } from '../blobs/blob-store.ts'
import type { Database } from '../db/database.ts'
import { problems } from '../errors.ts'
import { isLoopback } from '../security/hosts.ts'
import { type DatasetFile, findDatasetFiles, findEntity, parseFilesUrl } from './dataset-files.ts'
import type { OpenDataset } from '@evalflow/evaluations'
import { type HubDataset, type HubPins, loadHubFiles } from './hub-files.ts'
import { DEFAULT_LIMITS, type HubLimits } from './hub-request.ts'
import { countParquet } from './read-parquet.ts'
import { readRows } from './read-rows.ts'
import { parseSplit, sliceRows, type SplitSlice } from './split-slice.ts'

/** Up to this size rows are counted first, so that progress has a total from the start. */
const COUNTED_BYTES = 256 * 1024 * 1024

const objectSchema = z.looseObject({
  files_url: z.string().nullish(),
  hf_endpoint: z.string().nullish(),
  name: z.string().nullish(),
  namespace: z.string().nullish(),
  split: z.string().nullish(),
  subset: z.string().nullish(),
})
type DatasetObject = z.infer<typeof objectSchema>

/** What belongs to the job that opens a data set. */
export interface JobAccess {
  /** `params.extra.hf_token`: the key itself, or a reference to a secret. */
  hubToken?: string | undefined
  pins?: HubPins
  signal?: AbortSignal
}

export interface OpenDatasetOptions {
  db: Database
  blobs: BlobStore
  /** Of what is known of the hub's files. */
  hubDirectory: string
  ownUrl: () => string
  resolveKey: (key: string) => Promise<string>
  limits?: Partial<HubLimits>
}

/** @throws ApiProblem `dataset_unavailable`, `dataset_unreadable` (while reading, with file and row) */
export function createOpenDataset(options: OpenDatasetOptions) {
  const { db, blobs, hubDirectory, ownUrl, resolveKey } = options
  const limits = { ...DEFAULT_LIMITS, ...options.limits }

  return async (ref: unknown, job: JobAccess = {}): Promise<OpenDataset> => {
    const dataset = await toDataset(db, ref)
    const filesUrl = toFilesUrl(dataset)
    const slice = toSlice(dataset, filesUrl)
    const chosen = { split: slice.name, subset: dataset.subset ?? undefined }
    const endpoint = dataset.hf_endpoint?.replace(/\/+$/, '')
    if (!endpoint || isOwn(endpoint, ownUrl()) || filesUrl.startsWith('nds:')) {
      const readText = async ({ sha256 }: DatasetFile) => new Response(await blobs.read(sha256)).text()
      return sliceRows(await toOpen(blobs, await findDatasetFiles(db, filesUrl, { ...chosen, readText })), slice)
    }
    const token = job.hubToken ? await resolveKey(job.hubToken) : undefined
    const access = { endpoint, token, ref: filesUrl, signal: job.signal, limits }
    const wanted = { ...toHubDataset(filesUrl), ...chosen }
    const { commit, files } = await loadHubFiles({ blobs, directory: hubDirectory }, { access, pins: job.pins }, wanted)
    return sliceRows(await toOpen(blobs, files, commit), slice)
  }
}

function toSlice({ split }: DatasetObject, filesUrl: string): SplitSlice {
  const found = parseSplit(split ?? '')
  if (found) return found
  throw problems.datasetUnavailable(
    filesUrl,
    `its split is "${split}"`,
    'Expected a name as "test", or with rows as "train[:100]" or "train[:10%]"; splits are not added together.',
  )
}

async function toOpen(blobs: BlobStore, files: readonly DatasetFile[], commit?: string): Promise<OpenDataset> {
  return {
    count: await countRows(blobs, files),
    rows: () => readRows(blobs, files),
    hash: hashOf(files, commit),
  }
}

/** A registered data set says itself where its files lie. */
async function toDataset(db: Database, ref: unknown): Promise<DatasetObject> {
  if (typeof ref === 'string') return isName(ref) ? objectSchema.parse(await findEntity(db, ref)) : { files_url: ref }
  const dataset = objectSchema.safeParse(ref)
  if (dataset.success) {
    const { files_url: url, name, namespace } = dataset.data
    return url || !name ? dataset.data : toDataset(db, `${namespace ?? 'default'}/${name}`)
  }
  throw problems.datasetUnavailable(
    String(JSON.stringify(ref)).slice(0, 100),
    'it is not a reference',
    'Give `{files_url}` or `namespace/name`.',
  )
}

const isName = (ref: string) => /^[^:/\s]+\/[^:/\s]+$/.test(ref)

function toFilesUrl({ files_url }: DatasetObject): string {
  if (files_url) return files_url
  throw problems.datasetUnavailable('(unnamed)', 'it has no files_url', 'Give `{files_url}`.')
}

/** Old data sets of the hub have a name without namespace. */
function toHubDataset(filesUrl: string): Pick<HubDataset, 'id' | 'revision' | 'path'> {
  const repo = parseFilesUrl(filesUrl)
  const name = /^hf:\/\/datasets\/([^/@]+)(?:@([^/]+))?\/?$/.exec(filesUrl)
  const id = repo ? [repo.namespace, repo.name] : [name?.[1] ?? '']
  if (id.every((part) => /^\w[\w.-]*$/.test(part))) {
    // a branch with a slash in its name is written escaped, `@refs%2Fconvert%2Fparquet`
    const revision = decodeURIComponent(repo?.revision ?? name?.[2] ?? 'main')
    return { id: id.join('/'), revision, path: repo?.path ?? '' }
  }
  throw problems.datasetUnavailable(
    filesUrl,
    'its files_url is not one of a hub',
    'Use hf://datasets/NAMESPACE/NAME, with @REVISION and a path after it if they matter.',
  )
}

/** By any of the names of this machine. */
function isOwn(endpoint: string, ownUrl: string): boolean {
  const [asked, own] = [URL.parse(endpoint), URL.parse(ownUrl)]
  if (!asked || !own || asked.protocol !== own.protocol || asked.port !== own.port) return false
  return asked.hostname === own.hostname || (isLoopback(asked.hostname) && isLoopback(own.hostname))
}

async function countRows(blobs: BlobStore, files: readonly DatasetFile[]): Promise<number | null> {
  const isParquet = ({ path }: DatasetFile) => /\.parquet$/i.test(path)
  const read = files.filter((file) => !isParquet(file))
  if (read.reduce((sum, file) => sum + file.sizeBytes, 0) > COUNTED_BYTES) return null
  let count = 0
  for (const file of files.filter(isParquet)) count += await countParquet(blobs, file)
  for await (const _ of readRows(blobs, read)) count += 1
  return count
}

function hashOf(files: readonly DatasetFile[], commit: string | undefined): string {
  const hash = createHash('sha256')
  if (commit !== undefined) hash.update(`${commit}\n`)
  for (const { path, sha256 } of files) hash.update(`${path}\0${sha256}\n`)
  return hash.digest('hex')
}
