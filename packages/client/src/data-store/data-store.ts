import {
  commitResponseSchema,
  dataStoreNamespaceSchema,
  listOf,
  repoCreatedSchema,
  repoInfoSchema,
  treeItemSchema,
  type CommitResponse,
  type DataStoreNamespace,
  type RepoInfo,
  type TreeItem,
} from '@evalflow/contract'
import { z } from 'zod'
import { ConflictError } from '../errors.ts'
import { toByteStream } from '../evaluation/jobs.ts'
import { path, toEscapedPath } from '../transport/path.ts'
import { Resource } from '../transport/resource.ts'
import type { RequestOptions } from '../transport/transport.ts'
import { HF_BASE, toRepoApiPath, toRepoPath, type RepoRef } from './repo-paths.ts'
import { prepareFiles, toCommitBody, type UploadFile } from './upload.ts'

export interface RevisionOptions extends RequestOptions {
  /** Branch, tag or commit; `main` if absent. */
  readonly revision?: string
}

export interface UploadOptions extends RevisionOptions {
  /** First line of the commit message. */
  readonly summary?: string
  /** 40 hexadecimal digits; the commit is refused if the branch has moved on since. */
  readonly parentCommit?: string
  /** After each file sent: bytes so far, and in all. */
  readonly onProgress?: (progress: { readonly uploadedBytes: number; readonly totalBytes: number }) => void
}

export interface Download {
  /** To be read once, or cancelled. Empty when `notModified`. */
  readonly stream: ReadableStream<Uint8Array>
  /** Of this answer: the length of the range if one was asked for. Null if the server did not say. */
  readonly sizeBytes: number | null
  readonly etag: string | null
  /** Commit the revision stood for. */
  readonly commit: string | null
  readonly partial: boolean
  readonly notModified: boolean
}

export interface DownloadOptions extends RevisionOptions {
  /** Both ends inclusive, from 0; without `end` to the end of the file. */
  readonly range?: { readonly start: number; readonly end?: number }
  /** ETag of a copy at hand. */
  readonly ifNoneMatch?: string
}

const namespacesSchema = z.union([z.array(dataStoreNamespaceSchema), listOf(dataStoreNamespaceSchema)])

/** Files of datasets and models, by commits. `/v1/datastore`, and the Hugging Face API under `/v1/hf` */
export class DataStore extends Resource {
  /** Not the Entity Store's namespace of the same name: both are needed. @throws ConflictError if it exists */
  async createNamespace(name: string, options?: RequestOptions): Promise<DataStoreNamespace> {
    const raw = new URLSearchParams({ namespace: name }).toString()
    const body = { raw, type: 'application/x-www-form-urlencoded' }
    const request = { method: 'POST', url: '/v1/datastore/namespaces', body, answer: 'text', options } as const
    return this.transport.parse(request, await this.transport.send(request), dataStoreNamespaceSchema)
  }

  async listNamespaces(options?: RequestOptions): Promise<DataStoreNamespace[]> {
    const found = await this.transport.get('/v1/datastore/namespaces', namespacesSchema, options)
    return Array.isArray(found) ? found : found.data
  }

  /** @throws NotFoundError */
  getNamespace(name: string, options?: RequestOptions): Promise<DataStoreNamespace> {
    return this.transport.get(path`/v1/datastore/namespaces/${name}`, dataStoreNamespaceSchema, options)
  }

