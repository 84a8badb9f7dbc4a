/**
 * Tables of costs. `job_spend` outlives its job, so that deleting a job gives no budget back; a pilot of a forecast is a
 * line of its own (`kind` pilot).
 */
import type { Migration } from '../db/migrate.ts'

export const costMigrations: readonly Migration[] = [
  {
    id: 'costs-001-spend-and-webhooks',
    up: (database) =>
      database.exec(`
        CREATE TABLE job_spend (
          job_id TEXT PRIMARY KEY, kind TEXT NOT NULL,
          project TEXT NOT NULL, flow_id TEXT NOT NULL, model TEXT NOT NULL,
          currency TEXT, amount REAL NOT NULL,
          rows INTEGER NOT NULL, prompt_tokens INTEGER NOT NULL, completion_tokens INTEGER NOT NULL,
          unknown_rows INTEGER NOT NULL,
          cpu_seconds REAL NOT NULL, energy_wh REAL, energy_method TEXT NOT NULL,
          updated_at TEXT NOT NULL
        ) STRICT;
        CREATE INDEX job_spend_by_project ON job_spend (project, currency);
        CREATE INDEX job_spend_by_flow ON job_spend (flow_id);
        CREATE TABLE webhook_deliveries (
          seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
          event TEXT NOT NULL, url TEXT NOT NULL, body TEXT NOT NULL,
          state TEXT NOT NULL, tries INTEGER NOT NULL, status INTEGER, error TEXT,
          created_at TEXT NOT NULL, next_at TEXT
        ) STRICT;
        CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (state, next_at);
      `),
  },
]
