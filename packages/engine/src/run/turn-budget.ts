/**
 * Shares the event loop between scoring and everything else (rule S9 in SPEC.md).
 *
 * One turn of the loop may bring the replies of all slots at once, and each is scored as it comes: 128 long answers by
 * ROUGE were a quarter of a second in which no page and no other job was served. Samples that come after a turn has
 * used its time wait here, and go on in the next turns: one, then more as long as they take little time.
 */
const TURN_MS = 10

export class TurnBudget {
  private readonly waiting: (() => void)[] = []
  /** When the first sample of this turn went on; null before. */
  private sinceMs: number | null = null
  /** How many go on in the next turn; what they will take is not known before. */
  private batch = 1
  private releasedMs = 0

  /** Undefined where the sample may go on at once. */
  wait(): Promise<void> | undefined {
    if (this.waiting.length === 0 && this.hasTime()) return undefined
    return new Promise((resolve) => {
      if (this.waiting.push(resolve) > 1) return
      this.batch = 1
      this.releasedMs = Number.NEGATIVE_INFINITY
      setImmediate(() => this.release())
    })
  }

  private hasTime(): boolean {
    const nowMs = performance.now()
    if (this.sinceMs !== null) return nowMs - this.sinceMs < TURN_MS
    this.sinceMs = nowMs
    setImmediate(() => (this.sinceMs = null))
    return true
  }

  private release(): void {
    const nowMs = performance.now()
    const tookMs = nowMs - this.releasedMs
    if (tookMs < TURN_MS / 2) this.batch *= 2
    else if (tookMs > TURN_MS) this.batch = Math.max(1, this.batch >> 1)
    this.releasedMs = nowMs
    for (const goOn of this.waiting.splice(0, this.batch)) goOn()
    if (this.waiting.length > 0) setImmediate(() => this.release())
  }
}
