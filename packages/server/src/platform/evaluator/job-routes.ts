/** `/v1/evaluation/jobs`. A job goes from `created` to `running`; some clients fail on any state between. */
import {
  DEFAULT_NAMESPACE,
  evaluationJobCreateSchema,
  evaluationJobSchema,
  routes,
  TASK_STATUSES,
} from '@evalflow/contract'
import { Hono, type Context } from 'hono'
import { z } from 'zod'
import type { PlatformDeps } from '../deps.ts'
import { ensureNamespace } from '../entities/ensure-namespace.ts'
import { EntityTable, type StoredEntity } from '../entities/entity-table.ts'
import { toHonoPath } from '../entities/named-routes.ts'
import { answerList, newEntity, toDeleteResponse } from '../entities/wire.ts'
import { platformProblems } from '../http/problem.ts'
import { readJson } from '../http/read-body.ts'
import { isRecord, maskSecrets } from '../secrets.ts'
import { expandConfig, expandTarget } from './complete.ts'
import { resolveReference, type ReferenceKind } from './resolve-reference.ts'
import { findResultOfJob } from './result-routes.ts'
import { zipText } from './zip-text.ts'

const LABEL = 'Evaluation job'
const path = (route: { readonly path: string }) => toHonoPath(route.path)
/** `config` and `target` are parsed once their kind is known, so that an error names their own fields. */
const jobEnvelopeSchema = evaluationJobCreateSchema.extend({
  config: z.union([z.string().min(1), z.record(z.string(), z.unknown())]),
  target: z.union([z.string().min(1), z.record(z.string(), z.unknown())]),
})

export interface JobKinds {
  readonly config: ReferenceKind
  readonly target: ReferenceKind
}

export function createJobRoutes(deps: PlatformDeps, kinds: JobKinds): Hono {
  const table = new EntityTable(deps, 'job')
  const app = new Hono()
  const { jobs } = routes

  async function getJob(context: Context): Promise<StoredEntity> {
    const id = context.req.param('job_id') ?? ''
    const job = await table.findById(id)
    if (!job) throw platformProblems.notFound(LABEL, id)
    return job
  }

  app.post(path(jobs.create), async (context) => {
    const { config, target, ...input } = await readJson(context, jobEnvelopeSchema, deps)
    const namespace = input.namespace ?? DEFAULT_NAMESPACE
    const fresh = newEntity(deps, 'eval')
    const job: StoredEntity = {
      ...fresh,
      namespace,
      name: fresh.id,
      description: input.description ?? null,
      target: expandTarget(await resolveReference(deps, kinds.target, target, namespace)),
      config: expandConfig(await resolveReference(deps, kinds.config, config, namespace)),
      result: null,
      output_files_url: input.output_files_url ?? null,
      status_details: { message: null, task_status: {}, progress: null },
      status: 'created',
      project: input.project ?? null,
      custom_fields: input.custom_fields ?? {},
      ownership: input.ownership ?? null,
    }
    await ensureNamespace(deps, namespace)
    await table.insert(job)
    try {
      await deps.jobs.launch(evaluationJobSchema.parse(job))
    } catch (error) {
      await table.delete(namespace, job.name) // it never was a job
      throw error
    }
    return context.json(toWire(job), jobs.create.successStatus)
  })

  app.get(path(jobs.list), (context) => answerList(context, table, (job) => toWire(withFreshDetails(deps, job))))

  app.get(path(jobs.get), async (context) => context.json(toWire(withFreshDetails(deps, await getJob(context)))))

  app.delete(path(jobs.delete), async (context) => {
    const job = await getJob(context)
    await deps.jobs.remove(job.id)
    const result = await findResultOfJob(deps, job.id)
    if (result) await new EntityTable(deps, 'result').delete(result.namespace, result.name)
    await table.delete(job.namespace, job.name)
    return context.json(toDeleteResponse(deps, job.id))
  })

  app.post(path(jobs.cancel), async (context) => {
    const { id } = await getJob(context)
    await deps.jobs.cancel(id)
    return context.json(toWire(withFreshDetails(deps, await getJob(context))))
  })

  app.get(path(jobs.status), async (context) => {
    const job = await getJob(context)
    return context.json(toWireDetails(deps.jobs.status(job.id) ?? job['status_details']))
  })

  app.get(path(jobs.results), async (context) => {
    const job = await getJob(context)
    const result = deps.jobs.results(job.id) ?? (await findResultOfJob(deps, job.id))
    if (!result) throw platformProblems.notFound(`Result of job (it is ${String(job['status'])})`, job.id)
    return context.json(maskSecrets(result))
  })

  app.get(path(jobs.downloadResults), async (context) => {
    const job = await getJob(context)
    return answerZip(await deps.jobs.archive(job.id), `${job.id}.zip`)
  })

  // the SDK's text promises a ZIP, its code takes any body: a ZIP for those who ask for one, text for the others
  app.get(path(jobs.logs), async (context) => {
    const job = await getJob(context)
    const text = await deps.jobs.logs(job.id)
    if (!context.req.header('accept')?.includes('application/zip')) return context.text(text)
    return answerZip(zipText('job.log', text, deps.clock()), `${job.id}-logs.zip`)
  })

  return app
}

function answerZip(body: ReadableStream<Uint8Array>, fileName: string): Response {
  const headers = { 'Content-Type': 'application/zip', 'Content-Disposition': `attachment; filename="${fileName}"` }
  return new Response(body, { headers })
}

/** Jobs have no name on the wire. */
function toWire({ name: _sameAsId, ...job }: Record<string, unknown>): unknown {
  return maskSecrets({ ...job, status_details: toWireDetails(job['status_details']) })
}

/** Tasks know four states in NeMo's contract; one that was stopped did not succeed. The job itself says `cancelled`. */
function toWireDetails(details: unknown): unknown {
  if (!isRecord(details) || !isRecord(details['task_status'])) return details
  const states = Object.entries(details['task_status']).map(([task, state]) => [
    task,
    TASK_STATUSES.some((known) => known === state) ? state : 'failed',
  ])
  return { ...details, task_status: Object.fromEntries(states) }
}

/** A running job's own figures are newer than its row's. */
function withFreshDetails(deps: PlatformDeps, job: StoredEntity): StoredEntity {
  const details = deps.jobs.status(job.id)
  return isRecord(details) ? { ...job, status_details: details } : job
}
