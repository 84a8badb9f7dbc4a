/** `/api/models`: local and baseline models, and downloads of them, which go on when the page is closed. */
import { Hono } from 'hono'
import { messageOf, problems } from '../errors.ts'
import type { Inference } from '@evalflow/models'
import type { Log } from '../process/log.ts'
import { pageQuerySchema, toPage } from './page.ts'

export function modelRoutes({ inference, log }: { inference: Inference; log: Log }): Hono {
  const app = new Hono()
  const pulls = new Set<string>()
  app.get('/', async (context) => {
    const query = pageQuerySchema.parse(context.req.query())
    const search = (query.search ?? '').toLowerCase()
    const found = (await inference.list()).filter(({ id, label }) => `${id} ${label}`.toLowerCase().includes(search))
    const skip = (query.page - 1) * query.page_size
    return context.json(toPage(found.slice(skip, skip + query.page_size), found.length, query))
  })
  app.post('/:id/pull', async (context) => {
    const id = context.req.param('id')
    const known = (await inference.list()).find((model) => model.id === id)
    if (!known) throw problems.notFound('model', id)
    if (known.state !== 'ready' && !pulls.has(id)) {
      pulls.add(id)
      void inference
        .pull(id)
        .catch((error: unknown) => log.warn({ model: id, reason: messageOf(error) }, 'model not pulled'))
        .finally(() => pulls.delete(id))
    }
    return context.json(
      (await inference.list()).find((model) => model.id === id),
      202,
    )
  })
  return app
}
