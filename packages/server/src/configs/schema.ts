/**
 * Tables of Config Manager: batches with one row per dataset, and what was removed, so that it can be made again.
 *
 * `state` of an item is that of its preparation; whether its job has ended is read from the job. `jobs_usage` holds all that
 * the figures of templates need, so that no job is opened for them.
 */
import type { Migration } from '../db/migrate.ts'

/** Written exactly like this in queries, so that the index is used. */
export const JOB_TEMPLATE = "json_extract(body, '$.config.custom_fields.evalflow.template')"
export const JOB_STATUS = "json_extract(body, '$.status')"
export const JOB_FILES = "json_extract(body, '$.config.custom_fields.evalflow.files_url')"

export const configMigrations: readonly Migration[] = [
  {
    id: 'configs-001-batches-and-removals',
    up: (database) =>
      database.exec(`
        CREATE TABLE config_batches (
          seq INTEGER PRIMARY KEY AUTOINCREMENT,
          id TEXT NOT NULL UNIQUE, template TEXT NOT NULL, target TEXT,
          cancelled INTEGER NOT NULL DEFAULT 0, created_at TEXT NOT NULL
        ) STRICT;
        CREATE TABLE config_batch_items (
          batch_id TEXT NOT NULL REFERENCES config_batches (id) ON DELETE CASCADE,
          position INTEGER NOT NULL, dataset TEXT NOT NULL,
          state TEXT NOT NULL, attempt INTEGER NOT NULL DEFAULT 1,
          config TEXT, made INTEGER NOT NULL DEFAULT 0, job TEXT, message TEXT, ended_at TEXT,
          PRIMARY KEY (batch_id, dataset)
        ) STRICT;
        CREATE INDEX config_batch_items_by_position ON config_batch_items (batch_id, position);
        CREATE TABLE config_removals (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          namespace TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, template TEXT,
          entity_id TEXT NOT NULL, body TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
          by_whom TEXT NOT NULL, reason TEXT NOT NULL, removed_at TEXT NOT NULL, restored_at TEXT
        ) STRICT;
        CREATE INDEX jobs_usage ON entities (${JOB_TEMPLATE}, ${JOB_STATUS}, ${JOB_FILES}, created_at, kind)
          WHERE kind = 'job';
        CREATE INDEX jobs_by_batch ON entities (json_extract(body, '$.custom_fields.evalflow_batch'))
          WHERE kind = 'job' AND json_extract(body, '$.custom_fields.evalflow_batch') IS NOT NULL;
      `),
  },
]
