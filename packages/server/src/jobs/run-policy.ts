/** From a job's options and the price table to the policy its calls run under. */
import type { BudgetAlert, BudgetOptions, CallPolicy, Endpoint, ReplyCache } from '@evalflow/engine'
import type { PriceTable } from '@evalflow/contract'
import type { JobOptions } from './job-options.ts'
import { findPrice } from './price-store.ts'

export interface RunPolicyInput {
  options: JobOptions
  /** Every model the job may ask. */
  endpoints: readonly Endpoint[]
  table: PriceTable
  /** Origin of this server, whose own models cost no money. */
  ownUrl: string
  openCache: () => ReplyCache
  onAlert: (alert: BudgetAlert) => void
}

export function toRunPolicy(input: RunPolicyInput): Partial<CallPolicy> {
  const { options, openCache } = input
  const budget = toBudget(input)
  return {
    ...(options.stream === undefined ? {} : { stream: options.stream }),
    ...(options.slo === undefined ? {} : { slo: options.slo }),
    ...(options.cache === true ? { cache: openCache() } : {}),
    ...(budget === null ? {} : { budget }),
  }
}

/** Null if nothing is to be counted: no limit, and no model of the job has a price. */
function toBudget({ options, endpoints, table, ownUrl, onAlert }: RunPolicyInput): BudgetOptions | null {
  const limit = options.budget ?? null
  const prices: Record<string, BudgetOptions['prices'][string]> = {}
  let isPriced = false
  for (const { id, modelId, url } of endpoints.flatMap((endpoint) => [endpoint, ...(endpoint.fallbacks ?? [])])) {
    const price = findPrice(table, modelId)
    if (price) prices[id] = { inputPerMillion: price.input_per_million, outputPerMillion: price.output_per_million }
    else if (url.startsWith(`${ownUrl}/`)) prices[id] = { inputPerMillion: 0, outputPerMillion: 0 }
    if (price) isPriced = true
  }
  return limit === null && !isPriced ? null : { prices, currency: table.currency, limit, onAlert }
}
