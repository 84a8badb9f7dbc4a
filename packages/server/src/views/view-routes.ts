/** `/api/datasets`, `/api/targets`, `/api/jobs`: lists that join what the platform keeps apart. */
import { Hono } from 'hono'
import { z } from 'zod'
import type { Database } from '../db/database.ts'
import type { Inference } from '../inference-port.ts'
import type { Jobs } from '../jobs/job-control.ts'
import { pageQuerySchema } from '../studio/page.ts'
import { listDatasets } from './dataset-view.ts'
import { getJob, getSample, listJobs, listSamples, sampleQuerySchema } from './job-view.ts'
import { listTargets } from './target-view.ts'

const datasetQuerySchema = pageQuerySchema.extend({ namespace: z.string().optional() })
const jobQuerySchema = pageQuerySchema.extend({ status: z.string().optional(), config: z.string().optional() })

export interface ViewDeps {
  db: Database
  jobs: Jobs
  inference: Inference
}

export function viewRoutes({ db, jobs, inference }: ViewDeps): Hono {
  const app = new Hono()
  app.get('/datasets', async (context) =>
    context.json(await listDatasets(db, datasetQuerySchema.parse(context.req.query()))),
  )
  app.get('/targets', async (context) =>
    context.json(await listTargets(db, await inference.list(), pageQuerySchema.parse(context.req.query()))),
  )
  app.get('/jobs', async (context) => context.json(await listJobs(db, jobs, jobQuerySchema.parse(context.req.query()))))
  app.get('/jobs/:id', async (context) => context.json(await getJob(db, jobs, context.req.param('id'))))
  app.get('/jobs/:id/samples', async (context) =>
    context.json(await listSamples(db, jobs, context.req.param('id'), sampleQuerySchema.parse(context.req.query()))),
  )
  app.get('/jobs/:id/samples/:task/:index', async (context) => {
    const { id, task, index } = context.req.param()
    return context.json(await getSample(db, jobs, id, task, z.coerce.number().int().min(0).parse(index)))
  })
  return app
}
