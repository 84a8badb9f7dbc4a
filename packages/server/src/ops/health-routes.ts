/** Health at every path a NeMo probe asks; 200 only when everything is ready to use. `live` says the process answers. */
import { Hono, type Context } from 'hono'
import type { Metrics } from './metrics.ts'

export interface HealthOptions {
  isReady: () => boolean
  metrics: Metrics
  gauges: () => Record<string, number>
}

export function healthRoutes({ isReady, metrics, gauges }: HealthOptions): Hono {
  const app = new Hono()
  const ready = (context: Context) =>
    isReady() ? context.json({ status: 'healthy' }) : context.json({ status: 'starting' }, 503, { 'retry-after': '1' })
  for (const path of ['/health', '/health/ready', '/v1/health', '/v1/health/ready']) app.get(path, ready)
  for (const path of ['/health/live', '/v1/health/live'])
    app.get(path, (context) => context.json({ status: 'healthy' }))
  app.get('/metrics', (context) =>
    context.body(metrics.text(gauges()), 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }),
  )
  return app
}
