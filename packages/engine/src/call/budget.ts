/**
 * Money (rules P1 to P7 in SPEC.md). Before a request leaves, the most it can cost is reserved; when its usage is
 * known, the reservation becomes what it did cost. So no concurrency can overshoot the budget.
 *
 * Amounts are whole numbers of 1e-12 currency units in BigInt: a price per million tokens with six decimals is exact.
 */
import type { ModelReply } from '../types.ts'
import { engineErrors } from '../errors.ts'
import { ALERT_PERCENTS, crossed, toAmount, UNIT } from './money.ts'
import type { SpendPool } from './spend-pool.ts'

export interface Price {
  readonly inputPerMillion: number
  readonly outputPerMillion: number
  /** Of prompt tokens that the server says it had in its cache; absent: as other prompt tokens. */
  readonly cachedPerMillion?: number
}

/** Prices in currency units per million tokens, by endpoint id. */
export type PriceTable = Readonly<Record<string, Price>>

export interface BudgetOptions {
  readonly prices: PriceTable
  readonly currency: string
  /** Hard limit; null only counts. */
  readonly limit: number | null
  /** Output tokens reserved for a request without `max_tokens`. Default 4096. */
  readonly assumedMaxTokens?: number
  /** Told once per job and share when the sum reaches these of the limit. */
  readonly onAlert?: (alert: BudgetAlert) => void
  /** Shares told, in percent. Default 50, 80 and 100. */
  readonly alertPercents?: readonly number[]
  /** A limit shared with other runs, in which this one goes by `runId`. */
  readonly shared?: { readonly pool: SpendPool; readonly runId: string }
}

export interface BudgetAlert {
  /** Part of the limit, 0 to 1. */
  readonly share: number
  readonly amount: number
  readonly limit: number
  readonly currency: string
  /** The limit of this run, or the one it shares. */
  readonly scope: 'run' | 'shared'
}

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
    options.shared?.pool.join(options.shared.runId, this.spent)
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
      if (this.limit !== null || this.options.shared) throw engineErrors.priceMissing(endpointId)
      return 0n
    }
    // a token is at least one byte of text, so the bytes of the body bound the prompt from above
    const inputTokens = Buffer.byteLength(bodyText) + TEMPLATE_TOKENS
    const outputTokens = this.toMaxTokens(body)
    const dearest = Math.max(price.inputPerMillion, price.cachedPerMillion ?? 0)
    const most = toAmount(inputTokens, dearest) + toAmount(outputTokens, price.outputPerMillion)
    if (this.limit !== null && this.spent + this.reserved + most > this.limit)
      return this.reserved > 0n ? 'wait' : 'stop'
    const shared = this.options.shared?.pool.reserve(most) ?? true
    if (shared !== true) return shared
    this.reserved += most
    return most
  }

  /** Turns a reservation into cost. Without known usage the whole reservation counts, since it may have been billed. */
  settle(reservation: bigint, endpointId: string, usage: ModelReply['usage'] | 'nothing'): void {
    this.reserved -= reservation
    const before = this.spent
    const cost = usage === 'nothing' ? 0n : (this.toCost(endpointId, usage) ?? reservation)
    this.spent += cost
    if (cost > 0n) this.alert(before)
    const { onAlert, currency, shared } = this.options
    shared?.pool.settle(shared.runId, reservation, cost, (share) =>
      onAlert?.({ share, amount: shared.pool.amount, limit: shared.pool.limitAmount, currency, scope: 'shared' }),
    )
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

  /** Why a run had to end, for people. */
  toStopMessage(): string {
    const { limit, currency, shared } = this.options
    const tail = 'and the next request could cost more than is left.'
    if (shared && (limit === null || shared.pool.limitAmount - shared.pool.amount < limit - this.amount))
      return `Budget of ${shared.pool.limitAmount} ${currency} of ${shared.pool.options.name} reached: ${shared.pool.amount.toFixed(6)} spent, ${tail}`
    return `Budget of ${limit} ${currency} reached: ${this.amount.toFixed(6)} spent, ${tail}`
  }

  private alert(before: bigint): void {
    const { limit } = this
    const { onAlert, currency, alertPercents } = this.options
    if (limit === null || !onAlert) return
    for (const share of crossed(alertPercents ?? ALERT_PERCENTS, limit, before, this.spent))
      onAlert({ share, amount: this.amount, limit: Number(limit) / UNIT, currency, scope: 'run' })
  }

  settled(): Promise<void> {
    const own = new Promise<void>((resolve) => this.waiters.push(resolve))
    // others that share the limit may give back, too
    return this.options.shared ? Promise.race([own, this.options.shared.pool.settled()]) : own
  }

  private toCost(endpointId: string, usage: ModelReply['usage']): bigint | null {
    const price = this.options.prices[endpointId]
    if (!price) return 0n
    if (usage.prompt === null) return null
    const cached = price.cachedPerMillion === undefined ? 0 : Math.min(usage.cached ?? 0, usage.prompt)
    return (
      toAmount(usage.prompt - cached, price.inputPerMillion) +
      toAmount(cached, price.cachedPerMillion ?? 0) +
      toAmount(usage.completion ?? 0, price.outputPerMillion)
    )
  }

  private toMaxTokens(body: Readonly<Record<string, unknown>>): number {
    const asked = body['max_completion_tokens'] ?? body['max_tokens']
    const each = typeof asked === 'number' ? asked : (this.options.assumedMaxTokens ?? 4096)
    const choices = Math.max(toCount(body['n']), toCount(body['best_of']))
    return each * choices
  }
}

const toCount = (value: unknown) => (typeof value === 'number' && value > 1 ? value : 1)
