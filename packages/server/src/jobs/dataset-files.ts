/**
 * Which stored files a dataset reference means.
 *
 * | reference | files |
 * | --- | --- |
 * | `hf://datasets/ns/name` | all files of rows in the repository, by path; with `split`, those of it |
 * | `hf://datasets/ns/name/dir` | the same below `dir` |
 * | `hf://datasets/ns/name/path/rows.jsonl`, `nds:ns/name/rows.jsonl` | that file |
 * | `ns/name` | the Entity Store dataset of that name, then as its `files_url` says |
 *
 * A revision may follow the name: `hf://datasets/ns/name@v1`.
 */
import { sql } from 'kysely'
import { z } from 'zod'
import { DEFAULT_NAMESPACE } from '@evalflow/contract'
import type { Database } from '../db/database.ts'
import { problems } from '../errors.ts'
import { chooseByConfig, MAX_README_BYTES, parseConfigs, README } from './hub-configs.ts'
import { chooseFiles } from './hub-split.ts'
import { ROWS_FILE } from './rows-file.ts'

export interface DatasetFile {
  path: string
  sha256: string
  sizeBytes: number
}

export interface RepoPath {
  namespace: string
  name: string
  revision: string
  /** Without slash at either end; empty for the whole repository. */
  path: string
}

const entitySchema = z.looseObject({ files_url: z.string().min(1) })

/** Undefined if `filesUrl` is no form listed above. */
export function parseFilesUrl(filesUrl: string): RepoPath | undefined {
  const found = /^(?:hf:\/\/datasets\/|nds:(?:\/\/)?(?:datasets\/)?)([^/@]+)\/([^/@]+)(?:@([^/]+))?(?:\/(.*))?$/.exec(
    filesUrl,
  )
  const [, namespace, name, revision = 'main', path = ''] = found ?? []
  if (namespace === undefined || name === undefined) return undefined
  return { namespace, name, revision, path: path.replace(/^\/+|\/+$/g, '') }
}

export interface FileChoice {
  split?: string | undefined
  subset?: string | undefined
  /** Text of a stored file, for the README. */
  readText: (file: DatasetFile) => Promise<string>
}

/**
 * With `split` or `subset`: the files that the hub's rules give them (`hub-configs.ts`, `hub-split.ts`).
 *
 * @throws ApiProblem `dataset_unavailable` that names the dataset, what was expected and what to do
 */
export async function findDatasetFiles(db: Database, filesUrl: string, choice: FileChoice): Promise<DatasetFile[]> {
  const isName = /^[^:/\s]+\/[^:/\s]+$/.test(filesUrl)
  const url = isName ? (await findEntity(db, filesUrl)).files_url : filesUrl
  const repo = parseFilesUrl(url)
  if (!repo) {
    throw problems.datasetUnavailable(
      filesUrl,
      'its files_url has a form this server cannot read',
      'Use hf://datasets/NAMESPACE/NAME, with a file path after it if only one file is meant.',
    )
  }
  const files = await listFiles(db, repo)
  if (files === undefined) {
    throw problems.datasetUnavailable(
      filesUrl,
      `the Data Store has no repository ${repo.namespace}/${repo.name} at revision ${repo.revision}`,
      'Upload the rows again (Dataset Creator does), or choose another dataset.',
    )
  }
  if (choice.split !== undefined || choice.subset !== undefined) return chooseSplit(files, { filesUrl, repo, choice })
  const below = files.filter(
    (file) => repo.path === '' || file.path === repo.path || file.path.startsWith(`${repo.path}/`),
  )
  // a file asked for by its own path is taken whatever its name is
  const rows = below.filter((file) => file.path === repo.path || ROWS_FILE.test(file.path))
  if (rows.length > 0) return rows
  const has =
    files
      .map((file) => file.path)
      .slice(0, 5)
      .join(', ') || 'no file at all'
  throw problems.datasetUnavailable(
    filesUrl,
    `no rows were found at "${repo.path || '/'}"; the repository holds ${has}`,
    'Upload a .jsonl, .json, .csv or .parquet file, or correct the path.',
  )
}

async function chooseSplit(
  files: readonly DatasetFile[],
  { filesUrl, repo, choice }: { filesUrl: string; repo: RepoPath; choice: FileChoice },
): Promise<DatasetFile[]> {
  const paths = files.map(({ path }) => path)
  const { split, subset } = choice
  const readme = files.find(({ path, sizeBytes }) => path === README && sizeBytes <= MAX_README_BYTES)
  const configs = repo.path === '' && readme ? parseConfigs(await choice.readText(readme)) : []
  const chosen =
    chooseByConfig(configs, paths, { split, subset }) ?? chooseFiles(paths, { path: repo.path, split, subset })
  if ('found' in chosen) throw problems.datasetUnavailable(filesUrl, chosen.found, chosen.remedy)
  return files.filter(({ path }) => chosen.paths.includes(path))
}

async function listFiles(db: Database, repo: RepoPath): Promise<DatasetFile[] | undefined> {
  const repos = await sql<{ repo_id: number; commit_oid: string }>`
    select r.repo_id, coalesce(f.commit_oid, c.oid) as commit_oid from ds_repos r
    left join ds_refs f on f.repo_id = r.repo_id and f.name = ${repo.revision}
    left join ds_commits c on c.repo_id = r.repo_id and c.oid = ${repo.revision}
    where r.type = 'dataset' and r.namespace = ${repo.namespace} and r.name = ${repo.name}
      and coalesce(f.commit_oid, c.oid) is not null limit 1`.execute(db)
  const head = repos.rows[0]
  if (!head) return undefined
  const files = await sql<{ path: string; sha256: string; size_bytes: number }>`
    select path, sha256, size_bytes from ds_tree where repo_id = ${head.repo_id} and commit_oid = ${head.commit_oid} order by path`.execute(
    db,
  )
  return files.rows.map(({ path, sha256, size_bytes }) => ({ path, sha256, sizeBytes: size_bytes }))
}

/** A registered data set, as stored. @throws ApiProblem `dataset_unavailable` */
export async function findEntity(db: Database, ref: string): Promise<{ files_url: string }> {
  const [namespace = DEFAULT_NAMESPACE, name = ''] = ref.split('/')
  const rows = await sql<{ body: string }>`select json(body) as body from entities
    where kind = 'dataset' and namespace = ${namespace} and name = ${name}`.execute(db)
  const row = rows.rows[0]
  if (!row)
    throw problems.datasetUnavailable(
      ref,
      'the Entity Store has no dataset of that name',
      'Choose another dataset, or register this one.',
    )
  const entity = entitySchema.safeParse(JSON.parse(row.body))
  if (!entity.success)
    throw problems.datasetUnavailable(ref, 'it has no files_url', 'Register it again with the place of its rows.')
  return entity.data
}
