/**
 * Uploads: preupload, LFS batch and bytes, commit.
 *
 * huggingface_hub with `hf_xet` installed (its default) sends whatever preupload calls "lfs" through the Xet protocol,
 * which has no fallback. So it is told "regular" for everything that fits one commit line; other clients get LFS above
 * `REGULAR_LIMIT_BYTES`.
 */
import { lfsBatchRequestSchema, lfsVerifySchema, preuploadRequestSchema } from '@evalflow/contract'
import { Hono, type Context } from 'hono'
import { BlobError } from '../../blobs/errors.ts'
import type { StoredBlob } from '../../blobs/blob-store.ts'
import type { PlatformDeps } from '../deps.ts'
import { hubProblems } from '../http/problem.ts'
import { readJson } from '../http/read-body.ts'
import { readCommitBody } from './commit-body.ts'
import { hashObject, toLfsPointer } from './git-objects.ts'
import { hashStoredBlob } from './hash-stored-blob.ts'
import { parseRepoPath } from './repo-path.ts'
import { HF, readKey, REPO_API, toRepoUrl } from './repo-routes.ts'
import { commit, findFile, getCommit, getRepo, type RepoKey, type TreeChange } from './repo-store.ts'
import { LFS_UPLOAD_PATH, LFS_VERIFY_PATH, type UploadSigner } from './upload-signer.ts'

/** 5 MiB. */
export const REGULAR_LIMIT_BYTES = 5 * 1024 * 1024
/** 64 GiB. */
export const DEFAULT_UPLOAD_LIMIT_BYTES = 64 * 1024 ** 3
const LFS_JSON = 'application/vnd.git-lfs+json'

