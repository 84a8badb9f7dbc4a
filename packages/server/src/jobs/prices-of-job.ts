/**
 * What the models of one job cost: a target's own price first, then the price table; this server's own models cost no money
 * unless one of these says so.
 *
 * Sums are never mixed: a job counts in one currency, and is refused before it asks anything where its prices are in two.
 */
import type { PriceTable } from '@evalflow/contract'
import type { BudgetOptions } from '@evalflow/engine'
import { problems } from '../errors.ts'
import { findPrice } from './price-store.ts'
import type { PricedEndpoint } from './priced-endpoint.ts'

export interface JobPrices {
  /** By endpoint id, per million tokens; an endpoint that is not in it has no price. */
  prices: Record<string, BudgetOptions['prices'][string]>
  currency: string
  /** False if no price was given for any of them. */
  isPriced: boolean
}

export interface JobPricesInput {
  /** Every model the job may ask, with their fallbacks. */
  endpoints: readonly PricedEndpoint[]
  table: PriceTable
  /** Origin of this server, whose own models cost no money. */
  ownUrl: string
}

type Found = JobPrices['prices'][string] & { readonly modelId: string; readonly currency: string }

/** @throws ApiProblem `bad_input` where one endpoint has two prices of its own, or prices are in several currencies */
export function toPrices({ endpoints, table, ownUrl }: JobPricesInput): JobPrices {
  const all: readonly PricedEndpoint[] = endpoints.flatMap((endpoint) => [endpoint, ...(endpoint.fallbacks ?? [])])
  const own = findOwn(all)
  const found = new Map<string, Found>()
  const prices: JobPrices['prices'] = {}
  for (const { id, modelId, url } of all) {
    const price = own.get(id) ?? ofTable(table, { modelId, url })
    if (price) {
      found.set(id, price)
      const { modelId: _model, currency: _currency, ...each } = price
      prices[id] = each
    } else if (url.startsWith(`${ownUrl}/`)) prices[id] = { inputPerMillion: 0, outputPerMillion: 0 }
  }
  return { prices, currency: oneCurrency([...found.values()]) ?? table.currency, isPriced: found.size > 0 }
}

function findOwn(endpoints: readonly PricedEndpoint[]): Map<string, Found> {
  const own = new Map<string, Found>()
  for (const { id, modelId, price } of endpoints) {
    if (!price) continue
    const next: Found = {
      modelId,
      currency: price.currency,
      inputPerMillion: price.input_per_million,
      outputPerMillion: price.output_per_million,
    }
    const before = own.get(id)
    if (before && JSON.stringify(before) !== JSON.stringify(next))
      throw problems.badInput(
        `${modelId} has two prices of its own in this job. Give its target and its judge the same price.`,
        'target',
      )
    own.set(id, next)
  }
  return own
}

function ofTable(table: PriceTable, endpoint: { modelId: string; url: string }): Found | undefined {
  const price = findPrice(table, endpoint)
  return (
    price && {
      modelId: endpoint.modelId,
      currency: table.currency,
      inputPerMillion: price.input_per_million,
      outputPerMillion: price.output_per_million,
      ...(price.cached_per_million === undefined ? {} : { cachedPerMillion: price.cached_per_million }),
    }
  )
}

function oneCurrency(found: readonly Found[]): string | undefined {
  const byCurrency = new Map(found.map(({ currency, modelId }) => [currency, modelId]))
  if (byCurrency.size > 1) {
    const listed = [...byCurrency].map(([currency, modelId]) => `${currency} (${modelId})`).join(' and ')
    throw problems.badInput(
      `The prices of this job are in ${listed}, and sums are not mixed. Give all of them in one currency: the target's own price, or Settings, Prices.`,
      'target',
    )
  }
  return found[0]?.currency
}
