/** `GET /api/prices`: what tokens cost. `PUT /api/prices` replaces the table for jobs that start from then on. */
import { priceTableSchema } from '@evalflow/contract'
import { Hono } from 'hono'
import { readJson } from '../studio/read-json.ts'
import type { PriceStore } from './price-store.ts'

export function priceRoutes({ prices }: { prices: PriceStore }): Hono {
  const app = new Hono()
  app.get('/', async (context) => context.json(await prices.get()))
  app.put('/', async (context) => {
    await prices.put(await readJson(context, priceTableSchema))
    return context.json(await prices.get())
  })
  return app
}
