/** `GET /api/comparisons?ids&baseline&rows` and `GET /api/jobs/{id}/summary`: what is read from every row of jobs. */
import { comparisonQuerySchema, type Comparison, type JobItem, type SampleSummary } from '@evalflow/contract'
import { Hono } from 'hono'
import { problems } from '../errors.ts'

export interface CompareDeps {
  getJob: (id: string) => Promise<JobItem>
  /** The first of `jobs` is the baseline. */
  compare: (jobs: readonly JobItem[], options: { sharedOnly: boolean; signal: AbortSignal }) => Promise<Comparison>
  summarise: (jobId: string, signal: AbortSignal) => Promise<SampleSummary>
}

export function compareRoutes({ getJob, compare, summarise }: CompareDeps): Hono {
  const app = new Hono()
  app.get('/comparisons', async (context) => {
    const { ids, baseline = ids[0] ?? '', rows } = comparisonQuerySchema.parse(context.req.query())
    if (!ids.includes(baseline))
      throw problems.badInput(
        `The baseline "${baseline}" is not among the jobs. Expected one of: ${ids.join(', ')}.`,
        'baseline',
      )
    const jobs = await Promise.all([baseline, ...ids.filter((id) => id !== baseline)].map(getJob))
    const signal = context.req.raw.signal
    return context.json(await compare(jobs, { sharedOnly: rows === 'shared', signal }))
  })
  app.get('/jobs/:id/summary', async (context) => {
    const { id } = await getJob(context.req.param('id'))
    return context.json(await summarise(id, context.req.raw.signal))
  })
  return app
}
