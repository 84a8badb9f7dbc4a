/**
 * Uploads as the Hugging Face API wants them: ask per file whether it goes into the commit or through LFS, send the LFS
 * ones, then write one NDJSON commit. A file's bytes are in memory only if they go into the commit.
 */
import { lfsBatchResponseSchema, preuploadResponseSchema } from '@evalflow/contract'
import { z } from 'zod'
import { UploadError } from '../errors.ts'
import { path } from '../transport/path.ts'
import type { RequestOptions, Transport } from '../transport/transport.ts'
import { hashBlob } from './hash-blob.ts'
import { toRepoApiPath, toRepoPath, type RepoRef } from './repo-paths.ts'

export interface UploadFile {
  /** In the repository, with `/` between folders. */
  readonly path: string
  /** A `Blob` streams: a browser's `File`, or `openAsBlob` of `node:fs`. */
  readonly content: Blob | Uint8Array | string
}

export interface PreparedFile {
  readonly path: string
  readonly content: Blob
  /** sha256 if it went through LFS. */
  readonly lfsOid: string | null
}

interface PrepareOptions {
  readonly revision: string
  readonly onProgress: ((progress: { uploadedBytes: number; totalBytes: number }) => void) | undefined
  readonly request: RequestOptions
}

const SAMPLE_BYTES = 512

/** Sends what goes through LFS and says how each file enters the commit. @throws UploadError */
export async function prepareFiles(
  transport: Transport,
  repo: RepoRef,
  files: readonly UploadFile[],
  { revision, onProgress, request }: PrepareOptions,
): Promise<PreparedFile[]> {
  const blobs = files.map((file) => ({ path: file.path, content: toBlob(file.content) }))
  checkPaths(blobs.map((file) => file.path))
  const modes = await askModes(transport, repo, blobs, revision, request)
  const totalBytes = blobs.reduce((sum, file) => sum + file.content.size, 0)
  let uploadedBytes = 0
  const prepared: PreparedFile[] = []
  for (const file of blobs) {
    if (modes.get(file.path) !== 'lfs') {
      prepared.push({ ...file, lfsOid: null })
      continue
    }
    const lfsOid = await hashBlob(file.content, request.signal)
    await sendThroughLfs(transport, repo, { oid: lfsOid, content: file.content }, request)
    uploadedBytes += file.content.size
    onProgress?.({ uploadedBytes, totalBytes })
    prepared.push({ ...file, lfsOid })
  }
  return prepared
}

/** The commit as NDJSON: a header line, then a line a file. */
export async function toCommitBody(
  files: readonly PreparedFile[],
  { summary, parentCommit }: { summary: string; parentCommit: string | undefined },
): Promise<Blob> {
  const header = { key: 'header', value: { summary, description: '', ...(parentCommit && { parentCommit }) } }
  const lines = [`${JSON.stringify(header)}\n`]
  for (const file of files) lines.push(`${JSON.stringify(await toCommitLine(file))}\n`)
  return new Blob(lines)
}

async function toCommitLine({ path: filePath, content, lfsOid }: PreparedFile): Promise<unknown> {
  if (lfsOid !== null)
    return { key: 'lfsFile', value: { path: filePath, algo: 'sha256', oid: lfsOid, size: content.size } }
  return { key: 'file', value: { path: filePath, encoding: 'base64', content: await toBase64(content) } }
}

async function askModes(
  transport: Transport,
  repo: RepoRef,
  files: readonly { path: string; content: Blob }[],
  revision: string,
  options: RequestOptions,
): Promise<Map<string, 'regular' | 'lfs'>> {
  const asked = await Promise.all(
    files.map(async (file) => ({
      path: file.path,
      size: file.content.size,
      sample: await toBase64(file.content.slice(0, SAMPLE_BYTES)),
    })),
  )
  const url = `${toRepoApiPath(repo)}${path`/preupload/${revision}`}`
  const answer = await transport.post(url, preuploadResponseSchema, { files: asked }, options)
  return new Map(answer.files.map((file) => [file.path, file.uploadMode]))
}

async function sendThroughLfs(
  transport: Transport,
  repo: RepoRef,
  { oid, content }: { oid: string; content: Blob },
  options: RequestOptions,
): Promise<void> {
  const batch = {
    operation: 'upload',
    transfers: ['basic'],
    hash_algo: 'sha256',
    objects: [{ oid, size: content.size }],
  }
  const headers = { ...options.headers, Accept: 'application/vnd.git-lfs+json' }
  const url = `${toRepoPath(repo)}.git/info/lfs/objects/batch`
  const { objects } = await transport.post(url, lfsBatchResponseSchema, batch, { ...options, headers })
  const [object] = objects
  if (object?.error) throw new UploadError({ request: `POST ${url}`, detail: object.error.message })
  const { upload, verify } = object?.actions ?? {}
  if (!upload) return // the server has these bytes already
  await transport.send({
    method: 'PUT',
    url: upload.href,
    body: { raw: content, type: 'application/octet-stream' },
    answer: 'text',
    // no deadline of ours fits every size; the caller's signal still ends it
    options: { ...options, timeoutMs: MAX_TIMER_MS, headers: upload.header ?? {} },
  })
  if (!verify) return
  await transport.post(
    verify.href,
    z.unknown(),
    { oid, size: content.size },
    { ...options, headers: verify.header ?? {} },
  )
}

/** Longest delay a timer takes, about 24 days. */
const MAX_TIMER_MS = 2_147_483_647

function toBlob(content: UploadFile['content']): Blob {
  // a copy, since a view may lie over a shared buffer, which Blob does not take
  return content instanceof Blob ? content : new Blob([typeof content === 'string' ? content : new Uint8Array(content)])
}

function checkPaths(paths: readonly string[]): void {
  const bad = paths.find((item) => item.split('/').some((part) => part === '' || part === '.' || part === '..'))
  if (bad !== undefined)
    throw new UploadError({
      request: 'upload',
      detail: `"${bad}" is no path in a repository. Use names parted by "/".`,
    })
  const twice = paths.find((item, index) => paths.indexOf(item) !== index)
  if (twice !== undefined)
    throw new UploadError({
      request: 'upload',
      detail: `"${twice}" is given twice. Each path may stand once in a commit.`,
    })
}

async function toBase64(content: Blob): Promise<string> {
  const bytes = new Uint8Array(await content.arrayBuffer())
  let text = ''
  // in pieces: a call takes only so many arguments
  for (let start = 0; start < bytes.length; start += 0x8000)
    text += String.fromCharCode(...bytes.subarray(start, start + 0x8000))
  return btoa(text)
}
