/**
 * Money that several runs share, e.g. those of one project (rule P7 in SPEC.md): what one has reserved, no other can have.
 * Amounts as in `budget.ts`.
 */
import { ALERT_PERCENTS, crossed, UNIT } from './money.ts'

export interface SpendPoolOptions {
  /** For messages. */
  readonly name: string
  readonly limit: number
  readonly currency: string
  /** What was spent before, by run, in currency units. */
  readonly spent?: Iterable<readonly [runId: string, amount: number]>
  readonly alertPercents?: readonly number[]
}

export class SpendPool {
  readonly options: SpendPoolOptions
  private limit: bigint
  private readonly spent = new Map<string, bigint>()
  private total = 0n
  private reserved = 0n
  private waiters: (() => void)[] = []

  constructor(options: SpendPoolOptions) {
    this.options = options
    this.limit = toUnits(options.limit)
    for (const [runId, amount] of options.spent ?? []) this.join(runId, toUnits(amount))
  }

  get amount(): number {
    return Number(this.total) / UNIT
  }

  get limitAmount(): number {
    return Number(this.limit) / UNIT
  }

  /** A budget raised while runs wait lets them go on. */
  setLimit(limit: number): void {
    this.limit = toUnits(limit)
    this.wake()
  }

  /** What the run has spent so far, where that is more than was known. */
  join(runId: string, spent: bigint): void {
    const known = this.spent.get(runId) ?? 0n
    if (spent <= known) return
    this.spent.set(runId, spent)
    this.total += spent - known
  }

  /** As `Budget.reserve`. */
  reserve(most: bigint): true | 'wait' | 'stop' {
    if (this.total + this.reserved + most > this.limit) return this.reserved > 0n ? 'wait' : 'stop'
    this.reserved += most
    return true
  }

  /** Gives back what was reserved but not spent. Calls `onAlert` with each share of the limit this reaches. */
  settle(runId: string, reservation: bigint, cost: bigint, onAlert?: (share: number) => void): void {
    this.reserved -= reservation
    const before = this.total
    this.spent.set(runId, (this.spent.get(runId) ?? 0n) + cost)
    this.total += cost
    const percents = this.options.alertPercents ?? ALERT_PERCENTS
    if (onAlert) for (const share of crossed(percents, this.limit, before, this.total)) onAlert(share)
    this.wake()
  }

  settled(): Promise<void> {
    return new Promise((resolve) => this.waiters.push(resolve))
  }

  private wake(): void {
    const waiters = this.waiters
    this.waiters = []
    for (const wake of waiters) wake()
  }
}

const toUnits = (amount: number) => BigInt(Math.round(amount * UNIT))
