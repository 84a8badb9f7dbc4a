/**
 * Pages of a journal. In row order, without search, a page is found through bitmaps, in under a millisecond at any
 * depth; search and sort by score read every row of the task, seconds per million rows, and so run in a thread of
 * their own (`journal-worker.ts`).
 */
import type { DatabaseSync } from 'node:sqlite'
import type { SampleRecord } from '../types.ts'
import type { RowSet } from './row-set.ts'
import { KEYS_PER_TASK, rowFlags } from './schema.ts'
import { type StoredRow, toSampleRecord } from './stored-row.ts'
import type { TaskRows } from './task-rows.ts'

export interface SampleQuery {
  /** 1-based; default 1. */
  readonly page?: number
  /** 1 to 1000; default 50. */
  readonly pageSize?: number
  readonly task?: string
  /** Part of a prompt, answer, reference or error; letter case of ASCII is ignored. */
  readonly search?: string
  readonly filter?: 'wrong' | 'failed' | 'unscored'
  /** Rows of the dataset whose column holds exactly this text (of a truth, `true` or `false`). */
  readonly category?: { readonly column: string; readonly value: string }
  /** `index` (default) or `{task}.{metric}.{score}`, with `-` before it for descending. */
  readonly sort?: string
}

export interface SamplePage {
  data: SampleRecord[]
  pagination: { page: number; page_size: number; current_page_size: number; total_pages: number; total_results: number }
}

/** Whether a page is found through bitmaps; if not, every row is read. */
export function isInRowOrder(query: SampleQuery): boolean {
  return !query.search && query.category === undefined && (query.sort === undefined || query.sort === 'index')
}

const MAX_PAGE_SIZE = 1000
const LIST_TEXT_LENGTH = 400
const COLUMNS = 'samples.key, flags, scores, duration_ms, ttft_ms, prompt_tokens, completion_tokens, record'

export function listRows(database: DatabaseSync, tasks: TaskRows[], query: SampleQuery): SamplePage {
  const page = Math.max(1, Math.trunc(query.page ?? 1))
  const pageSize = Math.min(MAX_PAGE_SIZE, Math.max(1, Math.trunc(query.pageSize ?? 50)))
  const chosen = query.task === undefined ? tasks : tasks.filter((task) => task.name === query.task)
  const skip = (page - 1) * pageSize
  const { rows, total } = isInRowOrder(query)
    ? readByBitmap(database, chosen, query, skip, pageSize)
    : readByScan(database, chosen, query, skip, pageSize)
  const data = rows.map((row) => toListed(tasks, row))
  return {
    data,
    pagination: {
      page,
      page_size: pageSize,
      current_page_size: data.length,
      total_pages: Math.ceil(total / pageSize),
      total_results: total,
    },
  }
}

type ListedRow = StoredRow & { readonly key: number }

function readByBitmap(database: DatabaseSync, tasks: TaskRows[], query: SampleQuery, from: number, limit: number) {
  const rows: ListedRow[] = []
  const read = database.prepare(`SELECT ${COLUMNS} FROM samples JOIN texts USING (key) WHERE samples.key = ?`)
  let skip = from
  let total = 0
  for (const task of tasks) {
    const set = toFilterSet(task, query.filter)
    for (const index of set.slice(skip, limit - rows.length)) {
      const row = read.get(task.no * KEYS_PER_TASK + index)
      if (row) rows.push(row as unknown as ListedRow)
    }
    skip = Math.max(0, skip - set.size)
    total += set.size
  }
  return { rows, total }
}

function readByScan(database: DatabaseSync, tasks: TaskRows[], query: SampleQuery, skip: number, limit: number) {
  const sort = parseSort(query.sort, tasks)
  const within = sort.task ? [sort.task] : tasks
  const ranges = within.map(
    (task) => `samples.key BETWEEN ${task.no * KEYS_PER_TASK} AND ${(task.no + 1) * KEYS_PER_TASK - 1}`,
  )
  const conditions = [`(${ranges.join(' OR ') || '0'})`, ...toFlagConditions(query.filter)]
  const values: string[] = []
  if (query.search) {
    conditions.push("record LIKE ? ESCAPE '\\'")
    // the column holds JSON, so the words are looked for as JSON writes them
    values.push(
      `%${JSON.stringify(query.search)
        .slice(1, -1)
        .replaceAll(/[\\%_]/g, String.raw`\$&`)}%`,
    )
  }
  if (query.category) {
    // `->>` would give 1 for true, so truths are compared by their JSON; the path quotes the name as JSON does
    conditions.push("(item ->> ? = ? OR (json_type(item, ?) IN ('true', 'false') AND json_type(item, ?) = ?))")
    const { column, value } = query.category
    const path = `$.${JSON.stringify(column)}`
    values.push(path, value, path, path, value)
  }
  const where = conditions.join(' AND ')
  const from = query.search || query.category ? 'samples JOIN texts USING (key)' : 'samples'
  const counted = database.prepare(`SELECT count(*) AS n FROM ${from} WHERE ${where}`).get(...values)
  const order = sort.path === null ? 'samples.key' : 'json_extract(scores, ?)'
  const sql = `SELECT ${COLUMNS} FROM samples JOIN texts USING (key) WHERE ${where} ORDER BY ${order} ${sort.descending ? 'DESC' : 'ASC'} NULLS LAST, samples.key LIMIT ? OFFSET ?`
  const bound = sort.path === null ? values : [...values, sort.path]
  const rows = database.prepare(sql).all(...bound, limit, skip) as unknown as ListedRow[]
  return { rows, total: Number(counted?.['n'] ?? 0) }
}

/** A task's name may hold dots, so the longest known name that fits is taken. */
function parseSort(
  sort: string | undefined,
  tasks: TaskRows[],
): { task: TaskRows | null; path: string | null; descending: boolean } {
  const descending = sort?.startsWith('-') ?? false
  const name = sort?.replace(/^-/, '') ?? 'index'
  const fitting = tasks
    .filter((task) => name.startsWith(`${task.name}.`))
    .toSorted((a, b) => b.name.length - a.name.length)[0]
  if (name === 'index' || !fitting) return { task: null, path: null, descending }
  return { task: fitting, path: `$.${JSON.stringify(name.slice(fitting.name.length + 1))}`, descending }
}

function toFilterSet(task: TaskRows, filter: SampleQuery['filter']): RowSet {
  if (filter === 'failed') return task.failed
  if (filter === 'wrong') return task.wrong
  return filter === 'unscored' ? task.partly : task.done
}

function toFlagConditions(filter: SampleQuery['filter']): string[] {
  if (filter === undefined) return []
  const bit = filter === 'unscored' ? rowFlags.partly : rowFlags[filter]
  return [`flags & ${bit}`]
}

function toListed(tasks: TaskRows[], row: ListedRow): SampleRecord {
  const no = Math.floor(row.key / KEYS_PER_TASK)
  const name = tasks.find((task) => task.no === no)?.name ?? ''
  const record = toSampleRecord(name, row.key % KEYS_PER_TASK, row)
  record.prompt = cutTexts(record.prompt)
  record.answer = cutTexts(record.answer)
  record.reference = cutTexts(record.reference)
  if (record.judge !== undefined) record.judge = cutTexts(record.judge)
  delete record.extra
  return record
}

function cutTexts(value: unknown): unknown {
  if (typeof value === 'string') return value.length > LIST_TEXT_LENGTH ? `${value.slice(0, LIST_TEXT_LENGTH)}…` : value
  if (Array.isArray(value)) return value.map(cutTexts)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cutTexts(inner)]))
}
