/** `/api/datasets`, `/api/configs`, `/api/targets`, `/api/jobs`: lists that join what the platform keeps apart. */
import { Hono } from 'hono'
import { z } from 'zod'
import { cleanupRequestSchema, configKindSchema } from '@evalflow/contract'
import type { Database } from '../db/database.ts'
import type { Inference } from '@evalflow/models'
import type { Jobs } from '../jobs/job-control.ts'
import { pageQuerySchema } from '../studio/page.ts'
import { readJson } from '../studio/read-json.ts'
import { cleanUpConfigs } from './config-cleanup.ts'
import { planConfig } from './config-plan.ts'
import { listConfigs } from './config-view.ts'
import { listDatasets } from './dataset-view.ts'
import { getJob, getSample, listJobs, listSamples, sampleQuerySchema } from './job-view.ts'
import { withFloors } from './score-floor.ts'
import { listTargets } from './target-view.ts'

const datasetQuerySchema = pageQuerySchema.extend({ namespace: z.string().optional() })
const configQuerySchema = pageQuerySchema.extend({
  /** One or several, with commas between. */
  kind: z
    .string()
    .default('template,direct,runtime')
    .transform((kinds) => kinds.split(','))
    .pipe(z.array(configKindSchema).min(1)),
  namespace: z.string().optional(),
  template: z.string().optional(),
  unused_days: z.coerce.number().min(0).optional(),
  older_than_days: z.coerce.number().min(0).optional(),
})
const planQuerySchema = z.object({ config: z.string(), files_url: z.string().optional() })
const jobQuerySchema = pageQuerySchema.extend({
  status: z.string().optional(),
  config: z.string().optional(),
  target: z.string().optional(),
  from: z.iso.date().optional(),
  until: z.iso.date().optional(),
})

export interface ViewDeps {
  db: Database
  jobs: Jobs
  inference: Inference
  now: () => Date
}

export function viewRoutes({ db, jobs, inference, now }: ViewDeps): Hono {
  const app = new Hono()
  app.get('/datasets', async (context) =>
    context.json(await listDatasets(db, datasetQuerySchema.parse(context.req.query()))),
  )
  app.get('/configs', async (context) => {
    const { kind, ...query } = configQuerySchema.parse(context.req.query())
    return context.json(await listConfigs(db, { ...query, kinds: kind }, now()))
  })
  app.get('/configs/plan', async (context) =>
    context.json(await planConfig(db, planQuerySchema.parse(context.req.query()))),
  )
  app.post('/configs/cleanup', async (context) =>
    context.json(await cleanUpConfigs(db, await readJson(context, cleanupRequestSchema), now())),
  )
  app.get('/targets', async (context) =>
    context.json(await listTargets(db, await inference.list(), pageQuerySchema.parse(context.req.query()))),
  )
  const baselines = async () => (await inference.list()).filter(({ kind }) => kind === 'baseline').map(({ id }) => id)
  app.get('/jobs', async (context) => {
    const page = await listJobs(db, jobs, jobQuerySchema.parse(context.req.query()))
    return context.json({ ...page, data: await withFloors(db, await baselines(), page.data) })
  })
  app.get('/jobs/:id', async (context) => {
    const item = await getJob(db, jobs, context.req.param('id'))
    return context.json((await withFloors(db, await baselines(), [item]))[0])
  })
  app.get('/jobs/:id/samples', async (context) =>
    context.json(await listSamples(db, jobs, context.req.param('id'), sampleQuerySchema.parse(context.req.query()))),
  )
  app.get('/jobs/:id/samples/:task/:index', async (context) => {
    const { id, task, index } = context.req.param()
    return context.json(await getSample(db, jobs, id, task, z.coerce.number().int().min(0).parse(index)))
  })
  return app
}
