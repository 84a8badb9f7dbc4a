/** Repositories of the Hugging Face API: create, delete, info, list, refs, branches, tags, commits, tree, paths-info. */
import { REPO_TYPES, repoCreateSchema, repoNameSchema, routes } from '@evalflow/contract'
import { Hono, type Context } from 'hono'
import { z } from 'zod'
import type { PlatformDeps } from '../deps.ts'
import { hubProblems } from '../http/problem.ts'
import { readJson, readText } from '../http/read-body.ts'
import type { RepoType } from '../schema.ts'
import { ensureDataStoreNamespace } from './namespace-routes.ts'
import { parseRepoPath } from './repo-path.ts'
import {
  createRepo,
  getCommit,
  getRepo,
  MAIN,
  readHistory,
  readTree,
  toRepoId,
  type Commit,
  type Repo,
  type RepoKey,
  type TreeEntry,
} from './repo-store.ts'
import { listFolder, toFileItem, toTreeItems } from './tree-items.ts'

export const HF = '/v1/hf'
/** `datasets` or `models`, then namespace and name. */
export const REPO_API = `${HF}/api/:types{(?:datasets|models)}/:namespace/:name`
const ANONYMOUS_NAMESPACE = 'default'
const TREE_PAGE_SIZE = 1000
const FORM_LIMIT_BYTES = 4 * 1024 * 1024
const moveSchema = z.looseObject({ fromRepo: z.string(), toRepo: z.string(), type: z.enum(REPO_TYPES).nullish() })

