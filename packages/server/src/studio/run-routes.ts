/** `/api/runs`: start, look at, follow and stop a run of a stored flow. */
import { Hono } from 'hono'
import { z } from 'zod'
import { runCancelSchema, runRequestSchema } from '@evalflow/contract'
import type { RunManager } from '../runs/run-manager.ts'
import { readJson } from './read-json.ts'
import { sendEvents } from './server-events.ts'

const seqSchema = z.coerce.number().int().min(0).catch(0)

export function runRoutes({ runs }: { runs: RunManager }): Hono {
  const app = new Hono()
  app.post('/', async (context) => {
    // anything else in the body, a graph for example, is not read: the stored flow runs
    const { flow_id, only } = await readJson(context, runRequestSchema)
    return context.json(await runs.start(flow_id, only), 201)
  })
  app.get('/:id', async (context) => context.json(await runs.get(context.req.param('id'))))
  app.post('/:id/cancel', async (context) => {
    const hasBody = (await context.req.text()).trim() !== ''
    const { nodes } = hasBody ? await readJson(context, runCancelSchema) : {}
    return context.json(await runs.cancel(context.req.param('id'), nodes))
  })
  app.get('/:id/events', async (context) => {
    const id = context.req.param('id')
    const after = seqSchema.parse(context.req.header('last-event-id') ?? context.req.query('after') ?? 0)
    const run = await runs.get(id)
    // 204 tells an EventSource that was cut off after the last event to stop asking
    if (run.state !== 'running' && after >= run.seq) return context.body(null, 204)
    return sendEvents(context, async function* (signal) {
      for await (const event of runs.follow(id, after, signal)) yield { id: String(event.seq), data: event }
    })
  })
  return app
}
