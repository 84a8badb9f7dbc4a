/**
 * Files of a data set on a Hugging Face hub, or on a Data Store that answers as one (another Evalflow, say).
 *
 * - A revision is looked up once: its commit, the files chosen and their hashes are kept with the job, so that a job
 *   that goes on reads the same bytes although `main` has moved, and asks nothing if they are still stored.
 * - Files are stored by content, beside uploads: a file that is there already is not loaded again. The hub names the
 *   sha256 of large files and git's id of small ones; what was loaded must have it.
 */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { BlobStore } from '../blobs/blob-store.ts'
import { BlobError } from '../blobs/errors.ts'
import { messageOf, problems } from '../errors.ts'
import type { DatasetFile } from './dataset-files.ts'
import { chooseByConfig, MAX_README_BYTES, parseConfigs, README } from './hub-configs.ts'
import { askHub, type HubAccess, type HubLimits, toNoHub } from './hub-request.ts'
import { chooseFiles } from './hub-split.ts'

export interface HubDataset {
  /** `namespace/name`, or a name alone. */
  id: string
  revision: string
  path: string
  split: string | undefined
  subset: string | undefined
}

export interface HubFiles {
  commit: string
  files: DatasetFile[]
}

/** What was found the first time, by data set. */
export interface HubPins {
  read: (key: string) => Promise<HubFiles | undefined>
  write: (key: string, found: HubFiles) => Promise<void>
}

export interface HubStore {
  blobs: BlobStore
  /** Where git's ids of stored files are kept. */
  directory: string
}

const infoSchema = z.looseObject({ sha: z.string().regex(/^[0-9a-f]{40,64}$/) })
const treeSchema = z.array(
  z.looseObject({
    type: z.string(),
    path: z.string(),
    oid: z.string().nullish(),
    size: z.number().nullish(),
    lfs: z.looseObject({ oid: z.string(), size: z.number() }).nullish(),
  }),
)
type TreeItem = z.infer<typeof treeSchema>[number]

const hubFilesSchema = z.object({
  commit: z.string(),
  files: z.array(z.object({ path: z.string(), sha256: z.string(), sizeBytes: z.number() })),
})
const pinsSchema = z.record(z.string(), hubFilesSchema)

/** At most this many pages of a listing (a thousand entries each); more is no data set but an endless list. */
const MAX_PAGES = 500

/** @throws ApiProblem `dataset_unavailable`, `address_refused` */
export async function loadHubFiles(
  store: HubStore,
  { access, pins }: { access: HubAccess; pins: HubPins | undefined },
  dataset: HubDataset,
): Promise<HubFiles> {
  const { id, revision, path, split = '', subset = '' } = dataset
  const key = [access.endpoint, id, revision, path, split, subset].join(' ')
  const pinned = await pins?.read(key)
  if (pinned) {
    for (const file of pinned.files) {
      if ((await store.blobs.size(file.sha256)) === null)
        await download(store, { access, url: toFileUrl(access, { id, commit: pinned.commit, path: file.path }) }, file)
    }
    return pinned
  }
  const commit = await findCommit(access, dataset)
  const items = await listTree(access, id, commit)
  const paths = items.map((item) => item.path)
  const readme =
    path === '' ? items.find((item) => item.path === README && sizeOf(item) <= MAX_README_BYTES) : undefined
  const chosen =
    chooseByConfig(readme ? parseConfigs(await readText(store, access, { id, commit, readme })) : [], paths, dataset) ??
    chooseFiles(paths, dataset)
  if ('found' in chosen) throw problems.datasetUnavailable(access.ref, chosen.found, chosen.remedy)
  const wanted = items.filter((item) => chosen.paths.includes(item.path))
  checkSize(access, wanted)
  const files: DatasetFile[] = []
  for (const item of wanted)
    files.push(
      (await findStored(store, item)) ??
        (await loadFile(store, { access, url: toFileUrl(access, { id, commit, path: item.path }) }, item)),
    )
  const found = { commit, files }
  await pins?.write(key, found)
  return found
}

async function readText(
  store: HubStore,
  access: HubAccess,
  { id, commit, readme }: { id: string; commit: string; readme: TreeItem },
): Promise<string> {
  const source = { access, url: toFileUrl(access, { id, commit, path: readme.path }) }
  const { sha256 } = (await findStored(store, readme)) ?? (await loadFile(store, source, readme))
  return new Response(await store.blobs.read(sha256)).text()
}

/** Kept in one JSON file, of a job. */
export function createHubPins(file: string): HubPins {
  async function readAll(): Promise<Record<string, HubFiles>> {
    const text = await readFile(file, 'utf8').catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '{}'
      throw error
    })
    return pinsSchema.parse(JSON.parse(text))
  }
  async function add(key: string, found: HubFiles): Promise<void> {
    // a process killed while it writes must leave the old file whole
    await writeFile(`${file}.new`, JSON.stringify({ ...(await readAll()), [key]: found }, null, 2))
    await rename(`${file}.new`, file)
  }
  // tasks of a job open their data sets at the same time
  let last: Promise<void> = Promise.resolve()
  return {
    read: async (key) => (await readAll())[key],
    write(key, found) {
      last = last.catch(() => {}).then(() => add(key, found))
      return last
    },
  }
}

