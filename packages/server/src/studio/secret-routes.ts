/** `/api/secrets`: names may be listed; a value goes in and never comes out. */
import { Hono } from 'hono'
import { z } from 'zod'
import type { SecretStore } from '../secrets/secret-store.ts'
import { readJson } from './read-json.ts'

const nameSchema = z.string().regex(/^[\w.-]{1,100}$/, 'expected 1 to 100 letters, digits and _ . -')
const valueSchema = z.object({ value: z.string().min(1).max(10_000) })

export function secretRoutes({ secrets }: { secrets: SecretStore }): Hono {
  const app = new Hono()
  app.get('/', async (context) => context.json({ data: await secrets.list() }))
  app.put('/:name', async (context) => {
    const name = nameSchema.parse(context.req.param('name'))
    await secrets.put(name, (await readJson(context, valueSchema)).value)
    return context.body(null, 204)
  })
  app.delete('/:name', async (context) => {
    await secrets.remove(context.req.param('name'))
    return context.body(null, 204)
  })
  return app
}
