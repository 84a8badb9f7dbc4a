/** The prepared statements of a journal: prepared once, since preparing costs more than most of them. */
import type { DatabaseSync } from 'node:sqlite'

export type Statements = ReturnType<typeof prepareStatements>

export function prepareStatements(database: DatabaseSync) {
  return {
    begin: database.prepare('BEGIN IMMEDIATE'),
    commit: database.prepare('COMMIT'),
    putRow: database.prepare('INSERT OR REPLACE INTO samples VALUES (?, ?, ?, ?, ?, ?, ?, ?)'),
    putTexts: database.prepare('INSERT OR REPLACE INTO texts VALUES (?, ?, ?)'),
    putCall: database.prepare('INSERT OR REPLACE INTO calls VALUES (?, ?, ?, ?)'),
    putMeta: database.prepare('INSERT OR REPLACE INTO meta VALUES (?, ?)'),
    getMeta: database.prepare('SELECT value FROM meta WHERE name = ?'),
    getRow: database.prepare('SELECT * FROM samples JOIN texts USING (key) WHERE samples.key = ?'),
    getFigures: database.prepare(
      'SELECT flags, hash, scores, prompt_tokens, completion_tokens FROM samples WHERE key = ?',
    ),
    getCalls: database.prepare('SELECT call, hash, reply FROM calls WHERE key = ?'),
    anyCall: database.prepare('SELECT 1 FROM calls WHERE key >= ? AND key < ? LIMIT 1'),
    pageOfRows: database.prepare(
      'SELECT * FROM samples JOIN texts USING (key) WHERE samples.key > ? AND samples.key < ? ORDER BY samples.key LIMIT ?',
    ),
    pageOfScores: database.prepare('SELECT key, scores FROM samples WHERE key > ? AND key < ? ORDER BY key LIMIT ?'),
  }
}
