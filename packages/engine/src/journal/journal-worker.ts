/**
 * A thread for what would hold up the event loop: checkpoints, reading all rows of a journal, and its row sets after a
 * kill. Asked by `background.ts`; one thread serves all journals of the process, one request after the other.
 */
import { statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { parentPort } from 'node:worker_threads'
import type { BackgroundReply, BackgroundRequest, BackgroundTask } from './background.ts'
import { listRows } from './listing.ts'
import { openDatabase } from './schema.ts'
import { MatchCache } from './match-cache.ts'
import { RowSet } from './row-set.ts'
import { loadTaskRows, readTasks, storeTaskRows } from './task-rows.ts'

/** Connections for checkpoints. While one is open, closing the journal elsewhere copies nothing: it is left to here. */
const writers = new Map<string, DatabaseSync>()

const lists = new MatchCache()

const work: { [Kind in BackgroundTask['kind']]: (task: Extract<BackgroundTask, { kind: Kind }>) => unknown } = {
  /** Copies the log into the file and lets it begin anew; the writer must rest meanwhile. */
  checkpoint: ({ path }) => void getWriter(path).prepare('PRAGMA wal_checkpoint(RESTART)').get(),
  /** Copies all and gives the files back. */
  close({ path }) {
    writers.get(path)?.close()
    writers.delete(path)
  },
  list({ path, query, done, state }) {
    const database = new DatabaseSync(path, { readOnly: true })
    try {
      database.exec('PRAGMA busy_timeout=5000; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16000')
      const tasks = readTasks(database).map((task) => {
        const bytes = done.get(task.no)
        return bytes === undefined ? task : { ...task, done: RowSet.fromBytes(bytes) }
      })
      const journal = { path, state: state ?? toFileState(path) }
      return listRows(database, tasks, query, () => lists.get(database, journal, tasks, query))
    } finally {
      database.close()
    }
  },
  index({ path }) {
    const database = openDatabase(path)
    try {
      database.exec('BEGIN IMMEDIATE') // nobody writes between reading and storing
      storeTaskRows(database, loadTaskRows(database))
      database.exec('COMMIT')
    } finally {
      database.close()
    }
  },
}

parentPort?.on('message', ({ id, task }: BackgroundRequest) => {
  let reply: BackgroundReply
  try {
    reply = { id, value: (work[task.kind] as (task: BackgroundTask) => unknown)(task) }
  } catch (error) {
    reply = { id, error: error instanceof Error ? error : new Error(String(error)) }
  }
  parentPort?.postMessage(reply)
})

/** Of a journal nobody writes; whoever does, and closes it, leaves other files. */
function toFileState(path: string): string {
  return [path, `${path}-wal`]
    .map((file) => statSync(file, { throwIfNoEntry: false }))
    .map((found) => (found ? `${found.mtimeMs} ${found.size}` : ''))
    .join(' ')
}

function getWriter(path: string): DatabaseSync {
  let database = writers.get(path)
  if (database) return database
  database = openDatabase(path)
  database.exec('PRAGMA cache_size=-1000') // a checkpoint reads nothing twice
  writers.set(path, database)
  return database
}
