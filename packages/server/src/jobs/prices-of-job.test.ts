import type { PriceTable } from '@evalflow/contract'
import { expect, it } from 'vitest'
import { toPrices } from './prices-of-job.ts'
import type { PricedEndpoint } from './priced-endpoint.ts'

const table: PriceTable = {
  currency: 'EUR',
  as_of: null,
  prices: [{ model: 'judge', input_per_million: 1, output_per_million: 2, cached_per_million: 0.5 }],
}
const ownUrl = 'http://127.0.0.1:8377'
const endpoint = (modelId: string, extra: Partial<PricedEndpoint> = {}): PricedEndpoint => ({
  id: `${modelId}@h`,
  modelId,
  url: 'http://h/v1',
  format: 'openai',
  ...extra,
})
const price = (currency: string, each = 3) => ({ input_per_million: each, output_per_million: each, currency })
const prices = (endpoints: readonly PricedEndpoint[]) => toPrices({ endpoints, table, ownUrl })

it('takes the own price before the table, the table for the rest, and nothing for own models', () => {
  const local = endpoint('tiny', { url: `${ownUrl}/nim/v1` })

  expect(prices([endpoint('a', { price: price('EUR') }), endpoint('judge'), local, endpoint('b')])).toEqual({
    prices: {
      'a@h': { inputPerMillion: 3, outputPerMillion: 3 },
      'judge@h': { inputPerMillion: 1, outputPerMillion: 2, cachedPerMillion: 0.5 },
      'tiny@h': { inputPerMillion: 0, outputPerMillion: 0 },
    },
    currency: 'EUR',
    isPriced: true,
  })
})

it('counts in the currency of the only price there is', () => {
  expect(prices([endpoint('a', { price: price('USD') })]).currency).toBe('USD')
  expect(prices([endpoint('a')])).toEqual({ prices: {}, currency: 'EUR', isPriced: false })
})

it('knows the price of a fallback', () => {
  const fallback = endpoint('judge')

  expect(Object.keys(prices([endpoint('a', { fallbacks: [fallback] })]).prices)).toEqual(['judge@h'])
})

it('refuses prices in two currencies, and two prices of one endpoint', () => {
  expect(() => prices([endpoint('a', { price: price('USD') }), endpoint('judge')])).toThrow(
    /USD \(a\) and EUR \(judge\)/,
  )
  expect(() => prices([endpoint('a', { price: price('USD') }), endpoint('a', { price: price('USD', 4) })])).toThrow(
    /two prices/,
  )
})