async function findCommit(access: HubAccess, { id, revision }: HubDataset): Promise<string> {
  const url = `${access.endpoint}/api/datasets/${id}/revision/${encodeURIComponent(revision)}`
  const info = infoSchema.safeParse(await askHub(access, url, ({ json }) => json()))
  if (!info.success) throw toNoHub(access, url)
  return info.data.sha
}

async function listTree(access: HubAccess, id: string, commit: string): Promise<TreeItem[]> {
  const items: TreeItem[] = []
  let url: string | undefined = `${access.endpoint}/api/datasets/${id}/tree/${commit}?recursive=true`
  for (let page = 0; url !== undefined; page += 1) {
    if (page === MAX_PAGES)
      throw problems.datasetUnavailable(access.ref, `its list of files has over ${MAX_PAGES} pages`, 'Choose another.')
    const asked: string = url
    const { value, next } = await askHub(access, asked, async ({ json, headers }) => ({
      value: await json(),
      next: /<([^>]+)>;\s*rel="?next"?/.exec(headers.get('link') ?? '')?.[1],
    }))
    const tree = treeSchema.safeParse(value)
    if (!tree.success) throw toNoHub(access, asked)
    items.push(...tree.data.filter((item) => item.type === 'file'))
    url = next === undefined ? undefined : new URL(next, asked).href
  }
  return items
}

const sizeOf = (item: TreeItem) => item.lfs?.size ?? item.size ?? 0

function checkSize({ ref, limits }: HubAccess, items: readonly TreeItem[]): void {
  const sizeBytes = items.reduce((sum, item) => sum + sizeOf(item), 0)
  if (sizeBytes > limits.maxBytes) throw tooLarge(ref, sizeBytes, limits)
}

const tooLarge = (ref: string, found: number, { maxBytes: allowed, hint }: HubLimits) =>
  problems.datasetUnavailable(
    ref,
    `its files have ${found} bytes, and ${allowed} are allowed`,
    hint ?? 'Name one file after the name, or raise EVALFLOW_HUB_MAX_BYTES.',
  )

function toFileUrl({ endpoint }: HubAccess, { id, commit, path }: { id: string; commit: string; path: string }) {
  return `${endpoint}/datasets/${id}/resolve/${commit}/${path.split('/').map(encodeURIComponent).join('/')}`
}

async function findStored({ blobs, directory }: HubStore, item: TreeItem): Promise<DatasetFile | undefined> {
  const sha256 = item.lfs ? item.lfs.oid : await readFile(toOidFile(directory, item), 'utf8').catch(() => undefined)
  if (sha256 === undefined || !/^[0-9a-f]{64}$/.test(sha256)) return undefined
  const sizeBytes = await blobs.size(sha256)
  return sizeBytes === null ? undefined : { path: item.path, sha256, sizeBytes }
}

async function loadFile(store: HubStore, from: Source, item: TreeItem): Promise<DatasetFile> {
  const sizeBytes = sizeOf(item)
  const { sha256, gitOid } = await download(store, from, {
    path: item.path,
    sizeBytes,
    ...(item.lfs ? { sha256: item.lfs.oid } : {}),
  })
  if (!item.lfs && item.oid != null) {
    if (gitOid !== item.oid) throw changed(from.access, item.path, `git id ${gitOid} instead of ${item.oid}`)
    await mkdir(store.directory, { recursive: true })
    await writeFile(toOidFile(store.directory, item), sha256)
  }
  return { path: item.path, sha256, sizeBytes }
}

interface Source {
  access: HubAccess
  url: string
}

async function download({ blobs }: HubStore, { access, url }: Source, file: Partial<DatasetFile> & { path: string }) {
  const { maxBytes } = access.limits
  const { signal } = access
  try {
    return await askHub(access, url, ({ body }) =>
      blobs.write(body(), {
        maxBytes,
        ...(file.sizeBytes === undefined ? {} : { sizeBytes: file.sizeBytes }),
        ...(file.sha256 === undefined ? {} : { expectedSha256: file.sha256 }),
        ...(signal ? { signal } : {}),
      }),
    )
  } catch (error) {
    if (!(error instanceof BlobError)) throw error
    if (error.code === 'too_large') throw tooLarge(access.ref, maxBytes + 1, access.limits)
    throw changed(access, file.path, messageOf(error))
  }
}

const changed = ({ ref, endpoint }: HubAccess, path: string, found: string) =>
  problems.datasetUnavailable(
    ref,
    `${endpoint} gave other bytes for ${path} than it lists: ${found}`,
    'Try again; if that stays so, its store is damaged.',
  )

/** Only hexadecimal ids become file names. */
function toOidFile(directory: string, { oid }: TreeItem): string {
  return join(directory, /^[0-9a-f]{40,64}$/.test(oid ?? '') ? String(oid) : 'none')
}
