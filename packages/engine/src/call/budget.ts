/**
 * Money (rules P1 to P4 in SPEC.md). Before a request leaves, the most it can cost is reserved; when its usage is
 * known, the reservation becomes what it did cost. So no concurrency can overshoot the budget.
 *
 * Amounts are whole numbers of 1e-12 currency units in BigInt: a price per million tokens with six decimals is exact.
 */
import type { ModelReply } from '../types.ts'
import { engineErrors } from '../errors.ts'

/** Prices in currency units per million tokens, by endpoint id. */
export type PriceTable = Readonly<
  Record<string, { readonly inputPerMillion: number; readonly outputPerMillion: number }>
>

export interface BudgetOptions {
  readonly prices: PriceTable
  readonly currency: string
  /** Hard limit; null only counts. */
  readonly limit: number | null
  /** Output tokens reserved for a request without `max_tokens`. Default 4096. */
  readonly assumedMaxTokens?: number
  /** Told once per job when the sum reaches half, four fifths and the whole of the limit. */
  readonly onAlert?: (alert: BudgetAlert) => void
}

export interface BudgetAlert {
  /** 0.5, 0.8 or 1 */
  readonly share: number
  readonly amount: number
  readonly limit: number
  readonly currency: string
}

const ALERT_PERCENTS = [50, 80, 100]

const UNIT = 1e12
/** Tokens a chat template adds to a message at most, as far as known templates go. */
const TEMPLATE_TOKENS = 64

export class Budget {
  readonly options: BudgetOptions
  private readonly limit: bigint | null
  private spent: bigint
  private reserved = 0n
  private waiters: (() => void)[] = []

  constructor(options: BudgetOptions, spent: string | undefined) {
    this.options = options
    this.limit = options.limit === null ? null : BigInt(Math.round(options.limit * UNIT))
    this.spent = BigInt(spent ?? '0')
  }

  get amount(): number {
    return Number(this.spent) / UNIT
  }

  /** The exact sum, for the journal. */
  get spentText(): string {
    return this.spent.toString()
  }

  /**
   * Reserves for one request. `'wait'`: too little is free until others settle; `'stop'`: nothing is outstanding, so it
   * will never fit.
   *
   * @throws EngineError `price_missing` if there is a limit but no price for the endpoint
   */
  reserve(endpointId: string, body: Readonly<Record<string, unknown>>, bodyText: string): bigint | 'wait' | 'stop' {
    const price = this.options.prices[endpointId]
    if (!price) {
      if (this.limit !== null) throw engineErrors.priceMissing(endpointId)
      return 0n
    }
    // a token is at least one byte of text, so the bytes of the body bound the prompt from above
    const inputTokens = Buffer.byteLength(bodyText) + TEMPLATE_TOKENS
    const outputTokens = this.toMaxTokens(body)
    const most = toAmount(inputTokens, price.inputPerMillion) + toAmount(outputTokens, price.outputPerMillion)
    if (this.limit !== null && this.spent + this.reserved + most > this.limit)
      return this.reserved > 0n ? 'wait' : 'stop'
    this.reserved += most
    return most
  }

  /** Turns a reservation into cost. Without known usage the whole reservation counts, since it may have been billed. */
  settle(reservation: bigint, endpointId: string, usage: ModelReply['usage'] | 'nothing'): void {
    this.reserved -= reservation
    const before = this.spent
    this.spent += usage === 'nothing' ? 0n : (this.toCost(endpointId, usage) ?? reservation)
    if (this.spent > before) this.alert(before)
    const waiters = this.waiters
    this.waiters = []
    for (const wake of waiters) wake()
  }

  /** Cost of one answer; null if its price or usage is not known. */
  costOf(endpointId: string, usage: ModelReply['usage']): number | null {
    if (!this.options.prices[endpointId]) return null
    const cost = this.toCost(endpointId, usage)
    return cost === null ? null : Number(cost) / UNIT
  }

  private alert(before: bigint): void {
    const { limit } = this
    if (limit === null || limit === 0n || !this.options.onAlert) return
    for (const percent of ALERT_PERCENTS) {
      const mark = (limit * BigInt(percent)) / 100n
      if (before >= mark || this.spent < mark) continue
      this.options.onAlert({
        share: percent / 100,
        amount: this.amount,
        limit: Number(limit) / UNIT,
        currency: this.options.currency,
      })
    }
  }

  settled(): Promise<void> {
    return new Promise((resolve) => this.waiters.push(resolve))
  }

  private toCost(endpointId: string, usage: ModelReply['usage']): bigint | null {
    const price = this.options.prices[endpointId]
    if (!price) return 0n
    if (usage.prompt === null) return null
    return toAmount(usage.prompt, price.inputPerMillion) + toAmount(usage.completion ?? 0, price.outputPerMillion)
  }

  private toMaxTokens(body: Readonly<Record<string, unknown>>): number {
    const asked = body['max_completion_tokens'] ?? body['max_tokens']
    const each = typeof asked === 'number' ? asked : (this.options.assumedMaxTokens ?? 4096)
    const choices = Math.max(toCount(body['n']), toCount(body['best_of']))
    return each * choices
  }
}

const toCount = (value: unknown) => (typeof value === 'number' && value > 1 ? value : 1)
const toAmount = (tokens: number, perMillion: number) =>
  BigInt(Math.ceil(tokens)) * BigInt(Math.round(perMillion * 1e6))
