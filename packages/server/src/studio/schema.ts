/**
 * Tables of Studio: flows with their versions, runs with their events, secrets, uploads, settings.
 *
 * `flow_versions` holds a copy of the document per revision; unnamed ones are thinned out (see `flow-store.ts`).
 * `run_events` holds what a reader needs to catch up: of a node's progress only the last event in each state.
 */
import type { Migration } from '../db/migrate.ts'

export const studioMigrations: readonly Migration[] = [
  {
    id: 'studio-001-flows-and-runs',
    up: (database) =>
      database.exec(`
        CREATE TABLE flows (
          id TEXT PRIMARY KEY,
          name TEXT NOT NULL, description TEXT NOT NULL,
          revision INTEGER NOT NULL, nodes INTEGER NOT NULL,
          document TEXT NOT NULL CHECK (json_valid(document)),
          created_at TEXT NOT NULL, updated_at TEXT NOT NULL
        ) STRICT;
        CREATE INDEX flows_by_time ON flows (updated_at);
        CREATE TABLE flow_versions (
          flow_id TEXT NOT NULL REFERENCES flows ON DELETE CASCADE,
          revision INTEGER NOT NULL, name TEXT, nodes INTEGER NOT NULL,
          document TEXT NOT NULL, created_at TEXT NOT NULL,
          PRIMARY KEY (flow_id, revision)
        ) STRICT;
        CREATE TABLE flow_changes (
          flow_id TEXT NOT NULL REFERENCES flows ON DELETE CASCADE,
          change_id TEXT NOT NULL, revision INTEGER NOT NULL, updated_at TEXT NOT NULL,
          PRIMARY KEY (flow_id, change_id)
        ) STRICT;
        CREATE TABLE runs (
          id TEXT PRIMARY KEY,
          flow_id TEXT NOT NULL REFERENCES flows ON DELETE CASCADE,
          state TEXT NOT NULL,
          document TEXT NOT NULL, only_nodes TEXT,
          snapshot TEXT NOT NULL, seq INTEGER NOT NULL,
          started_at TEXT NOT NULL, finished_at TEXT
        ) STRICT;
        CREATE INDEX runs_by_flow ON runs (flow_id, started_at);
        CREATE INDEX runs_by_state ON runs (state);
        CREATE TABLE run_events (
          run_id TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
          seq INTEGER NOT NULL, event TEXT NOT NULL,
          PRIMARY KEY (run_id, seq)
        ) STRICT;
        CREATE TABLE output_cache (key TEXT PRIMARY KEY, outputs TEXT NOT NULL, created_at TEXT NOT NULL) STRICT;
        CREATE TABLE secrets (
          name TEXT PRIMARY KEY, sealed TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
        ) STRICT;
        CREATE TABLE uploads (
          id TEXT PRIMARY KEY, name TEXT NOT NULL, size_bytes INTEGER NOT NULL, created_at TEXT NOT NULL
        ) STRICT;
        CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
      `),
  },
]
