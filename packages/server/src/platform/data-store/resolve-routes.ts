/**
 * Downloads: `/v1/hf/datasets/{ns}/{name}/resolve/{revision}/{path}`, models without `datasets/`.
 *
 * Answers `ETag` (git's blob id, or the sha256 of an LFS file), `X-Repo-Commit`, 304, and one range (206, 416).
 * Files are anybody's uploads on Studio's own origin, so they are sent as attachments that no browser renders.
 */
import { Hono, type Context } from 'hono'
import type { ByteRange } from '../../blobs/blob-store.ts'
import type { PlatformDeps } from '../deps.ts'
import { hubProblems } from '../http/problem.ts'
import { HF } from './repo-routes.ts'
import { findFile, getCommit, getRepo, toRepoId, type RepoKey } from './repo-store.ts'

export function createResolveRoutes(deps: PlatformDeps): Hono {
  const app = new Hono()
  const resolve = (type: RepoKey['type']) => async (context: Context) => {
    const param = (name: string) => context.req.param(name) ?? ''
    const repo = await getRepo(deps.db, { type, namespace: param('namespace'), name: param('name') })
    const commit = await getCommit(deps.db, repo, param('revision'))
    const file = await findFile(deps.db, repo, commit.oid, param('path'))
    if (!file) throw hubProblems.entry(toRepoId(repo), param('path'))
    const etag = `"${file.lfs ? file.sha256 : file.oid}"`
    const headers = {
      ETag: etag,
      'X-Repo-Commit': commit.oid,
      'Accept-Ranges': 'bytes',
      'Content-Type': 'application/octet-stream',
      'Content-Disposition': toDisposition(file.path),
      'X-Content-Type-Options': 'nosniff',
      // a commit never changes; a branch does
      'Cache-Control': param('revision') === commit.oid ? 'private, max-age=31536000, immutable' : 'no-cache',
    }
    if (matches(context.req.header('if-none-match'), etag)) return new Response(null, { status: 304, headers })
    const range = readRange(context, etag, file.size_bytes)
    if (range === 'unsatisfiable') {
      return Response.json(
        { error: `The file has ${file.size_bytes} bytes.` },
        { status: 416, headers: { 'Content-Range': `bytes */${file.size_bytes}` } },
      )
    }
    const length = range ? range.end - range.start + 1 : file.size_bytes
    const sized = {
      ...headers,
      'Content-Length': String(length),
      ...(range && { 'Content-Range': `bytes ${range.start}-${range.end}/${file.size_bytes}` }),
    }
    const status = range ? 206 : 200
    if (context.req.method === 'HEAD' || length === 0) return new Response(null, { status, headers: sized })
    return new Response(await deps.blobs.read(file.sha256, range), { status, headers: sized })
  }
  app.get(`${HF}/datasets/:namespace/:name/resolve/:revision/:path{.+}`, resolve('dataset'))
  app.get(`${HF}/:namespace/:name/resolve/:revision/:path{.+}`, resolve('model'))
  return app
}

function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  return header.split(',').some((value) => ['*', etag].includes(value.trim().replace(/^W\//, '')))
}

/** Undefined for the whole file: no range, several ranges (which need not be honoured), or an `If-Range` that is old. */
function readRange(context: Context, etag: string, size: number): ByteRange | 'unsatisfiable' | undefined {
  const ifRange = context.req.header('if-range')
  if (ifRange !== undefined && ifRange !== etag) return undefined
  const found = /^bytes=(\d*)-(\d*)$/.exec(context.req.header('range') ?? '')
  const [, first = '', last = ''] = found ?? []
  if (!found || (first === '' && last === '')) return undefined
  // `-n` means the last n bytes
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (start >= size || (first === '' && Number(last) === 0)) return 'unsatisfiable'
  return end < start ? undefined : { start, end }
}

/** RFC 6266: a plain name for old clients, the real one encoded. */
function toDisposition(path: string): string {
  const name = path.split('/').at(-1) ?? 'file'
  const plain = name.replaceAll(/[^\w.-]/g, '_')
  const encoded = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`
}
