/** Opens the one SQLite file of a data directory. */
import { DatabaseSync } from 'node:sqlite'
import { Kysely } from 'kysely'
import type { PlatformTables } from '../platform/schema.ts'
import { createNodeSqliteDialect } from './node-sqlite-dialect.ts'

export type Database = Kysely<PlatformTables>

export interface OpenDatabase {
  /** For migrations and for code that needs no query builder. Shares the connection: begin no transaction on it. */
  readonly sqlite: DatabaseSync
  readonly db: Database
  close(): Promise<void>
}

/**
 * Opens `path` (or `:memory:`) in WAL mode. `synchronous = FULL` makes a committed row outlive a power cut, not only
 * the process.
 */
export function openDatabase(path: string): OpenDatabase {
  const sqlite = new DatabaseSync(path)
  sqlite.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000',
  )
  const db = new Kysely<PlatformTables>({ dialect: createNodeSqliteDialect(sqlite) })
  return { sqlite, db, close: () => db.destroy() }
}
