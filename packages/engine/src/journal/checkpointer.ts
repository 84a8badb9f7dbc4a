/**
 * Keeps the write-ahead log of a journal short without holding up the event loop.
 *
 * The journal thread copies the log into the file while the writer rests: rows that come meanwhile wait in memory and
 * keep their slots.
 */
import { statSync } from 'node:fs'
import { inBackground } from './background.ts'

/** Seldom and large costs less than often and small. */
const LOG_BYTES = 16 * 1024 * 1024
const COMMITS_PER_LOOK = 32

export class Checkpointer {
  private readonly path: string
  private readonly onRested: () => void
  private commits = 0
  private active: Promise<void> | undefined
  private used = false
  /** The writer must not commit now. */
  isResting = false

  constructor(path: string, onRested: () => void) {
    this.path = path
    this.onRested = onRested
  }

  onCommit(): void {
    if (++this.commits % COMMITS_PER_LOOK !== 0 || this.active || this.path === ':memory:') return
    const log = statSync(`${this.path}-wal`, { throwIfNoEntry: false })
    if (log && log.size >= LOG_BYTES) this.active = this.run().finally(() => (this.active = undefined))
  }

  /** After the journal was closed: the thread, which has it open, copies the rest. */
  close(): void {
    if (this.used) void inBackground({ kind: 'close', path: this.path }).catch(() => {}) // the log stays, and is read at the next opening
  }

  private async run(): Promise<void> {
    this.used = true
    try {
      // the writer rests from the beginning: a write to a file that is being synced waits for the disk, 60 to 260 ms
      this.isResting = true
      await inBackground({ kind: 'checkpoint', path: this.path })
    } catch {
      // the log only grows: SQLite checkpoints by itself at ten times this size, and nothing is lost
    } finally {
      this.isResting = false
      this.onRested()
    }
  }
}
