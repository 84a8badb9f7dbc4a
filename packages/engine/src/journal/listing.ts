/**
 * Pages of a journal. In row order, without search, a page is found through bitmaps, in under a millisecond at any
 * depth; search, category and sort by score read every row of the task once, seconds per million rows, and so run in a
 * thread of their own (`journal-worker.ts`), which keeps the list for further pages.
 */
import type { DatabaseSync } from 'node:sqlite'
import type { SampleRecord } from '../types.ts'
import { MatchList } from './match-list.ts'
import type { SampleQuery } from './sample-query.ts'
import type { RowSet } from './row-set.ts'
import { KEYS_PER_TASK } from './schema.ts'
import { type StoredRow, toSampleRecord } from './stored-row.ts'
import type { TaskRows } from './task-rows.ts'

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

export function listRows(
  database: DatabaseSync,
  tasks: TaskRows[],
  query: SampleQuery,
  findList: () => MatchList = () => {
    const list = new MatchList(query, tasks)
    list.scan(database, tasks)
    return list
  },
): SamplePage {
  const page = Math.max(1, Math.trunc(query.page ?? 1))
  const pageSize = Math.min(MAX_PAGE_SIZE, Math.max(1, Math.trunc(query.pageSize ?? 50)))
  const chosen = query.task === undefined ? tasks : tasks.filter((task) => task.name === query.task)
  const skip = (page - 1) * pageSize
  const { rows, total } = isInRowOrder(query)
    ? readByBitmap(database, chosen, query, skip, pageSize)
    : readByList(database, findList(), skip, pageSize)
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

/** A page of the rows a list names. */
function readByList(database: DatabaseSync, { keys }: MatchList, skip: number, limit: number) {
  const read = database.prepare(`SELECT ${COLUMNS} FROM samples JOIN texts USING (key) WHERE samples.key = ?`)
  const rows = Array.from(keys.subarray(skip, skip + limit)).flatMap((key) => {
    const row = read.get(key)
    return row === undefined ? [] : [row as unknown as ListedRow]
  })
  return { rows, total: keys.length }
}

function toFilterSet(task: TaskRows, filter: SampleQuery['filter']): RowSet {
  if (filter === 'failed') return task.failed
  if (filter === 'wrong') return task.wrong
  return filter === 'unscored' ? task.partly : task.done
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
