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

const SET_NAMES = ['done', 'partly', 'failed', 'wrong'] as const

/** The tasks of a file with their row sets: as stored when it was closed, else read from all rows. */
export function loadTaskRows(database: DatabaseSync): TaskRows[] {
  return loadStoredSets(database) ?? scanTaskRows(database)
}

/** Stores the row sets, within the caller's transaction; the first write after that takes them away again. */
export function storeTaskRows(database: DatabaseSync, tasks: Iterable<TaskRows>): void {
  const put = database.prepare('INSERT OR REPLACE INTO row_sets VALUES (?, ?, ?)')
  for (const task of tasks) for (const name of SET_NAMES) put.run(task.no, name, task[name].toBytes())
}

function loadStoredSets(database: DatabaseSync): TaskRows[] | null {
  const tasks = readTasks(database)
  const stored = database.prepare('SELECT task, name, bytes FROM row_sets').all()
  if (stored.length < tasks.length * SET_NAMES.length) return null
  const bytes = new Map(stored.map((row) => [`${row['task']} ${row['name']}`, row['bytes']]))
  const toSet = (task: TaskRows, name: (typeof SET_NAMES)[number]) => {
    const found = bytes.get(`${task.no} ${name}`)
    return found instanceof Uint8Array ? RowSet.fromBytes(found) : new RowSet()
  }
  return tasks.map((task) => ({
    ...task,
    done: toSet(task, 'done'),
    partly: toSet(task, 'partly'),
    failed: toSet(task, 'failed'),
    wrong: toSet(task, 'wrong'),
  }))
}

/** The tasks alone, their row sets empty. */
export function readTasks(database: DatabaseSync): TaskRows[] {
  return database
    .prepare('SELECT no, name, fingerprint FROM tasks ORDER BY no')
    .all()
    .map(({ no, name, fingerprint }) =>
      createTaskRows(Number(no), String(name), typeof fingerprint === 'string' ? fingerprint : null),
    )
}

/**
 * The row sets from the rows themselves: 0.2 s for 300,000. Words of 32 rows are put together in SQL, so that a million rows come as
 * 31,250.
 */
function scanTaskRows(database: DatabaseSync): TaskRows[] {
  const byNo = new Map(readTasks(database).map((task) => [task.no, task]))
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
    for (const name of SET_NAMES) {
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