export function createRepoRoutes(deps: PlatformDeps): Hono {
  const app = new Hono()
  const { db } = deps

  app.post(routes.dataStore.createRepo.path, async (context) => {
    const input = await readJson(context, repoCreateSchema, deps)
    const key = toKey(input)
    await ensureDataStoreNamespace(deps, key.namespace)
    const isPrivate = input.private === true || input.visibility === 'private'
    if (!(await createRepo(deps, key, isPrivate))) throw hubProblems.repoTaken(toRepoId(key), toRepoUrl(key))
    return context.json({ url: toRepoUrl(key), name: toRepoId(key) })
  })

  app.delete(routes.dataStore.deleteRepo.path, async (context) => {
    const key = toKey(await readJson(context, repoCreateSchema, deps))
    const repo = await getRepo(db, key)
    await db.deleteFrom('ds_repos').where('repo_id', '=', repo.repo_id).execute()
    return context.json({ success: true })
  })

  app.post(`${HF}/api/repos/move`, async (context) => {
    const { fromRepo, toRepo, type } = await readJson(context, moveSchema, deps)
    const repo = await getRepo(db, toKey({ name: fromRepo, type }))
    const target = toKey({ name: toRepo, type })
    if (await getRepo(db, target).catch(() => undefined))
      throw hubProblems.repoTaken(toRepoId(target), toRepoUrl(target))
    await ensureDataStoreNamespace(deps, target.namespace)
    await db
      .updateTable('ds_repos')
      .set({ namespace: target.namespace, name: target.name })
      .where('repo_id', '=', repo.repo_id)
      .execute()
    return context.json({ success: true })
  })

  // any token, or none, is somebody: clients send "token", "nothing" or nothing
  app.get(`${HF}/api/whoami-v2`, (context) =>
    context.json({
      type: 'user',
      id: 'evalflow',
      name: ANONYMOUS_NAMESPACE,
      fullname: 'Evalflow',
      orgs: [],
      auth: { type: 'access_token', accessToken: { displayName: 'evalflow', role: 'write' } },
    }),
  )

  app.get(`${HF}/api/:types{(?:datasets|models)}`, async (context) => {
    const author = context.req.query('author')
    const search = context.req.query('search')?.toLowerCase()
    const limit = Math.min(Number(context.req.query('limit') ?? 1000) || 1000, 1000)
    let query = db.selectFrom('ds_repos').selectAll().where('type', '=', readType(context)).orderBy('repo_id')
    if (author !== undefined) query = query.where('namespace', '=', author)
    const repos = (await query.execute()).filter(
      (repo) => search === undefined || toRepoId(repo).toLowerCase().includes(search),
    )
    const infos = await Promise.all(repos.slice(0, limit).map((repo) => toInfo(repo, MAIN)))
    return context.json(infos.map(({ siblings: _files, ...info }) => info))
  })

  app.get(REPO_API, async (context) => context.json(await toInfo(await repoOf(context), MAIN, isWithBlobs(context))))
  app.get(`${REPO_API}/revision/:revision`, async (context) =>
    context.json(await toInfo(await repoOf(context), context.req.param('revision'), isWithBlobs(context))),
  )

  app.get(`${REPO_API}/refs`, async (context) => {
    const repo = await repoOf(context)
    const refs = await db
      .selectFrom('ds_refs')
      .selectAll()
      .where('repo_id', '=', repo.repo_id)
      .orderBy('name')
      .execute()
    const of = (kind: string, prefix: string) =>
      refs
        .filter((ref) => ref.kind === kind)
        .map((ref) => ({ name: ref.name, ref: `${prefix}${ref.name}`, targetCommit: ref.commit_oid }))
    return context.json({ branches: of('branch', 'refs/heads/'), converts: [], tags: of('tag', 'refs/tags/') })
  })

  for (const kind of ['branch', 'tag'] as const) {
    app.post(`${REPO_API}/${kind}/:revision`, async (context) => {
      const repo = await repoOf(context)
      const body = await readJson(context, refBodySchema, deps)
      const given = context.req.param('revision')
      // a branch is named in the path and starts at a point in the body; a tag the other way round
      const name = parseRepoPath(kind === 'branch' ? given : (body.tag ?? ''))
      const { oid } = await getCommit(db, repo, kind === 'branch' ? (body.startingPoint ?? MAIN) : given)
      const added = await db
        .insertInto('ds_refs')
        .values({ repo_id: repo.repo_id, kind, name, commit_oid: oid })
        .onConflict((conflict) => conflict.columns(['repo_id', 'kind', 'name']).doNothing())
        .executeTakeFirst()
      if (added.numInsertedOrUpdatedRows !== 1n)
        throw hubProblems.refuse(409, `The ${kind} "${name}" exists already.`, { 'x-should-retry': 'false' })
      return context.json({ success: true })
    })
    app.delete(`${REPO_API}/${kind}/:revision`, async (context) => {
      const repo = await repoOf(context)
      const name = context.req.param('revision')
      if (kind === 'branch' && name === MAIN)
        throw hubProblems.refuse(400, `The branch "${MAIN}" stays as long as its repository.`)
      const removed = await db
        .deleteFrom('ds_refs')
        .where('repo_id', '=', repo.repo_id)
        .where('kind', '=', kind)
        .where('name', '=', name)
        .executeTakeFirst()
      if (removed.numDeletedRows === 0n) throw hubProblems.revision(toRepoId(repo), name)
      return context.json({ success: true })
    })
  }

  app.get(`${REPO_API}/commits/:revision`, async (context) => {
    const repo = await repoOf(context)
    const head = await getCommit(db, repo, context.req.param('revision'))
    const page = Math.max(0, Number(context.req.query('p') ?? 0) || 0)
    const history = await readHistory(db, repo, head)
    const shown = history.slice(page * TREE_PAGE_SIZE, (page + 1) * TREE_PAGE_SIZE)
    if (history.length > (page + 1) * TREE_PAGE_SIZE) context.header('Link', toNextLink(context, 'p', String(page + 1)))
    return context.json(
      shown.map(({ oid, title, message, created_at }) => ({
        id: oid,
        title,
        message,
        date: created_at,
        authors: [{ user: 'evalflow' }],
      })),
    )
  })

  const tree = async (context: Context) => {
    const repo = await repoOf(context)
    const head = await getCommit(db, repo, context.req.param('revision') ?? MAIN)
    const folder = context.req.param('path')?.replace(/\/$/, '') ?? ''
    if (folder !== '') parseRepoPath(folder)
    const items = listFolder(
      await readTree(db, repo, head.oid),
      folder,
      context.req.query('recursive')?.toLowerCase() === 'true',
    )
    if (folder !== '' && items.length === 0) throw hubProblems.entry(toRepoId(repo), folder)
    const after = context.req.query('cursor')
    const left = after === undefined ? items : items.filter((item) => item.path > after)
    const shown = left.slice(0, TREE_PAGE_SIZE)
    const last = shown.at(-1)
    if (last && left.length > shown.length) context.header('Link', toNextLink(context, 'cursor', last.path))
    context.header('X-Repo-Commit', head.oid)
    return context.json(context.req.query('expand')?.toLowerCase() === 'true' ? await addCommits(repo, shown) : shown)
  }
  app.get(`${REPO_API}/tree/:revision`, tree)
  app.get(`${REPO_API}/tree/:revision/:path{.+}`, tree)

  app.post(`${REPO_API}/paths-info/:revision`, async (context) => {
    const repo = await repoOf(context)
    const head = await getCommit(db, repo, context.req.param('revision'))
    const { paths, expand } = await readPaths(context)
    const all = toTreeItems(await readTree(db, repo, head.oid))
    const items = paths.flatMap((path) => all.get(path.replace(/\/$/, '')) ?? [])
    return context.json(expand ? await addCommits(repo, items) : items)
  })

  function repoOf(context: Context): Promise<Repo> {
    return getRepo(db, readKey(context))
  }

  async function toInfo(repo: Repo, revision: string, withBlobs = false) {
    const head: Commit = await getCommit(db, repo, revision)
    const files = await readTree(db, repo, head.oid)
    return {
      _id: String(repo.repo_id),
      id: toRepoId(repo),
      author: repo.namespace,
      sha: head.oid,
      lastModified: head.created_at,
      createdAt: repo.created_at,
      private: repo.private === 1,
      gated: false,
      disabled: false,
      tags: [],
      downloads: 0,
      likes: 0,
      siblings: files.map((file) => toSibling(file, withBlobs)),
    }
  }

  async function addCommits<T extends { path: string; lastCommitOid?: string }>(repo: Repo, items: readonly T[]) {
    const rows = await db.selectFrom('ds_commits').selectAll().where('repo_id', '=', repo.repo_id).execute()
    const byOid = new Map(rows.map((row) => [row.oid, row]))
    return items.map((item) => {
      const commit = item.lastCommitOid === undefined ? undefined : byOid.get(item.lastCommitOid)
      return commit ? { ...item, lastCommit: { id: commit.oid, title: commit.title, date: commit.created_at } } : item
    })
  }

  return app
}

