/**
 * Local inference, at `/nim/v1` and where the SDK's default looks (`/v1`).
 *
 * `GET /v1/models` belongs to two services: Entity Store's page and OpenAI's list. Both readers use only `data`, so the
 * answer is the union: entities as they are, local models after them on the first page.
 */
import { Hono, type Context } from 'hono'
import type { Inference } from '@evalflow/models'

const SHARED = [
  '/v1/chat/completions',
  '/v1/completions',
  '/v1/embeddings',
  '/tokenize',
  '/detokenize',
  '/tokenizer_info',
]

/** @param platform answers `GET /v1/models` of the Entity Store */
export function inferenceRoutes({ inference, platform }: { inference: Inference; platform: Hono }): Hono {
  const app = new Hono()
  const pass = (path: (context: Context) => string) => (context: Context) => {
    const url = new URL(context.req.url)
    url.pathname = path(context)
    return inference.fetch(new Request(url, context.req.raw))
  }
  app.all(
    '/nim/v1/*',
    pass((context) => context.req.path.slice('/nim'.length)),
  )
  for (const path of SHARED) {
    app.all(
      path,
      pass((context) => context.req.path),
    )
    if (!path.startsWith('/v1/'))
      app.all(
        `/nim${path}`,
        pass((context) => context.req.path.slice('/nim'.length)),
      )
  }
  app.get('/v1/models', async (context) => {
    const url = new URL(context.req.url)
    const answer = await platform.request(url.pathname + url.search, { headers: { accept: 'application/json' } })
    const page: unknown = await answer.json()
    if (!answer.ok || !isList(page)) return Response.json(page, { status: answer.status })
    const entities = page.data.map((entity) => ({
      object: 'model',
      created: secondsOf(entity['created_at']),
      owned_by: entity['namespace'],
      ...entity,
    }))
    const isNarrowed = [...url.searchParams.keys()].some((key) => /^(?:filter|search)\b/.test(key))
    const isFirst = Number(url.searchParams.get('page') ?? 1) === 1
    const local = isNarrowed || !isFirst ? [] : await inference.list()
    const models = local
      .filter((model) => model.state === 'ready')
      .map((model) => ({
        id: model.id,
        name: model.id,
        object: 'model',
        created: 0,
        owned_by: `evalflow-${model.kind}`,
      }))
    return context.json({ ...page, object: 'list', data: [...entities, ...models] })
  })
  return app
}

function isList(page: unknown): page is { data: Record<string, unknown>[] } {
  return typeof page === 'object' && page !== null && 'data' in page && Array.isArray(page.data)
}

function secondsOf(time: unknown): number {
  return typeof time === 'string' ? Math.floor(Date.parse(`${time.slice(0, 23)}Z`) / 1000) || 0 : 0
}
