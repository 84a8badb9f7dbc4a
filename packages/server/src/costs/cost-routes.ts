/** `/api/costs`, `/api/cost-settings`, `/api/webhook-deliveries`: sums, limits, and what was sent. */
import { costSettingsSchema } from '@evalflow/contract'
import { Hono } from 'hono'
import { problems } from '../errors.ts'
import { checkOutgoing } from '../security/outgoing.ts'
import { pageQuerySchema } from '../studio/page.ts'
import { readJson } from '../studio/read-json.ts'
import type { CostSettingsStore } from './cost-settings.ts'
import { costQuerySchema, type SpendStore } from './spend-store.ts'
import type { Webhooks } from './webhooks.ts'

export interface CostDeps {
  spend: SpendStore
  settings: CostSettingsStore
  webhooks: Webhooks
}

export function costRoutes({ spend, settings, webhooks }: CostDeps): Hono {
  const app = new Hono()
  app.get('/costs', async (context) => context.json(await spend.sums(costQuerySchema.parse(context.req.query()))))
  app.get('/cost-settings', async (context) => context.json(await settings.get()))
  app.put('/cost-settings', async (context) => {
    const next = await readJson(context, costSettingsSchema)
    if (next.webhook) await checkOutgoing(next.webhook.url)
    await settings.put(next)
    return context.json(await settings.get())
  })
  app.get('/webhook-deliveries', async (context) =>
    context.json(await webhooks.list(pageQuerySchema.parse(context.req.query()))),
  )
  app.post('/webhook-deliveries/test', async (context) => {
    const id = await webhooks.send('test', { message: 'A trial message.' })
    if (id === undefined) throw problems.badInput('No webhook is set. Store its address first.', 'webhook')
    return context.json({ id }, 202)
  })
  return app
}