const refBodySchema = z.looseObject({ startingPoint: z.string().nullish(), tag: z.string().nullish() })

/** Relative, since clients misread absolute ones that lie under a path. */
export function toRepoUrl(key: RepoKey): string {
  return key.type === 'dataset' ? `datasets/${toRepoId(key)}` : toRepoId(key)
}

export function readType(context: Context): RepoType {
  return context.req.param('types') === 'models' ? 'model' : 'dataset'
}

export function readKey(context: Context): RepoKey {
  return {
    type: readType(context),
    namespace: context.req.param('namespace') ?? '',
    name: context.req.param('name') ?? '',
  }
}

/** Name and organization, or both in the name. @throws PlatformProblem 400 */
function toKey({
  name,
  organization,
  type,
}: {
  name: string
  organization?: string | null | undefined
  type?: string | null | undefined
}): RepoKey {
  if (type === 'space') throw hubProblems.refuse(400, 'Spaces are not kept here. Use type "dataset" or "model".')
  const [first = '', second, ...rest] = name.split('/')
  const namespace = second === undefined ? (organization ?? ANONYMOUS_NAMESPACE) : first
  const repo = second ?? first
  for (const part of [namespace, repo]) {
    const parsed = repoNameSchema.safeParse(part)
    if (!parsed.success || rest.length > 0)
      throw hubProblems.refuse(
        400,
        `"${name}" is no repository name: ${parsed.error?.issues[0]?.message ?? 'expected "namespace/name"'}.`,
      )
  }
  return { type: type === 'dataset' ? 'dataset' : 'model', namespace, name: repo }
}

async function readPaths(context: Context): Promise<{ paths: string[]; expand: boolean }> {
  const text = await readText(context, FORM_LIMIT_BYTES)
  if (context.req.header('content-type')?.includes('json')) {
    const parsed = pathsSchema.safeParse(JSON.parse(text))
    if (!parsed.success) throw hubProblems.refuse(400, 'Expected {"paths": [...]}.')
    return { paths: [parsed.data.paths].flat(), expand: parsed.data.expand ?? false }
  }
  const form = new URLSearchParams(text)
  return { paths: form.getAll('paths'), expand: form.get('expand')?.toLowerCase() === 'true' }
}
const pathsSchema = z.looseObject({ paths: z.union([z.string(), z.array(z.string())]), expand: z.boolean().nullish() })

function toSibling(file: TreeEntry, withBlobs: boolean) {
  if (!withBlobs) return { rfilename: file.path }
  const { oid, size, lfs } = toFileItem(file)
  return {
    rfilename: file.path,
    size,
    blobId: oid,
    ...(lfs && { lfs: { sha256: lfs.oid, size: lfs.size, pointerSize: lfs.pointerSize } }),
  }
}

function isWithBlobs(context: Context): boolean {
  return context.req.query('blobs')?.toLowerCase() === 'true'
}

function toNextLink(context: Context, name: string, value: string): string {
  const url = new URL(context.req.url)
  url.searchParams.set(name, value)
  return `<${url.href}>; rel="next"`
}
