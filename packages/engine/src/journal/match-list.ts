/**
 * Which rows a query wants, in its order: the keys of all of them, so that a page at any depth is a slice.
 *
 * Found by one scan of the task's rows; rows that were done since are looked at by themselves and merged in.
 */
import type { DatabaseSync } from 'node:sqlite'
import type { SampleQuery } from './sample-query.ts'
import { KEYS_PER_TASK, rowFlags } from './schema.ts'
import type { TaskRows } from './task-rows.ts'

type Value = number | string | null

/** Of a query, without its page. */
export class MatchList {
  /** In the order of the query. */
  keys = new Float64Array()
  /** The score of each, if the query sorts. */
  private values: Value[] = []
  private readonly query: SampleQuery
  private readonly sort: Sort

  constructor(query: SampleQuery, tasks: readonly TaskRows[]) {
    this.query = query
    this.sort = parseSort(query.sort, tasks)
  }

  /** What it keeps in memory, about. */
  get sizeBytes(): number {
    return this.keys.length * (this.sort.task ? 24 : 8)
  }

  /** Every row that is done. */
  scan(database: DatabaseSync, tasks: readonly TaskRows[]): void {
    const chosen = this.choose(tasks)
    const ranges = chosen.map(
      ({ no }) => `samples.key BETWEEN ${no * KEYS_PER_TASK} AND ${(no + 1) * KEYS_PER_TASK - 1}`,
    )
    const found = this.select(database, `(${ranges.join(' OR ') || '0'})`, [])
    // a row that was committed after the bitmaps were taken comes with the next ones
    this.take(found.filter(([key]) => isDone(chosen, key)))
  }

  /** Rows that were done since, by their keys. */
  extend(database: DatabaseSync, tasks: readonly TaskRows[], keys: readonly number[]): void {
    const chosen = this.choose(tasks)
    const within = keys.filter((key) => isDone(chosen, key))
    if (within.length === 0) return
    const found = this.select(database, 'samples.key IN (SELECT value FROM json_each(?))', [JSON.stringify(within)])
    const known: Row[] = [...this.keys].map((key, i) => [key, this.values[i] ?? null])
    this.take([...known, ...found])
  }

  private choose(tasks: readonly TaskRows[]): TaskRows[] {
    const { task } = this.query
    return tasks.filter(({ no, name }) => (task === undefined || name === task) && (this.sort.task?.no ?? no) === no)
  }

  private select(database: DatabaseSync, where: string, bound: readonly string[]): Row[] {
    const { search, filter, category } = this.query
    const conditions = [where]
    const values = [...bound]
    if (filter !== undefined) conditions.push(`flags & ${rowFlags[filter === 'unscored' ? 'partly' : filter]}`)
    if (search) {
      conditions.push("record LIKE ? ESCAPE '\\'")
      // the column holds JSON, so the words are looked for as JSON writes them
      values.push(
        `%${JSON.stringify(search)
          .slice(1, -1)
          .replaceAll(/[\\%_]/g, String.raw`\$&`)}%`,
      )
    }
    if (category) {
      // `->>` would give 1 for true, so truths are compared by their JSON; the path quotes the name as JSON does
      conditions.push("(item ->> ? = ? OR (json_type(item, ?) IN ('true', 'false') AND json_type(item, ?) = ?))")
      const path = `$.${JSON.stringify(category.column)}`
      values.push(path, category.value, path, path, category.value)
    }
    const from = search || category ? 'samples JOIN texts USING (key)' : 'samples'
    const score = this.sort.path === null ? 'NULL' : 'json_extract(scores, ?)'
    const statement = database.prepare(`SELECT samples.key, ${score} FROM ${from} WHERE ${conditions.join(' AND ')}`)
    // a third faster than an object per row
    statement.setReturnArrays(true)
    return statement.all(...(this.sort.path === null ? [] : [this.sort.path]), ...values) as unknown as Row[]
  }

  private take(rows: Row[]): void {
    const sign = this.sort.descending ? -1 : 1
    rows.sort(
      this.sort.path === null ? (a, b) => sign * (a[0] - b[0]) : (a, b) => compare(a[1], b[1], sign) || a[0] - b[0],
    )
    this.keys = Float64Array.from(rows, ([key]) => key)
    this.values = this.sort.path === null ? [] : rows.map(([, value]) => value)
  }
}

type Row = [key: number, value: Value]

interface Sort {
  readonly task: TaskRows | null
  readonly path: string | null
  readonly descending: boolean
}

const isDone = (tasks: readonly TaskRows[], key: number): boolean => {
  const no = Math.floor(key / KEYS_PER_TASK)
  return tasks.find((task) => task.no === no)?.done.has(key % KEYS_PER_TASK) ?? false
}

/** Rows without the score stand last, whatever the direction. Numbers before texts, as SQLite has it. */
function compare(a: Value, b: Value, sign: number): number {
  if (a === b) return 0
  if (a === null) return 1
  if (b === null) return -1
  if (typeof a !== typeof b) return typeof a === 'number' ? -sign : sign
  return a < b ? -sign : sign
}

/** A task's name may hold dots, so the longest known name that fits is taken. */
function parseSort(sort: string | undefined, tasks: readonly TaskRows[]): Sort {
  const descending = sort?.startsWith('-') ?? false
  const name = sort?.replace(/^-/, '') ?? 'index'
  const fitting = tasks
    .filter((task) => name.startsWith(`${task.name}.`))
    .toSorted((a, b) => b.name.length - a.name.length)[0]
  if (name === 'index' || !fitting) return { task: null, path: null, descending }
  return { task: fitting, path: `$.${JSON.stringify(name.slice(fitting.name.length + 1))}`, descending }
}
