/**
 * Schema changes: each runs once, in order, in a transaction of its own, and is never edited after release.
 */
import type { DatabaseSync } from 'node:sqlite'

export interface Migration {
  /** Unique for ever, e.g. `platform-001-entities`. */
  readonly id: string
  up(database: DatabaseSync): void
}

/** Runs what has not run yet; returns the ids it ran. A failing migration is rolled back and its error thrown. */
export function migrate(database: DatabaseSync, migrations: readonly Migration[]): string[] {
  database.exec('CREATE TABLE IF NOT EXISTS schema_migrations (id TEXT PRIMARY KEY, applied_at TEXT NOT NULL) STRICT')
  const rows = database.prepare('SELECT id FROM schema_migrations').all()
  const applied = new Set(rows.map((row) => String(row['id'])))
  const pending = migrations.filter((migration) => !applied.has(migration.id))
  for (const migration of pending) runOne(database, migration)
  return pending.map((migration) => migration.id)
}

function runOne(database: DatabaseSync, migration: Migration): void {
  database.exec('BEGIN IMMEDIATE')
  try {
    migration.up(database)
    database
      .prepare("INSERT INTO schema_migrations (id, applied_at) VALUES (?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))")
      .run(migration.id)
    database.exec('COMMIT')
  } catch (cause) {
    database.exec('ROLLBACK')
    throw new Error(`Schema change "${migration.id}" failed and was undone.`, { cause })
  }
}
