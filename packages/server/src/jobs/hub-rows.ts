/** Rows of a data set on a Hugging Face hub, read whole within a limit: for a node of a flow, or its preview. */
import type { HubSource } from '@evalflow/contract'
import type { HubRows } from '@evalflow/components'
import type { BlobStore } from '../blobs/blob-store.ts'
import { problems } from '../errors.ts'
import { loadHubFiles } from './hub-files.ts'
import { DEFAULT_LIMITS, type HubAccess, type HubLimits } from './hub-request.ts'
import { readRows } from './read-rows.ts'
import { parseSplit, sliceRows } from './split-slice.ts'

export interface HubReaderOptions {
  blobs: BlobStore
  /** Of what is known of the hub's files. */
  hubDirectory: string
  resolveSecret: (name: string) => Promise<string>
  limits?: Partial<HubLimits>
}

export type HubReader = (source: HubSource, options: { maxBytes: number; signal: AbortSignal }) => Promise<HubRows>

const HUGGING_FACE = 'https://huggingface.co'

/** @throws ApiProblem `dataset_unavailable`, `dataset_unreadable`, `address_refused`, `secret_not_found` */
export function createHubReader({ blobs, hubDirectory, resolveSecret, limits }: HubReaderOptions): HubReader {
  return async (source, { maxBytes, signal }) => {
    const { repo, revision, config, split, token, endpoint } = trimmed(source)
    if (!repo || !/^\w[\w.-]*(?:\/\w[\w.-]*)?$/.test(repo))
      throw problems.datasetUnavailable(`"${repo ?? ''}"`, 'it is no name of a dataset', 'Expected organisation/name.')
    const slice = parseSplit(split ?? '')
    if (!slice)
      throw problems.datasetUnavailable(
        repo,
        `its split is "${split}"`,
        'Expected a name as "test", or with rows as "train[:100]".',
      )
    const own = { ...DEFAULT_LIMITS, ...limits }
    const access: HubAccess = {
      endpoint: (endpoint ?? HUGGING_FACE).replace(/\/+$/, ''),
      token: token === undefined ? undefined : await resolveSecret(token),
      ref: repo,
      signal,
      limits: {
        ...own,
        maxBytes: Math.min(maxBytes, own.maxBytes),
        hint: 'Choose a smaller config or split; a job can read larger ones from the hub itself, by `hf_endpoint`.',
      },
    }
    const wanted = { id: repo, revision: revision ?? 'main', path: '', split: slice.name, subset: config }
    const { commit, files } = await loadHubFiles(
      { blobs, directory: hubDirectory },
      { access, pins: undefined },
      wanted,
    )
    const data = await sliceRows({ count: null, hash: commit, rows: () => readRows(blobs, files) }, slice)
    return {
      rows: await collect(data.rows(), { ref: repo, maxBytes: access.limits.maxBytes, signal }),
      endpoint: access.endpoint,
      commit,
    }
  }
}

/** An empty field of a form is one that was not filled in. */
function trimmed(source: HubSource): Partial<HubSource> {
  return Object.fromEntries(
    Object.entries(source)
      .map(([name, value]) => [name, value?.trim()] as const)
      .filter(([, value]) => value),
  )
}

async function collect(
  rows: AsyncIterable<Record<string, unknown>>,
  { ref, maxBytes, signal }: { ref: string; maxBytes: number; signal: AbortSignal },
): Promise<HubRows['rows']> {
  const found: HubRows['rows'] = []
  let size = 0
  for await (const row of rows) {
    signal.throwIfAborted()
    const text = JSON.stringify(row)
    // a small Parquet or gzip file can hold many times its size
    size += text.length
    if (size > maxBytes)
      throw problems.datasetUnavailable(
        ref,
        `its rows have over ${maxBytes} characters, and no more are held in memory`,
        'Take fewer of them, as split "train[:1000]".',
      )
    found.push(JSON.parse(text))
  }
  return found
}
