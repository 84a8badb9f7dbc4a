/**
 * Lists of matching rows that were made for a page and serve the next ones, of the journals somebody looks at.
 *
 * A list is true for one `state` of a journal (a row was taken back or replaced: another state). Within it rows are only
 * added, and which ones is the difference between the bitmaps of then and now.
 */
import type { DatabaseSync } from 'node:sqlite'
import type { SampleQuery } from './sample-query.ts'
import { MatchList } from './match-list.ts'
import { RowSet } from './row-set.ts'
import { KEYS_PER_TASK } from './schema.ts'
import type { TaskRows } from './task-rows.ts'

/** 3 million keys of sorted rows, more of others. */
const MAX_BYTES = 72e6

interface Entry {
  readonly list: MatchList
  readonly state: string
  /** Rows that were looked at, by task. */
  seen: ReadonlyMap<number, RowSet>
}

export class MatchCache {
  /** The one used last stands last. */
  private readonly entries = new Map<string, Entry>()

  /** Up to date with the bitmaps of `tasks`. */
  get(
    database: DatabaseSync,
    journal: { path: string; state: string },
    tasks: TaskRows[],
    query: SampleQuery,
  ): MatchList {
    const { page: _page, pageSize: _size, ...wanted } = query
    const key = JSON.stringify([journal.path, wanted])
    let entry = this.entries.get(key)
    this.entries.delete(key)
    if (entry?.state === journal.state) {
      entry.list.extend(database, tasks, findNew(entry.seen, tasks))
      entry.seen = toSeen(tasks)
    } else {
      const list = new MatchList(wanted, tasks)
      list.scan(database, tasks)
      entry = { list, state: journal.state, seen: toSeen(tasks) }
    }
    this.entries.set(key, entry)
    this.evict()
    return entry.list
  }

  private evict(): void {
    let bytes = [...this.entries.values()].reduce((sum, { list }) => sum + list.sizeBytes, 0)
    for (const [key, { list }] of this.entries) {
      if (bytes <= MAX_BYTES || this.entries.size === 1) return
      this.entries.delete(key)
      bytes -= list.sizeBytes
    }
  }
}

const toSeen = (tasks: readonly TaskRows[]) => new Map(tasks.map(({ no, done }) => [no, done]))

function findNew(seen: ReadonlyMap<number, RowSet>, tasks: readonly TaskRows[]): number[] {
  return tasks.flatMap(({ no, done }) =>
    done.without(seen.get(no) ?? new RowSet()).map((row) => no * KEYS_PER_TASK + row),
  )
}
