/** `/api/flows`: documents with revisions, versions and live changes. */
import { Hono } from 'hono'
import { z } from 'zod'
import { flowPatchRequestSchema } from '@evalflow/contract'
import { readJson } from './read-json.ts'
import type { FlowHub } from './flow-hub.ts'
import type { FlowStore } from './flow-store.ts'
import { pageQuerySchema } from './page.ts'
import type { RunManager } from '../runs/run-manager.ts'
import { sendEvents } from './server-events.ts'

const createSchema = z.object({ flow: z.unknown() })
const replaceSchema = z.object({ flow: z.unknown(), base_revision: z.int() })
const nameSchema = z.object({ name: z.string().trim().min(1).max(200) })
const presenceSchema = z.object({
  client_id: z.string().min(1).max(100),
  label: z.string().max(100).default(''),
  selected: z.array(z.string().max(200)).max(1000).default([]),
})

export function flowRoutes({ flows, hub, runs }: { flows: FlowStore; hub: FlowHub; runs: RunManager }): Hono {
  const app = new Hono()
  app.get('/', async (context) => context.json(await flows.list(pageQuerySchema.parse(context.req.query()))))
  app.post('/', async (context) => {
    const { flow } = await readJson(context, createSchema)
    return context.json(await flows.create(flow), 201)
  })
  app.get('/:id', async (context) => context.json(await flows.get(context.req.param('id'))))
  app.put('/:id', async (context) => {
    const { flow, base_revision } = await readJson(context, replaceSchema)
    return context.json(await flows.replace(context.req.param('id'), flow, base_revision))
  })
  app.patch('/:id', async (context) => {
    const request = await readJson(context, flowPatchRequestSchema)
    return context.json(await flows.patch(context.req.param('id'), request))
  })
  app.delete('/:id', async (context) => {
    await flows.remove(context.req.param('id'))
    return context.body(null, 204)
  })
  app.get('/:id/versions', async (context) =>
    context.json(await flows.versions(context.req.param('id'), pageQuerySchema.parse(context.req.query()))),
  )
  app.post('/:id/versions', async (context) => {
    const { name } = await readJson(context, nameSchema)
    return context.json(await flows.nameVersion(context.req.param('id'), name), 201)
  })
  app.get('/:id/versions/:revision', async (context) => {
    const revision = z.coerce.number().int().parse(context.req.param('revision'))
    return context.json(await flows.version(context.req.param('id'), revision))
  })
  app.get('/:id/run', async (context) => {
    const id = context.req.param('id')
    await flows.get(id)
    // null, not 404: a flow that never ran is no error, and browsers log every 404
    return context.json((await runs.latest(id)) ?? null)
  })
  app.get('/:id/events', async (context) => {
    const id = context.req.param('id')
    const { revision } = await flows.get(id)
    const client = presenceSchema.safeParse(context.req.query())
    return sendEvents(context, (signal) => hub.follow(id, client.success ? client.data : undefined, signal, revision))
  })
  app.post('/:id/presence', async (context) => {
    hub.announce(context.req.param('id'), await readJson(context, presenceSchema))
    return context.body(null, 204)
  })
  return app
}
