/** `/api/costs`, `/api/forecast`, `/api/cost-settings`, `/api/webhook-deliveries`: sums, limits, and what was sent. */
import { costSettingsSchema, DEFAULT_NAMESPACE, type Forecast, forecastRequestSchema } from '@evalflow/contract'
import { Hono } from 'hono'
import { problems } from '../errors.ts'
import { checkOutgoing } from '../security/outgoing.ts'
import { pageQuerySchema } from '../studio/page.ts'
import { readJson } from '../studio/read-json.ts'
import type { ForecastInput } from './forecast.ts'
import type { CostSettingsStore } from './cost-settings.ts'
import { costQuerySchema, type SpendStore } from './spend-store.ts'
import type { Webhooks } from './webhooks.ts'

export interface CostDeps {
  spend: SpendStore
  settings: CostSettingsStore
  webhooks: Webhooks
  /** With config and target as stored. */
  resolve: (part: 'config' | 'target', sent: unknown, namespace: string) => Promise<Record<string, unknown>>
  forecast: (input: ForecastInput) => Promise<Forecast>
}

export function costRoutes({ spend, settings, webhooks, resolve, forecast }: CostDeps): Hono {
  const app = new Hono()
  app.post('/forecast', async (context) => {
    const sent = await readJson(context, forecastRequestSchema)
    return context.json(
      await forecast({
        config: await resolve('config', sent.config, DEFAULT_NAMESPACE),
        target: await resolve('target', sent.target, DEFAULT_NAMESPACE),
        filesUrl: sent.files_url,
        pilotRows: sent.pilot_rows,
        project: sent.project ?? '',
        // who leaves pays for nothing more
        signal: context.req.raw.signal,
      }),
    )
  })
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