export function createUploadRoutes(deps: PlatformDeps, signer: UploadSigner): Hono {
  const app = new Hono()
  const { db, blobs } = deps
  const maxFileBytes = deps.uploadLimitBytes ?? DEFAULT_UPLOAD_LIMIT_BYTES

  app.post(`${REPO_API}/preupload/:revision`, async (context) => {
    const repo = await getRepo(db, readKey(context))
    const head = await getCommit(db, repo, context.req.param('revision'))
    const { files } = await readJson(context, preuploadRequestSchema, deps)
    const usesXet = isXetClient(context)
    const answers = files.map(async ({ path, size }) => ({
      path,
      uploadMode: size > REGULAR_LIMIT_BYTES && !usesXet ? 'lfs' : 'regular',
      shouldIgnore: false,
      oid: (await findFile(db, repo, head.oid, parseRepoPath(path)))?.oid ?? null,
    }))
    return context.json({ files: await Promise.all(answers), commitOid: head.oid })
  })

  const batch = (toKey: (context: Context) => RepoKey) => async (context: Context) => {
    await getRepo(db, toKey(context))
    const { operation, objects } = await readJson(context, lfsBatchRequestSchema, deps)
    const answers = objects.map(async ({ oid, size }) => {
      if (operation === 'download')
        return { oid, size, error: { code: 422, message: 'Download files by their resolve URL.' } }
      if (size > maxFileBytes)
        return { oid, size, error: { code: 413, message: `Files may have up to ${maxFileBytes} bytes.` } }
      if ((await blobs.size(oid)) !== null) return { oid, size } // no actions: it is here already
      const grant = { oid, sizeBytes: size }
      const href = (path: typeof LFS_UPLOAD_PATH | typeof LFS_VERIFY_PATH) => ({
        href: `${deps.publicUrl()}${signer.sign(path, grant)}`,
      })
      return {
        oid,
        size,
        authenticated: true,
        actions: { upload: href(LFS_UPLOAD_PATH), verify: href(LFS_VERIFY_PATH) },
      }
    })
    return context.json({ transfer: 'basic', hash_algo: 'sha256', objects: await Promise.all(answers) }, 200, {
      'Content-Type': LFS_JSON,
    })
  }
  const toGitKey = (type: RepoKey['type']) => (context: Context) => ({
    type,
    namespace: context.req.param('namespace') ?? '',
    name: (context.req.param('repo') ?? '').replace(/\.git$/, ''),
  })
  app.post(`${HF}/datasets/:namespace/:repo{.+\\.git}/info/lfs/objects/batch`, batch(toGitKey('dataset')))
  app.post(`${HF}/:namespace/:repo{.+\\.git}/info/lfs/objects/batch`, batch(toGitKey('model')))

  app.put(LFS_UPLOAD_PATH, async (context) => {
    const grant = signer.check(new URL(context.req.url))
    if (!grant) throw hubProblems.refuse(403, 'This upload link is not valid, or no longer. Ask for a new one.')
    const body = context.req.raw.body ?? new Blob([]).stream()
    await storing(blobs.write(body, { expectedSha256: grant.oid, sizeBytes: grant.sizeBytes, maxBytes: maxFileBytes }))
    return context.body(null, 200)
  })

  app.post(LFS_VERIFY_PATH, async (context) => {
    if (!signer.check(new URL(context.req.url))) throw hubProblems.refuse(403, 'This link is not valid, or no longer.')
    const { oid, size } = await readJson(context, lfsVerifySchema, deps)
    const stored = await blobs.size(oid)
    if (stored !== size)
      throw hubProblems.refuse(404, `Object ${oid} with ${size} bytes is not stored. Upload it again.`)
    return context.json({ oid, size })
  })

  app.post(`${REPO_API}/commit/:revision`, async (context) => {
    const key = readKey(context)
    const repo = await getRepo(db, key)
    if (context.req.query('create_pr') === '1')
      throw hubProblems.refuse(400, 'Pull requests are not kept here. Commit to a branch.')
    const revision = context.req.param('revision')
    await getCommit(db, repo, revision)
    const { header, changes } = await readChanges(context)
    if (!header) throw hubProblems.refuse(400, 'The commit has no "header" line. It must be the first.')
    const { summary, description, parentCommit } = header
    const done = await commit(deps, repo, {
      revision,
      title: summary,
      message: description ?? '',
      parentOid: parentCommit ?? null,
      changes,
    })
    return context.json({
      success: true,
      commitOid: done.oid,
      commitUrl: `${toRepoUrl(key)}/commit/${done.oid}`,
      hookOutput: '',
    })
  })

  async function readChanges(context: Context) {
    let header:
      | { summary: string; description?: string | null | undefined; parentCommit?: string | null | undefined }
      | undefined
    const changes: TreeChange[] = []
    const lines = readCommitBody(context.req.raw.body ?? new Blob([]).stream(), { blobs, maxFileBytes })
    for await (const { line, blob } of withProblems(lines)) {
      if (line.key === 'header') header = line.value
      else if (line.key === 'file' && blob) changes.push(await toPut(line.value.path, blob))
      else if (line.key === 'lfsFile') changes.push(await toLfsPut(line.value.path, line.value.oid))
      else if (line.key === 'deletedFile') changes.push({ kind: 'deleteFile', path: parseRepoPath(line.value.path) })
      else if (line.key === 'deletedFolder')
        changes.push({ kind: 'deleteFolder', path: parseRepoPath(line.value.path.replace(/\/$/, '')) })
    }
    return { header, changes }
  }

  async function toPut(path: string, { sha256, sizeBytes, gitOid }: StoredBlob): Promise<TreeChange> {
    const oid = gitOid ?? (await hashStoredBlob(blobs, sha256, sizeBytes))
    return { kind: 'put', path: parseRepoPath(path), sha256, oid, sizeBytes, lfs: false }
  }

  async function toLfsPut(path: string, sha256: string): Promise<TreeChange> {
    const sizeBytes = await blobs.size(sha256)
    if (sizeBytes === null)
      throw hubProblems.refuse(400, `The bytes of "${path}" (${sha256}) are not stored. Upload them through LFS first.`)
    return {
      kind: 'put',
      path: parseRepoPath(path),
      sha256,
      oid: hashObject('blob', toLfsPointer(sha256, sizeBytes)),
      sizeBytes,
      lfs: true,
    }
  }

  return app
}

/** `hf_hub/1.2.3` in the user agent, of a version that may have Xet; `HF_HUB_DISABLE_XET` does not show, and does no harm. */
function isXetClient(context: Context): boolean {
  const found = /\bhf_hub\/(\d+)\.(\d+)/.exec(context.req.header('user-agent') ?? '')
  if (!found) return false
  return Number(found[1]) >= 1 || Number(found[2]) >= 30
}

const STATUS_OF_BLOB_ERROR = {
  not_found: 404,
  too_large: 413,
  hash_mismatch: 400,
  size_mismatch: 400,
  bad_hash: 400,
} as const

function toProblem(error: unknown): unknown {
  return error instanceof BlobError ? hubProblems.refuse(STATUS_OF_BLOB_ERROR[error.code], error.message) : error
}

async function storing<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw toProblem(error)
  }
}

async function* withProblems<T>(items: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
  try {
    yield* items
  } catch (error) {
    throw toProblem(error)
  }
}
