/** What waits for the next commit, in the order it came. */

/** A finished row on its way into the journal; `record`, `scores` and `item` are JSON texts. */
export interface OutcomeRow {
  readonly taskNo: number
  readonly index: number
  readonly flags: number
  readonly hash: string
  readonly scores: string
  readonly durationMs: number | null
  readonly ttftMs: number | null
  readonly promptTokens: number | null
  readonly completionTokens: number | null
  readonly record: string
  readonly item: string
}

export interface CallRow {
  readonly taskNo: number
  readonly index: number
  readonly call: string
  /** Hash of the row the reply belongs to. */
  readonly hash: string
  readonly reply: string
}

export type OnCommitted = (error?: Error) => void

/** One commit's share: all calls, and rows up to a size. */
export interface Writes {
  readonly rows: readonly OutcomeRow[]
  readonly calls: readonly CallRow[]
  readonly waiting: readonly OnCommitted[]
}

/** Characters of rows that are written at once: some 20 ms. Rows of megabytes are written one by one, in turns of their own. */
const COMMIT_CHARACTERS = 4_000_000

export class PendingWrites {
  private rows: OutcomeRow[] = []
  private rowsWaiting: OnCommitted[] = []
  private calls: CallRow[] = []
  private callsWaiting: OnCommitted[] = []
  private characters = 0

  get rowCount(): number {
    return this.rows.length
  }

  get isEmpty(): boolean {
    return this.rows.length === 0 && this.calls.length === 0
  }

  addRow(row: OutcomeRow, onCommitted: OnCommitted): void {
    this.rows.push(row)
    this.rowsWaiting.push(onCommitted)
    this.characters += sizeOf(row)
  }

  addCall(call: CallRow, onCommitted: OnCommitted): void {
    this.calls.push(call)
    this.callsWaiting.push(onCommitted)
  }

  /** At least one row, if there is one; what is left comes with the next. */
  take(): Writes {
    const { calls, callsWaiting } = this
    this.calls = []
    this.callsWaiting = []
    if (this.characters <= COMMIT_CHARACTERS) {
      const { rows, rowsWaiting } = this
      this.rows = []
      this.rowsWaiting = []
      this.characters = 0
      return { rows, calls, waiting: callsWaiting.length === 0 ? rowsWaiting : [...callsWaiting, ...rowsWaiting] }
    }
    let count = 0
    let characters = 0
    for (const row of this.rows) {
      if (count > 0 && characters + sizeOf(row) > COMMIT_CHARACTERS) break
      characters += sizeOf(row)
      count++
    }
    this.characters -= characters
    const waiting = [...callsWaiting, ...this.rowsWaiting.splice(0, count)]
    return { rows: this.rows.splice(0, count), calls, waiting }
  }
}

const sizeOf = ({ record, item }: OutcomeRow) => record.length + item.length