  /** @throws NotFoundError, or ConflictError while it holds repositories */
  deleteNamespace(name: string, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`/v1/datastore/namespaces/${name}`, options)
  }

  /** @throws ConflictError if it exists, unless `existOk` */
  async createRepo(repo: RepoRef, options: RequestOptions & { readonly existOk?: boolean } = {}): Promise<void> {
    const body = { name: repo.name, organization: repo.namespace, type: repo.type ?? 'dataset' }
    try {
      await this.transport.post(`${HF_BASE}/api/repos/create`, repoCreatedSchema, body, options)
    } catch (error) {
      if (!(options.existOk && error instanceof ConflictError)) throw error
    }
  }

  /** Deletes all its commits. @throws NotFoundError */
  async deleteRepo(repo: RepoRef, options?: RequestOptions): Promise<void> {
    const json = { name: repo.name, organization: repo.namespace, type: repo.type ?? 'dataset' }
    const url = `${HF_BASE}/api/repos/delete`
    await this.transport.send({ method: 'DELETE', url, body: { json }, answer: 'text', options })
  }

  /** @throws NotFoundError */
  repoInfo(repo: RepoRef, { revision = 'main', ...options }: RevisionOptions = {}): Promise<RepoInfo> {
    return this.transport.get(
      `${toRepoApiPath(repo)}${path`/revision/${revision}`}?blobs=true`,
      repoInfoSchema,
      options,
    )
  }

  /**
   * Adds or replaces `files` in one commit; the others stay. Large files stream from their `Blob`.
   *
   * @throws UploadError before anything is sent, if a path is not usable
   * @throws ApiError 412 if `parentCommit` is no longer the newest
   */
  async uploadFiles(repo: RepoRef, files: readonly UploadFile[], options: UploadOptions = {}): Promise<CommitResponse> {
    const { revision = 'main', summary = 'Upload files', parentCommit, onProgress, ...request } = options
    const prepared = await prepareFiles(this.transport, repo, files, { revision, onProgress, request })
    const raw = await toCommitBody(prepared, { summary, parentCommit })
    const url = `${toRepoApiPath(repo)}${path`/commit/${revision}`}`
    const body = { raw, type: 'application/x-ndjson' }
    const send = { method: 'POST', url, body, answer: 'text', options: request } as const
    const answer = this.transport.parse(send, await this.transport.send(send), commitResponseSchema)
    const totalBytes = prepared.reduce((sum, file) => sum + file.content.size, 0)
    onProgress?.({ uploadedBytes: totalBytes, totalBytes })
    return answer
  }

  /** Files and folders under `folder` (the root if empty), over all pages. @throws NotFoundError */
  async listTree(
    repo: RepoRef,
    options: RevisionOptions & {
      readonly folder?: string
      readonly recursive?: boolean
      readonly expand?: boolean
    } = {},
  ): Promise<TreeItem[]> {
    const { revision = 'main', folder = '', recursive = false, expand = false, ...request } = options
    const query = new URLSearchParams({ recursive: String(recursive), expand: String(expand) })
    const inFolder = folder === '' ? '' : `/${toEscapedPath(folder)}`
    let url: string | undefined = `${toRepoApiPath(repo)}${path`/tree/${revision}`}${inFolder}?${query}`
    const items: TreeItem[] = []
    while (url !== undefined) {
      const send = { method: 'GET', url, answer: 'text', options: request } as const
      const answer = await this.transport.send(send)
      items.push(...this.transport.parse(send, answer, z.array(treeItemSchema)))
      url = findNextLink(answer.headers['link'])
    }
    return items
  }

  /** What is at `paths`; those that do not exist are left out. */
  async pathsInfo(
    repo: RepoRef,
    paths: readonly string[],
    { revision = 'main', ...options }: RevisionOptions = {},
  ): Promise<TreeItem[]> {
    const raw = new URLSearchParams([...paths.map((item) => ['paths', item]), ['expand', 'false']]).toString()
    const url = `${toRepoApiPath(repo)}${path`/paths-info/${revision}`}`
    const body = { raw, type: 'application/x-www-form-urlencoded' }
    const send = { method: 'POST', url, body, answer: 'text', options } as const
    return this.transport.parse(send, await this.transport.send(send), z.array(treeItemSchema))
  }

  /** @throws NotFoundError with code `RepoNotFound`, `RevisionNotFound` or `EntryNotFound`; ApiError 416 for a range past the end */
  async download(repo: RepoRef, filePath: string, options: DownloadOptions = {}): Promise<Download> {
    const { revision = 'main', range, ifNoneMatch, ...request } = options
    const headers = {
      Accept: '*/*',
      ...request.headers,
      ...(range && { Range: `bytes=${range.start}-${range.end ?? ''}` }),
      ...(ifNoneMatch !== undefined && { 'If-None-Match': ifNoneMatch }),
    }
    const url = `${toRepoPath(repo)}${path`/resolve/${revision}`}/${toEscapedPath(filePath)}`
    const answer = await this.transport.send({ method: 'GET', url, answer: 'stream', options: { ...request, headers } })
    const length = answer.headers['content-length']
    return {
      stream: toByteStream(answer.body),
      sizeBytes: length === undefined ? null : Number(length),
      etag: answer.headers['etag'] ?? null,
      commit: answer.headers['x-repo-commit'] ?? null,
      partial: answer.status === 206,
      notModified: answer.status === 304,
    }
  }
}

/** The `rel="next"` of a `Link` header. */
function findNextLink(header: string | undefined): string | undefined {
  return header?.match(/<([^>]+)>\s*;\s*rel="next"/)?.[1]
}
