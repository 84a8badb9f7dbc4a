/**
 * Tables of the platform.
 *
 * - `entities`: namespaces, projects, datasets, models, targets, configs, jobs, results, deployments. `body` is the wire object
 *   as answered, but with sealed secrets; the columns beside it are copies for look-up, written together with it.
 *   A namespace has `namespace = ''`; a job and a result have `name = id`.
 * - `ds_*`: the Data Store. A commit owns its full list of files (`ds_tree`), so every revision stays readable.
 */
import type { Generated } from 'kysely'
import type { Migration } from '../db/migrate.ts'

export type EntityKind =
  | 'namespace'
  | 'project'
  | 'dataset'
  | 'model'
  | 'target'
  | 'config'
  | 'job'
  | 'result'
  | 'deployment-config'
  | 'deployment'

export interface EntityTable {
  /** Order of creation; breaks ties between equal times. */
  seq: Generated<number>
  kind: EntityKind
  namespace: string
  name: string
  id: string
  body: string
  created_at: string
  updated_at: string
}

export type RepoType = 'dataset' | 'model'

export interface RepoTable {
  repo_id: Generated<number>
  type: RepoType
  namespace: string
  name: string
  private: number
  created_at: string
  updated_at: string
}

/** A branch or tag. `kind` is `branch` or `tag`. */
export interface RefTable {
  repo_id: number
  kind: string
  name: string
  commit_oid: string
}

export interface CommitTable {
  seq: Generated<number>
  repo_id: number
  oid: string
  parent_oid: string | null
  title: string
  message: string
  created_at: string
}

export interface TreeTable {
  repo_id: number
  commit_oid: string
  path: string
  /** sha256 of the content; the key of the blob store. */
  sha256: string
  /** Git's blob id (sha1 of `blob {size}\0{content}`), or of the LFS pointer for an LFS file. */
  oid: string
  size_bytes: number
  lfs: number
  /** Commit that last wrote this path. */
  last_commit_oid: string
}

export interface DataStoreNamespaceTable {
  name: string
  created_at: string
  updated_at: string
}

export interface PlatformTables {
  entities: EntityTable
  ds_namespaces: DataStoreNamespaceTable
  ds_repos: RepoTable
  ds_refs: RefTable
  ds_commits: CommitTable
  ds_tree: TreeTable
}

const JOB_CONFIG_REF = "json_extract(body, '$.config.namespace') || '/' || json_extract(body, '$.config.name')"

export const platformMigrations: readonly Migration[] = [
  {
    id: 'platform-001-entities',
    up: (database) =>
      database.exec(`
        CREATE TABLE entities (
          seq INTEGER PRIMARY KEY AUTOINCREMENT,
          kind TEXT NOT NULL,
          namespace TEXT NOT NULL,
          name TEXT NOT NULL,
          id TEXT NOT NULL,
          body TEXT NOT NULL CHECK (json_valid(body)),
          created_at TEXT NOT NULL,
          updated_at TEXT NOT NULL,
          UNIQUE (kind, namespace, name)
        ) STRICT;
        CREATE INDEX entities_by_id ON entities (kind, id);
        CREATE INDEX entities_by_time ON entities (kind, created_at, seq);
        CREATE INDEX jobs_by_config ON entities (${JOB_CONFIG_REF}) WHERE kind = 'job';
        CREATE INDEX jobs_by_status ON entities (json_extract(body, '$.status')) WHERE kind = 'job';
        CREATE INDEX results_by_job ON entities (json_extract(body, '$.job')) WHERE kind = 'result';
      `),
  },
  {
    id: 'platform-002-data-store',
    up: (database) =>
      database.exec(`
        CREATE TABLE ds_namespaces (name TEXT PRIMARY KEY, created_at TEXT NOT NULL, updated_at TEXT NOT NULL) STRICT;
        CREATE TABLE ds_repos (
          repo_id INTEGER PRIMARY KEY AUTOINCREMENT,
          type TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL, private INTEGER NOT NULL,
          created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
          UNIQUE (type, namespace, name)
        ) STRICT;
        CREATE TABLE ds_commits (
          seq INTEGER PRIMARY KEY AUTOINCREMENT,
          repo_id INTEGER NOT NULL REFERENCES ds_repos ON DELETE CASCADE,
          oid TEXT NOT NULL, parent_oid TEXT, title TEXT NOT NULL, message TEXT NOT NULL, created_at TEXT NOT NULL,
          UNIQUE (repo_id, oid)
        ) STRICT;
        CREATE TABLE ds_refs (
          repo_id INTEGER NOT NULL REFERENCES ds_repos ON DELETE CASCADE,
          kind TEXT NOT NULL, name TEXT NOT NULL, commit_oid TEXT NOT NULL,
          PRIMARY KEY (repo_id, kind, name)
        ) STRICT;
        CREATE TABLE ds_tree (
          repo_id INTEGER NOT NULL REFERENCES ds_repos ON DELETE CASCADE,
          commit_oid TEXT NOT NULL, path TEXT NOT NULL, sha256 TEXT NOT NULL, oid TEXT NOT NULL,
          size_bytes INTEGER NOT NULL, lfs INTEGER NOT NULL, last_commit_oid TEXT NOT NULL,
          PRIMARY KEY (repo_id, commit_oid, path)
        ) STRICT;
        CREATE INDEX ds_tree_by_sha ON ds_tree (sha256);
      `),
  },
]
