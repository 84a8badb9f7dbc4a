/** `POST /api/targets/probe`: what a target can do, how long it took to find out, and what its tokens cost. */
import { probeRequestSchema, type ProbeRequest, type ProbeResult } from '@evalflow/contract'
import type { Endpoint } from '@evalflow/engine'
import type { PricedEndpoint } from '../jobs/priced-endpoint.ts'
import { Hono } from 'hono'
import { findPrice, type PriceStore } from '../jobs/price-store.ts'
import { readJson } from '../studio/read-json.ts'

export interface ProbeDeps {
  /** Opens keys and refuses addresses, as for a job. @throws ApiProblem `target_unusable`, `address_refused` */
  resolveModel: (model: unknown) => Promise<PricedEndpoint>
  probe: (
    endpoint: Endpoint,
  ) => Promise<Pick<ProbeResult, 'found' | 'requests' | 'prompt_tokens' | 'completion_tokens'>>
  prices: PriceStore
  now: () => Date
}

export function probeRoutes({ resolveModel, probe, prices, now }: ProbeDeps): Hono {
  const app = new Hono()
  app.post('/probe', async (context) => {
    const { target } = await readJson(context, probeRequestSchema)
    const endpoint = await resolveModel(toModel(target))
    const started = now()
    const found = await probe(endpoint)
    const table = await prices.get()
    const price = endpoint.price ?? withCurrency(findPrice(table, endpoint), table.currency)
    const result: ProbeResult = {
      model: endpoint.modelId,
      ...found,
      duration_ms: now().getTime() - started.getTime(),
      at: started.toISOString(),
      price: price
        ? { input: price.input_per_million, output: price.output_per_million, currency: price.currency }
        : null,
    }
    return context.json(result)
  })
  return app
}

const withCurrency = <T>(price: T | undefined, currency: string) => price && { ...price, currency }

/** As a target names its endpoint: the key by its secret's name alone. */
function toModel(target: ProbeRequest['target']): unknown {
  if (typeof target === 'string') return target
  const { api_key_secret: secret, ...endpoint } = target
  return { api_endpoint: secret === undefined ? endpoint : { ...endpoint, api_key: `$secret:${secret}` } }
}
