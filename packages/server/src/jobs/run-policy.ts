/** From a job's options and the price table to the policy its calls run under. */
import type { BudgetAlert, BudgetOptions, CallPolicy, Endpoint, ReplyCache } from '@evalflow/engine'
import type { PriceTable } from '@evalflow/contract'
import type { JobOptions } from './job-options.ts'
import type { PilotCache } from './pilot-cache.ts'
import { findPrice } from './price-store.ts'

export interface RunPolicyInput {
  options: JobOptions
  /** Every model the job may ask. */
  endpoints: readonly Endpoint[]
  table: PriceTable
  /** Origin of this server, whose own models cost no money. */
  ownUrl: string
  openCache: () => ReplyCache
  pilots: PilotCache
  /** Of the evaluation, for replies of a pilot. */
  scope: string
  /** Shares of a budget that are told, in percent. */
  alertPercents: readonly number[]
  /** A limit shared with other jobs. */
  shared: BudgetOptions['shared'] | undefined
  onAlert: (alert: BudgetAlert) => void
}

export function toRunPolicy(input: RunPolicyInput): Partial<CallPolicy> {
  const { options, openCache, pilots, scope } = input
  const budget = toBudget(input)
  const cache = options.cache === false ? undefined : pilots.ofJob(scope, options.cache ? openCache() : undefined)
  return {
    ...(options.stream === undefined ? {} : { stream: options.stream }),
    ...(options.slo === undefined ? {} : { slo: options.slo }),
    ...toServerMetrics(input),
    ...(cache === undefined ? {} : { cache }),
    ...(budget === null ? {} : { budget }),
  }
}

/** Where inference servers tell their figures: the address given, or `/metrics` of each origin that is asked. */
function toServerMetrics({ options, endpoints }: RunPolicyInput): Pick<CallPolicy, 'serverMetrics'> {
  const wanted = options.server_metrics ?? false
  if (wanted === false) return {}
  const [first] = endpoints
  if (typeof wanted === 'string') return { serverMetrics: [{ endpointId: first?.id ?? '', url: wanted }] }
  const byUrl = new Map(endpoints.map(({ id, url }) => [`${new URL(url).origin}/metrics`, id]))
  return { serverMetrics: [...byUrl].map(([url, endpointId]) => ({ endpointId, url })) }
}

/** Null if nothing is to be counted: no limit, and no model of the job has a price. */
function toBudget(input: RunPolicyInput): BudgetOptions | null {
  const { options, table, alertPercents, shared, onAlert } = input
  const limit = options.budget ?? null
  const { prices, isPriced } = toPrices(input)
  if (limit === null && shared === undefined && !isPriced) return null
  return {
    prices,
    currency: table.currency,
    limit,
    alertPercents,
    onAlert,
    ...(shared === undefined ? {} : { shared }),
  }
}

/** Prices of all endpoints and their fallbacks; this server's own models cost no money unless the table says so. */
export function toPrices({ endpoints, table, ownUrl }: Pick<RunPolicyInput, 'endpoints' | 'table' | 'ownUrl'>) {
  const prices: Record<string, BudgetOptions['prices'][string]> = {}
  let isPriced = false
  for (const { id, modelId, url } of endpoints.flatMap((endpoint) => [endpoint, ...(endpoint.fallbacks ?? [])])) {
    const price = findPrice(table, modelId)
    if (price) {
      isPriced = true
      prices[id] = {
        inputPerMillion: price.input_per_million,
        outputPerMillion: price.output_per_million,
        ...(price.cached_per_million === undefined ? {} : { cachedPerMillion: price.cached_per_million }),
      }
    } else if (url.startsWith(`${ownUrl}/`)) prices[id] = { inputPerMillion: 0, outputPerMillion: 0 }
  }
  return { prices, isPriced }
}
