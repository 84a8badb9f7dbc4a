/** Which rows of a task are done, and how they ended, as bitmaps beside the tables. */
import type { DatabaseSync } from 'node:sqlite'
import { RowSet } from './row-set.ts'
import { KEYS_PER_TASK, rowFlags } from './schema.ts'

export interface TaskRows {
  readonly no: number
  readonly name: string
  fingerprint: string | null
  readonly done: RowSet
  readonly partly: RowSet
  readonly failed: RowSet
  readonly wrong: RowSet
}

/**
 * The tasks of a file with their row sets. Words of 32 rows are put together in SQL, so that a million rows come as
 * 31,250.
 */
export function loadTaskRows(database: DatabaseSync): TaskRows[] {
  const tasks = database.prepare('SELECT no, name, fingerprint FROM tasks ORDER BY no').all()
  const byNo = new Map<number, TaskRows>()
  for (const { no, name, fingerprint } of tasks) {
    byNo.set(Number(no), createTaskRows(Number(no), String(name), typeof fingerprint === 'string' ? fingerprint : null))
  }
  const bits = (condition: string) => `sum(CASE WHEN ${condition} THEN 1 << (key & 31) ELSE 0 END)`
  const words = database.prepare(
    `SELECT key >> 5 AS word, ${bits('1')} AS done, ${bits(`flags & ${rowFlags.partly}`)} AS partly,
      ${bits(`flags & ${rowFlags.failed}`)} AS failed, ${bits(`flags & ${rowFlags.wrong}`)} AS wrong
     FROM samples GROUP BY key >> 5`,
  )
  const wordsPerTask = KEYS_PER_TASK / 32
  for (const row of words.iterate()) {
    const word = Number(row['word'])
    const rows = byNo.get(Math.floor(word / wordsPerTask))
    for (const name of ['done', 'partly', 'failed', 'wrong'] as const) {
      rows?.[name].addWord(word % wordsPerTask, Number(row[name]))
    }
  }
  return [...byNo.values()]
}

export function createTaskRows(no: number, name: string, fingerprint: string | null): TaskRows {
  return { no, name, fingerprint, done: new RowSet(), partly: new RowSet(), failed: new RowSet(), wrong: new RowSet() }
}

export function mark(rows: TaskRows, index: number, flags: number): void {
  if (rows.failed.has(index)) unmark(rows, index) // a failed row that was asked again
  rows.done.add(index)
  if (flags & rowFlags.partly) rows.partly.add(index)
  if (flags & rowFlags.failed) rows.failed.add(index)
  if (flags & rowFlags.wrong) rows.wrong.add(index)
}

export function unmark(rows: TaskRows, index: number): void {
  rows.done.delete(index)
  rows.partly.delete(index)
  rows.failed.delete(index)
  rows.wrong.delete(index)
}
