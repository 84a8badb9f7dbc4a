/**
 * Tables of a journal file (format 2). One file holds one job.
 *
 * A row's key is `task number * 2^32 + index`, so a task's rows lie together in row order and one integer finds a row.
 * `flags` is a bit set (see `rowFlags`). Figures and texts are apart, so that folding a million scores does not read a
 * gigabyte of prompts; `item` stands last, where SQLite can leave its pages unread. `row_sets` holds the bitmaps of a
 * journal that was closed in order; the first write empties it, so what stands there is always true.
 */
import { DatabaseSync } from 'node:sqlite'
import { engineErrors } from '../errors.ts'

export const JOURNAL_FORMAT = '2'
export const KEYS_PER_TASK = 2 ** 32

export const rowFlags = { partly: 1, failed: 2, wrong: 4 } as const

const TABLES = `
  CREATE TABLE IF NOT EXISTS meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS tasks(no INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, fingerprint TEXT);
  CREATE TABLE IF NOT EXISTS samples(
    key INTEGER PRIMARY KEY, flags INTEGER NOT NULL, hash TEXT NOT NULL, scores TEXT NOT NULL,
    duration_ms REAL, ttft_ms REAL, prompt_tokens INTEGER, completion_tokens INTEGER);
  CREATE TABLE IF NOT EXISTS texts(key INTEGER PRIMARY KEY, record TEXT NOT NULL, item TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS calls(
    key INTEGER NOT NULL, call TEXT NOT NULL, hash TEXT NOT NULL, reply TEXT NOT NULL, PRIMARY KEY(key, call)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS row_sets(task INTEGER NOT NULL, name TEXT NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY(task, name)) WITHOUT ROWID;
`

/**
 * Opens the file and its tables.
 *
 * NORMAL in WAL mode: a commit survives the end of the process at any instant; a power cut may lose the last commits,
 * which are then asked again, but never breaks the file.
 */
export function openDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path)
  database.exec(
    'PRAGMA busy_timeout=5000; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-8000',
  )
  // a checkpoint copies pages and syncs the disk, 40 to 300 ms on the machine measured: another thread does it
  // (checkpointer.ts), and SQLite by itself only if that one falls far behind
  database.exec('PRAGMA wal_autocheckpoint=40000; PRAGMA journal_size_limit=67108864')
  database.exec(TABLES)
  const format = database.prepare("SELECT value FROM meta WHERE name = 'format'").get()?.['value']
  if (format === undefined) database.prepare("INSERT INTO meta VALUES ('format', ?)").run(JOURNAL_FORMAT)
  else if (format !== JOURNAL_FORMAT) {
    database.close()
    throw engineErrors.journalUnreadable(path, String(format), JOURNAL_FORMAT)
  }
  return database
}
