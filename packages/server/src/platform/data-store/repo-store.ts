/** Repositories, refs, commits and trees in the database: the only SQL over `ds_*`, but for namespaces. */
import type { Selectable, Transaction } from 'kysely'
import type { Database } from '../../db/database.ts'
import type { PlatformDeps } from '../deps.ts'
import type { CommitTable, PlatformTables, RepoTable, RepoType, TreeTable } from '../schema.ts'
import { hashCommit, hashFolders } from './git-objects.ts'
import { hubProblems } from '../http/problem.ts'
import { toHubTime } from './hub-time.ts'

export type Repo = Selectable<RepoTable>
export type Commit = Selectable<CommitTable>
export type TreeEntry = Selectable<TreeTable>

export interface RepoKey {
  readonly type: RepoType
  readonly namespace: string
  readonly name: string
}

/** One change of a commit, in the order it was sent. */
export type TreeChange =
  | {
      readonly kind: 'put'
      readonly path: string
      readonly sha256: string
      readonly oid: string
      readonly sizeBytes: number
      readonly lfs: boolean
    }
  | { readonly kind: 'deleteFile'; readonly path: string }
  | { readonly kind: 'deleteFolder'; readonly path: string }

export interface CommitInput {
  readonly revision: string
  readonly title: string
  readonly message: string
  readonly parentOid: string | null
  readonly changes: readonly TreeChange[]
}

type Deps = Pick<PlatformDeps, 'db' | 'clock'>
type Connection = Database | Transaction<PlatformTables>

export const MAIN = 'main'
/** SQLite takes 32 766 values in one statement; a row here has eight. */
const ROWS_A_STATEMENT = 1000

export function toRepoId({ namespace, name }: RepoKey): string {
  return `${namespace}/${name}`
}

/** With an empty first commit, as clients expect a repository to have one. Undefined if the name is taken. */
export async function createRepo(deps: Deps, key: RepoKey, isPrivate: boolean): Promise<Repo | undefined> {
  const now = toHubTime(deps.clock())
  return deps.db.transaction().execute(async (transaction) => {
    const repo = await transaction
      .insertInto('ds_repos')
      .values({ ...key, private: isPrivate ? 1 : 0, created_at: now, updated_at: now })
      .onConflict((conflict) => conflict.columns(['type', 'namespace', 'name']).doNothing())
      .returningAll()
      .executeTakeFirst()
    if (!repo) return undefined
    await writeCommit(transaction, deps, repo, {
      files: [],
      parent: null,
      title: 'initial commit',
      message: '',
      branch: MAIN,
    })
    return repo
  })
}

/** @throws PlatformProblem `RepoNotFound` */
export async function getRepo(db: Connection, key: RepoKey): Promise<Repo> {
  const repo = await db
    .selectFrom('ds_repos')
    .selectAll()
    .where('type', '=', key.type)
    .where('namespace', '=', key.namespace)
    .where('name', '=', key.name)
    .executeTakeFirst()
  if (!repo) throw hubProblems.repo(toRepoId(key))
  return repo
}

