/**
 * What can be asked of a job beyond NeMo's API: `GET /api/jobs/{id}/timeline`,
 * `GET /api/jobs/{id}/events` (server-sent, contract's `job-events.ts`), and
 * `POST /api/jobs/{id}/pause|resume|retry|extend`, each of which answers 202 with `{id, status}`, and 409 `job_busy` or `job_not_like_that` when the job is not in a state for it.
 */
import { jobExtendRequestSchema, jobResumeRequestSchema, type JobTimeline } from '@evalflow/contract'
import { Hono, type Context } from 'hono'
import { z } from 'zod'
import { problems } from '../errors.ts'
import type { Database } from '../db/database.ts'
import { sendEvents } from '../studio/server-events.ts'
import { getJob } from '../views/job-view.ts'
import type { Jobs } from './job-control.ts'
import { fromItem } from './job-live.ts'

const NOTHING_MEASURED: JobTimeline = { active_seconds: 0, target: null, judge: null, goodput: null, timeline: [] }

const MOST_PER_SECOND = 10
const eventsQuerySchema = z.object({
  after: z.coerce.number().int().min(0).catch(0),
  per_second: z.coerce.number().min(0.1).max(MOST_PER_SECOND).default(4),
})

export function jobRoutes({ db, jobs }: { db: Database; jobs: Jobs }): Hono {
  const app = new Hono()
  const accepted = (context: Context, status: string, more: object = {}) =>
    context.json({ id: context.req.param('id') ?? '', status, ...more }, 202)

  app.get('/:id/timeline', async (context) =>
    context.json((await jobs.instruments(context.req.param('id'))) ?? NOTHING_MEASURED),
  )
  app.get('/:id/events', async (context) => {
    const { after: asked, per_second: perSecond } = eventsQuerySchema.parse(context.req.query())
    const after = eventsQuerySchema.shape.after.parse(context.req.header('last-event-id') ?? asked)
    const item = await getJob(db, jobs, context.req.param('id'))
    const last = fromItem(item)
    if (last.type === 'end' && after >= last.seq) return context.body(null, 204)
    return sendEvents(context, async function* (signal) {
      for await (const event of jobs.follow(item, { after, gapMs: 1000 / perSecond, signal }))
        yield { id: String(event.seq), event: event.type, data: event }
    })
  })
  app.post('/:id/pause', async (context) => {
    await jobs.pause(context.req.param('id'))
    return accepted(context, 'cancelling')
  })
  app.post('/:id/resume', async (context) => {
    await jobs.goOn(context.req.param('id'), await readBody(context, jobResumeRequestSchema))
    return accepted(context, 'created')
  })
  app.post('/:id/retry', async (context) => {
    const rows = await jobs.retryFailed(context.req.param('id'))
    return accepted(context, 'created', { rows })
  })
  app.post('/:id/extend', async (context) => {
    const { limit_samples: limit } = await readBody(context, jobExtendRequestSchema)
    await jobs.extend(context.req.param('id'), limit)
    return accepted(context, 'created')
  })
  return app
}

/** No body is an empty one. */
async function readBody<T extends z.ZodType>(context: Context, schema: T): Promise<z.infer<T>> {
  const text = await context.req.text()
  try {
    return schema.parse(text === '' ? {} : JSON.parse(text))
  } catch (error) {
    if (error instanceof SyntaxError) throw problems.badJson(error)
    throw error
  }
}
