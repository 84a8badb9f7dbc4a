/**
 * The journal of a job: what was asked and what came of it (rules J1 to J8 in SPEC.md).
 *
 *   append ─► pending ─► one transaction per event-loop turn ─► committed ─► onCommitted
 *
 * A row counts as done only in `onCommitted`; whoever holds a concurrency slot for it gives the slot back there and
 * not earlier. So after a kill at any instant, no more calls are repeated than slots were taken.
 */
import { existsSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { engineErrors } from '../errors.ts'
import type { SampleRecord, ScoreAggregate } from '../types.ts'
import { inBackground } from './background.ts'
import { Checkpointer } from './checkpointer.ts'
import { isInRowOrder, listRows, type SamplePage } from './listing.ts'
import type { SampleQuery } from './sample-query.ts'
import { type CallRow, type OnCommitted, type OutcomeRow, PendingWrites } from './pending-writes.ts'
import { foldScores, readSamples, type RowFigures, toKey, toRowFigures } from './reading.ts'
import { openDatabase } from './schema.ts'
import { prepareStatements, type Statements } from './statements.ts'
import { type StoredRow, toSampleRecord } from './stored-row.ts'
import { createTaskRows, loadTaskRows, mark, storeTaskRows, type TaskRows, unmark } from './task-rows.ts'

export interface SampleCounts {
  done: number
  ok: number
  partly: number
  failed: number
  wrong: number
}

let lastId = 0

/** Rows that are committed at once, whatever the time. */
const COMMIT_ROWS = 200
/** Of a fold: 5,000 rows, some 10 ms. */
const PAGES_PER_TURN = 10

/** Opens or creates the journal at `path`. @throws EngineError `journal_unreadable` for a file of another format */
export function openJournal(path: string): Journal {
  return new Journal(path)
}

/**
 * The same without holding up the event loop: after a kill, which rows are done is read from all of them (0.2 s for
 * 300,000), in the journal's thread.
 */
export async function openJournalAside(path: string): Promise<Journal> {
  if (path !== ':memory:' && existsSync(path)) {
    await inBackground({ kind: 'index', path }).catch(() => {}) // what is wrong with the file, the next line says
  }
  return new Journal(path)
}

export class Journal {
  readonly path: string
  private readonly database: DatabaseSync
  private readonly statements: Statements
  private readonly taskRows = new Map<string, TaskRows>()
  private readonly pending = new PendingWrites()
  private readonly pendingMeta = new Map<string, string>()
  private readonly checkpointer: Checkpointer
  private scheduled = false
  private open = true
  /** This connection has changed rows, so the row sets in the file are gone and those here are right. */
  private changed = false
  /** Tells journals of one path apart. */
  private readonly id = ++lastId
  /** Rows that were taken back or written again; lists that hold them are not true any more. */
  private replaced = 0

  constructor(path: string) {
    this.path = path
    this.database = openDatabase(path)
    this.statements = prepareStatements(this.database)
    for (const rows of loadTaskRows(this.database)) this.taskRows.set(rows.name, rows)
    this.checkpointer = new Checkpointer(path, () => {
      if (this.open) this.commit()
    })
  }

  /** Names of the tasks, in the order of the run. */
  get tasks(): string[] {
    return [...this.taskRows.keys()]
  }

  /**
   * One page of rows while the job runs or after; texts in lists are cut at 400 characters. What has to read every row
   * (search, sort by score) does so in the journal's thread.
   */
  async findSamples(query: SampleQuery = {}): Promise<SamplePage> {
    if (isInRowOrder(query) || this.path === ':memory:') return this.listSamples(query)
    this.assertOpen()
    const done = new Map([...this.taskRows.values()].map((rows) => [rows.no, rows.done.toBytes()]))
    // a new task may be the one that a query names
    const state = this.changed ? `${this.id} ${this.replaced} ${this.taskRows.size}` : null
    // of `listRows`, as the thread has it
    return (await inBackground({ kind: 'list', path: this.path, query, done, state })) as SamplePage
  }

  /** As `findSamples`, at once: search and sort by score hold up the event loop for seconds per million rows. */
  listSamples(query: SampleQuery = {}): SamplePage {
    this.assertOpen()
    return listRows(this.database, [...this.taskRows.values()], query)
  }

  /** The row with its exact texts, or undefined if it is not done. */
  getSample(task: string, index: number): SampleRecord | undefined {
    this.assertOpen()
    const rows = this.taskRows.get(task)
    if (!rows?.done.has(index)) return undefined
    const stored = this.statements.getRow.get(toKey(rows.no, index))
    return stored && toSampleRecord(task, index, stored as unknown as StoredRow)
  }

  /** Counts of one task, or of all. */
  counts(task?: string): SampleCounts {
    const counts: SampleCounts = { done: 0, ok: 0, partly: 0, failed: 0, wrong: 0 }
    for (const rows of this.taskRows.values()) {
      if (task !== undefined && rows.name !== task) continue
      counts.done += rows.done.size
      counts.partly += rows.partly.size
      counts.failed += rows.failed.size
      counts.wrong += rows.wrong.size
    }
    counts.ok = counts.done - counts.partly - counts.failed
    return counts
  }

  /** Every done row of a task in row order, read in pages, so that a million rows need little memory. */
  *samples(task: string): Generator<SampleRecord> {
    this.assertOpen()
    const rows = this.taskRows.get(task)
    if (!rows) return
    yield* readSamples(this.statements, rows)
  }

  /**
   * All scores folded in row order: the same numbers whatever order the rows came in. About 1 s per million rows, in
   * turns of some 10 ms, between which the event loop goes on; rows that come meanwhile may be in it or not.
   */
  async scores(): Promise<ScoreAggregate[]> {
    this.assertOpen()
    const folding = foldScores(this.statements, this.taskRows.values())
    for (let page = 1; ; page++) {
      const step = folding.next()
      if (step.done) return step.value
      if (page % PAGES_PER_TURN === 0) await new Promise((resolve) => setImmediate(resolve))
    }
  }

  /** Small facts of the job kept beside its rows (forecast, fingerprint, spent money); durable with the next commit. */
  setMeta(name: string, value: string): void {
    this.assertOpen()
    this.pendingMeta.set(name, value)
    this.schedule()
  }

  getMeta(name: string): string | undefined {
    return this.pendingMeta.get(name) ?? toText(this.statements.getMeta.get(name)?.['value']) ?? undefined
  }

  /** Commits what is pending, now. */
  flush(): void {
    this.assertOpen()
    this.commitAll()
  }

  /** Commits and closes the file; a second call does nothing. */
  close(): void {
    if (!this.open) return
    this.commitAll()
    this.open = false
    if (this.changed) this.storeSets()
    this.database.close()
    this.checkpointer.close()
  }

  /** For the runner: the task's number and row sets. A changed fingerprint is an error, or forgets the task's rows. */
  beginTask(name: string, fingerprint: string | null, onChanged: 'error' | 'ask'): TaskRows {
    this.assertOpen()
    const known = this.taskRows.get(name)
    if (known && (known.fingerprint === fingerprint || (known.done.size === 0 && !this.hasCalls(known.no)))) {
      if (known.fingerprint !== fingerprint) this.storeTask(known, fingerprint)
      return known
    }
    if (known && onChanged === 'error') throw engineErrors.pipelineChanged(name)
    this.forgetSets()
    if (known) {
      this.replaced++
      const range = [toKey(known.no, 0), toKey(known.no + 1, 0)]
      this.database.prepare('DELETE FROM samples WHERE key >= ? AND key < ?').run(...range)
      this.database.prepare('DELETE FROM texts WHERE key >= ? AND key < ?').run(...range)
      this.database.prepare('DELETE FROM calls WHERE key >= ? AND key < ?').run(...range)
    }
    const rows = createTaskRows(known?.no ?? this.taskRows.size, name, fingerprint)
    this.taskRows.set(name, rows)
    this.storeTask(rows, fingerprint)
    return rows
  }

  /** For the runner: what a finished row counts for, without its texts. */
  findRowFigures(taskNo: number, index: number): RowFigures | undefined {
    const found = this.statements.getFigures.get(toKey(taskNo, index))
    return found && toRowFigures(found)
  }

  /** For the runner: replies of an unfinished row by call key. */
  findCalls(taskNo: number, index: number): Map<string, { hash: string; reply: string }> {
    const found = new Map<string, { hash: string; reply: string }>()
    for (const row of this.statements.getCalls.all(toKey(taskNo, index))) {
      found.set(String(row['call']), { hash: String(row['hash']), reply: String(row['reply']) })
    }
    return found
  }

  /** Whether the task has journaled replies at all, which spares a look-up per row where it has none. */
  hasCalls(taskNo: number): boolean {
    return this.statements.anyCall.get(toKey(taskNo, 0), toKey(taskNo + 1, 0)) !== undefined
  }

  deleteRow(taskNo: number, index: number): void {
    this.forgetSets()
    this.database.prepare('DELETE FROM samples WHERE key = ?').run(toKey(taskNo, index))
    this.database.prepare('DELETE FROM texts WHERE key = ?').run(toKey(taskNo, index))
    this.database.prepare('DELETE FROM calls WHERE key = ?').run(toKey(taskNo, index))
    for (const rows of this.taskRows.values()) if (rows.no === taskNo) unmark(rows, index)
    this.replaced++
  }

  /** Forgets the failed rows, durably, so that the next run asks them again; replies they had are kept. Gives their number. */
  forgetFailed(): number {
    this.assertOpen()
    this.commitAll()
    let forgotten = 0
    this.statements.begin.run()
    try {
      this.forgetSets()
      for (const rows of this.taskRows.values()) {
        for (const index of rows.failed.slice(0, rows.failed.size)) {
          this.database.prepare('DELETE FROM samples WHERE key = ?').run(toKey(rows.no, index))
          this.database.prepare('DELETE FROM texts WHERE key = ?').run(toKey(rows.no, index))
          unmark(rows, index)
          this.replaced++
          forgotten++
        }
      }
    } finally {
      this.statements.commit.run()
    }
    return forgotten
  }

  appendOutcome(row: OutcomeRow, onCommitted: OnCommitted): void {
    this.assertOpen()
    this.pending.addRow(row, onCommitted)
    if (this.pending.rowCount >= COMMIT_ROWS && !this.checkpointer.isResting) this.commit()
    else this.schedule()
  }

  appendCall(row: CallRow, onCommitted: OnCommitted): void {
    this.assertOpen()
    this.pending.addCall(row, onCommitted)
    this.schedule()
  }

  private schedule(): void {
    if (this.scheduled) return
    this.scheduled = true
    // the check phase follows the poll phase, so one commit takes all replies that one turn of the loop has read; a
    // longer wait would save commits but keep slots idle: at 50 ms per answer 1 ms of it cost 5 % of the rate
    setImmediate(() => {
      if (this.open && !this.checkpointer.isResting) this.commit()
    })
  }

  private commit(): void {
    this.scheduled = false
    if (this.pending.isEmpty && this.pendingMeta.size === 0) return
    const { rows, calls, waiting } = this.pending.take()
    let failure: Error | undefined
    try {
      this.write(rows, calls)
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error))
      if (this.database.isTransaction) this.database.exec('ROLLBACK')
      this.changed = false // the stored sets may be back
    }
    if (!failure) this.markDone(rows)
    for (const onCommitted of waiting) onCommitted(failure)
    if (this.open) this.checkpointer.onCommit()
    // of rows of megabytes, in a turn of its own
    if (!this.pending.isEmpty) this.schedule()
  }

  private commitAll(): void {
    do this.commit()
    while (!this.pending.isEmpty)
  }

  /** Before the first change after an opening: from here on a kill leaves rows that the stored sets do not know. */
  private forgetSets(): void {
    if (this.changed) return
    this.database.exec('DELETE FROM row_sets')
    this.changed = true
  }

  private storeSets(): void {
    try {
      this.statements.begin.run()
      storeTaskRows(this.database, this.taskRows.values())
      this.statements.commit.run()
    } catch {
      // a full disk, say: the next opening reads the rows instead
      if (this.database.isTransaction) this.database.exec('ROLLBACK')
    }
  }

  private write(rows: readonly OutcomeRow[], calls: readonly CallRow[]): void {
    const { begin, commit, putRow, putTexts, putCall, putMeta } = this.statements
    begin.run()
    if (rows.length > 0) this.forgetSets()
    for (const row of rows) {
      const key = toKey(row.taskNo, row.index)
      const { durationMs, ttftMs, promptTokens, completionTokens } = row
      putRow.run(key, row.flags, row.hash, row.scores, durationMs, ttftMs, promptTokens, completionTokens)
      putTexts.run(key, row.record, row.item)
    }
    for (const call of calls) putCall.run(toKey(call.taskNo, call.index), call.call, call.hash, call.reply)
    for (const [name, value] of this.pendingMeta) putMeta.run(name, value)
    commit.run()
    this.pendingMeta.clear()
  }

  private markDone(rows: readonly OutcomeRow[]): void {
    let task: TaskRows | undefined
    for (const row of rows) {
      if (task?.no !== row.taskNo) task = [...this.taskRows.values()].find((rows) => rows.no === row.taskNo)
      if (!task) continue
      if (task.done.has(row.index)) this.replaced++
      mark(task, row.index, row.flags)
    }
  }

  private storeTask(rows: TaskRows, fingerprint: string | null): void {
    rows.fingerprint = fingerprint
    this.database.prepare('INSERT OR REPLACE INTO tasks VALUES (?, ?, ?)').run(rows.no, rows.name, fingerprint)
  }

  private assertOpen(): void {
    if (!this.open) throw engineErrors.journalClosed()
  }
}

const toText = (value: unknown) => (typeof value === 'string' ? value : null)