/** A branch, tag or full commit id. @throws PlatformProblem `RevisionNotFound` */
export async function getCommit(db: Connection, repo: Repo, revision: string): Promise<Commit> {
  const name = revision.replace(/^refs\/(?:heads|tags)\//, '')
  const ref = await db
    .selectFrom('ds_refs')
    .select('commit_oid')
    .where('repo_id', '=', repo.repo_id)
    .where('name', '=', name)
    .orderBy('kind')
    .executeTakeFirst()
  const commit = await db
    .selectFrom('ds_commits')
    .selectAll()
    .where('repo_id', '=', repo.repo_id)
    .where('oid', '=', ref?.commit_oid ?? revision)
    .executeTakeFirst()
  if (!commit) throw hubProblems.revision(toRepoId(repo), revision)
  return commit
}

export async function readTree(db: Connection, repo: Repo, commitOid: string): Promise<TreeEntry[]> {
  return db
    .selectFrom('ds_tree')
    .selectAll()
    .where('repo_id', '=', repo.repo_id)
    .where('commit_oid', '=', commitOid)
    .orderBy('path')
    .execute()
}

export async function findFile(
  db: Connection,
  repo: Repo,
  commitOid: string,
  path: string,
): Promise<TreeEntry | undefined> {
  return db
    .selectFrom('ds_tree')
    .selectAll()
    .where('repo_id', '=', repo.repo_id)
    .where('commit_oid', '=', commitOid)
    .where('path', '=', path)
    .executeTakeFirst()
}

/** Newest first, from `from` back along the parents. */
export async function readHistory(db: Connection, repo: Repo, from: Commit): Promise<Commit[]> {
  const rows = await db.selectFrom('ds_commits').selectAll().where('repo_id', '=', repo.repo_id).execute()
  const byOid = new Map(rows.map((row) => [row.oid, row]))
  const history: Commit[] = []
  for (
    let commit: Commit | undefined = from;
    commit;
    commit = commit.parent_oid ? byOid.get(commit.parent_oid) : undefined
  )
    history.push(commit)
  return history
}

/**
 * Adds a commit on a branch, in one transaction: either the branch has it whole, or nothing changed.
 *
 * @throws PlatformProblem 412 if `parentOid` is not the newest, `EntryNotFound` for a deleted path that is not there
 */
export async function commit(deps: Deps, repo: Repo, input: CommitInput): Promise<Commit> {
  return deps.db.transaction().execute(async (transaction) => {
    const head = await getCommit(transaction, repo, input.revision)
    if (input.parentOid !== null && input.parentOid !== head.oid)
      throw hubProblems.refuse(
        412,
        `The branch "${input.revision}" is at ${head.oid}, not at ${input.parentOid}. Read it again, then commit.`,
      )
    if (!(await isBranch(transaction, repo, input.revision)))
      throw hubProblems.refuse(400, `"${input.revision}" is no branch. Commits go onto a branch, e.g. "${MAIN}".`)
    const before = await readTree(transaction, repo, head.oid)
    const files = applyChanges(repo, before, input.changes)
    const { title, message, revision } = input
    return writeCommit(transaction, deps, repo, { files, parent: head.oid, title, message, branch: revision })
  })
}

async function isBranch(db: Connection, repo: Repo, name: string): Promise<boolean> {
  const row = await db
    .selectFrom('ds_refs')
    .select('name')
    .where('repo_id', '=', repo.repo_id)
    .where('kind', '=', 'branch')
    .where('name', '=', name)
    .executeTakeFirst()
  return row !== undefined
}

type FileState = Pick<TreeEntry, 'path' | 'sha256' | 'oid' | 'size_bytes' | 'lfs'> & { last_commit_oid: string | null }

/** Files after the changes; `last_commit_oid` null means this commit. */
function applyChanges(repo: Repo, before: readonly TreeEntry[], changes: readonly TreeChange[]): FileState[] {
  const files = new Map<string, FileState>(before.map((file) => [file.path, file]))
  for (const change of changes) {
    if (change.kind === 'put') {
      putFile(files, change)
      continue
    }
    const gone = [...files.keys()].filter((path) =>
      change.kind === 'deleteFile' ? path === change.path : path.startsWith(`${change.path}/`),
    )
    if (gone.length === 0) throw hubProblems.entry(toRepoId(repo), change.path)
    for (const path of gone) files.delete(path)
  }
  return [...files.values()]
}

function putFile(files: Map<string, FileState>, change: TreeChange & { kind: 'put' }): void {
  const { path, sha256, oid, sizeBytes, lfs } = change
  const parents = path
    .split('/')
    .slice(0, -1)
    .map((_part, index, parts) => parts.slice(0, index + 1).join('/'))
  const blocking = parents.find((parent) => files.has(parent))
  if (blocking !== undefined)
    throw hubProblems.refuse(400, `"${path}" cannot lie in "${blocking}", which is a file. Delete that file first.`)
  for (const known of files.keys())
    if (known.startsWith(`${path}/`)) throw hubProblems.refuse(400, `"${path}" is a folder. Delete the folder first.`)
  const same = files.get(path)
  if (same?.sha256 === sha256 && same.lfs === (lfs ? 1 : 0)) return
  files.set(path, { path, sha256, oid, size_bytes: sizeBytes, lfs: lfs ? 1 : 0, last_commit_oid: null })
}

interface NewCommit {
  readonly files: readonly FileState[]
  readonly parent: string | null
  readonly title: string
  readonly message: string
  readonly branch: string
}

async function writeCommit(db: Connection, deps: Deps, repo: Repo, input: NewCommit): Promise<Commit> {
  const at = deps.clock()
  const now = toHubTime(at)
  const tree = hashFolders(input.files).get('') ?? ''
  const text = input.message === '' ? input.title : `${input.title}\n\n${input.message}`
  const oid = hashCommit({ tree, parent: input.parent, message: text, at })
  const { repo_id } = repo
  const stored = await db
    .insertInto('ds_commits')
    .values({ repo_id, oid, parent_oid: input.parent, title: input.title, message: input.message, created_at: now })
    .returningAll()
    .executeTakeFirstOrThrow()
  for (let start = 0; start < input.files.length; start += ROWS_A_STATEMENT) {
    const rows = input.files.slice(start, start + ROWS_A_STATEMENT)
    const values = rows.map((file) => ({
      ...file,
      repo_id,
      commit_oid: oid,
      last_commit_oid: file.last_commit_oid ?? oid,
    }))
    await db.insertInto('ds_tree').values(values).execute()
  }
  await db
    .insertInto('ds_refs')
    .values({ repo_id, kind: 'branch', name: input.branch, commit_oid: oid })
    .onConflict((conflict) => conflict.columns(['repo_id', 'kind', 'name']).doUpdateSet({ commit_oid: oid }))
    .execute()
  await db.updateTable('ds_repos').set({ updated_at: now }).where('repo_id', '=', repo_id).execute()
  return stored
}
