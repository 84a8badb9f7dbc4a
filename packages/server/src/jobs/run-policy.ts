/** From a job's options and prices to the policy its calls run under. */
import type { BudgetAlert, BudgetOptions, CallPolicy, Endpoint, ReplyCache } from '@evalflow/engine'
import type { JobOptions } from './job-options.ts'
import type { PilotCache } from './pilot-cache.ts'
import type { JobPrices } from './prices-of-job.ts'

export interface RunPolicyInput {
  options: JobOptions
  /** Every model the job may ask. */
  endpoints: readonly Endpoint[]
  money: JobPrices
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
  const { options, money, alertPercents, shared, onAlert } = input
  const limit = options.budget ?? null
  const { prices, isPriced, currency } = money
  if (limit === null && shared === undefined && !isPriced) return null
  return {
    prices,
    currency,
    limit,
    alertPercents,
    onAlert,
    ...(shared === undefined ? {} : { shared }),
  }
}
