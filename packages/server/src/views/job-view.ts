/** Jobs and their samples, as Studio shows them. */
import { jobItemSchema, jobProgressSchema, type JobItem, type Sample } from '@evalflow/contract'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Database } from '../db/database.ts'
import { problems } from '../errors.ts'
import type { Jobs } from '../jobs/job-control.ts'
import { escapeLike } from '../studio/flow-store.ts'
import { toPage, type Page, type PageQuery } from '../studio/page.ts'
import { toOrder } from './order.ts'
import { toIsoTime } from './times.ts'

interface JobRow {
  id: string
  body: string
  created_at: string
  updated_at: string
}

const ORDERS = { created_at: 'created_at', updated_at: 'updated_at' } as const
const CONFIG_REF = sql`json_extract(body, '$.config.namespace') || '/' || json_extract(body, '$.config.name')`

/** As `toTargetRef` names it. */
const TARGET = sql`case when json_type(body, '$.target') = 'text' then json_extract(body, '$.target')
  when json_extract(body, '$.target.name') like 'eval-target-%' and json_extract(body, '$.target.model') is not null
    then coalesce(json_extract(body, '$.target.model.api_endpoint.model_id'), json_extract(body, '$.target.model'))
  else coalesce(json_extract(body, '$.target.namespace'), 'default') || '/' || json_extract(body, '$.target.name') end`

const namedSchema = z.looseObject({
  namespace: z.string().nullish(),
  name: z.string().nullish(),
  type: z.string().nullish(),
})
const bodySchema = z.looseObject({
  status: z.string().nullish(),
  status_details: z
    .looseObject({ message: z.string().nullish(), evalflow: z.unknown().optional(), paused: z.boolean().optional() })
    .nullish(),
  project: z.string().nullish(),
  config: z.union([z.string(), namedSchema]).nullish(),
  target: z.union([z.string(), namedSchema.extend({ model: z.unknown().optional() })]).nullish(),
})

/** What the run left beside NeMo's figures. */
const extrasSchema = jobItemSchema.pick({ alerts: true, compute: true })

export interface JobQuery extends PageQuery {
  status?: string | undefined
  config?: string | undefined
  target?: string | undefined
  /** Days as `2026-05-31`, both within; a day is one of UTC. */
  from?: string | undefined
  until?: string | undefined
}

export async function listJobs(db: Database, jobs: Jobs, query: JobQuery): Promise<Page<JobItem>> {
  const like = `%${escapeLike(query.search ?? '')}%`
  const where = sql`kind = 'job'
    and (${query.status ?? null} is null or json_extract(body, '$.status') = ${query.status ?? null})
    and (${query.config ?? null} is null or ${CONFIG_REF} = ${query.config ?? null})
    and (${query.target ?? null} is null or ${TARGET} = ${query.target ?? null})
    and (${query.from ?? null} is null or created_at >= ${query.from ?? null})
    and (${query.until ?? null} is null or created_at < date(${query.until ?? null}, '+1 day'))
    and (${query.search ?? ''} = '' or id like ${like} escape '\\' or ${CONFIG_REF} like ${like} escape '\\'
      or json_extract(body, '$.target.name') like ${like} escape '\\')`
  const rows = await sql<JobRow>`select id, body, created_at, updated_at from entities where ${where}
    order by ${toOrder(query.sort, ORDERS)} limit ${query.page_size} offset ${(query.page - 1) * query.page_size}`.execute(
    db,
  )
  const count = await sql<{ n: number }>`select count(*) as n from entities where ${where}`.execute(db)
  return toPage(
    rows.rows.map((row) => toItem(row, jobs)),
    count.rows[0]?.n ?? 0,
    query,
  )
}

export async function getJob(db: Database, jobs: Jobs, id: string): Promise<JobItem> {
  const rows =
    await sql<JobRow>`select id, body, created_at, updated_at from entities where kind = 'job' and id = ${id}`.execute(
      db,
    )
  const row = rows.rows[0]
  if (!row) throw problems.notFound('job', id)
  return toItem(row, jobs)
}

export const sampleQuerySchema = z.object({
  page: z.coerce.number().int().min(1).default(1),
  page_size: z.coerce.number().int().min(1).max(200).default(50),
  task: z.string().optional(),
  search: z.string().max(200).optional(),
  filter: z.enum(['wrong', 'failed', 'unscored']).optional(),
  /** `column=value`: rows whose column holds this text; `task=name` is the task. */
  category: z
    .string()
    .max(400)
    .regex(/^[^=]+=/s, 'expected column=value')
    .optional(),
  sort: z.string().max(300).optional(),
})

/** An empty page if the job has not begun. */
export async function listSamples(
  db: Database,
  jobs: Jobs,
  id: string,
  query: z.infer<typeof sampleQuerySchema>,
): Promise<Page<unknown>> {
  await getJob(db, jobs, id)
  const open = await jobs.openJournal(id)
  if (!open) return toPage([], 0, query)
  try {
    const { page, page_size: pageSize, search, filter, sort } = query
    const { task = query.task, category } = toCategory(query.category)
    return await open.journal.findSamples({
      page,
      pageSize,
      ...(task === undefined ? {} : { task }),
      ...(search === undefined ? {} : { search }),
      ...(filter === undefined ? {} : { filter }),
      ...(sort === undefined ? {} : { sort }),
      ...(category === undefined ? {} : { category }),
    })
  } finally {
    open.release()
  }
}

function toCategory(given: string | undefined): {
  task?: string
  category?: { column: string; value: string }
} {
  if (given === undefined) return {}
  const at = given.indexOf('=')
  const [column, value] = [given.slice(0, at), given.slice(at + 1)]
  return column === 'task' ? { task: value } : { category: { column, value } }
}

export async function getSample(db: Database, jobs: Jobs, id: string, task: string, index: number): Promise<Sample> {
  await getJob(db, jobs, id)
  const open = await jobs.openJournal(id)
  if (!open) throw problems.notFound('sample', `${task} ${index}`)
  try {
    const sample = open.journal.getSample(task, index)
    if (!sample) throw problems.notFound('sample', `${task} ${index}`)
    return sample as Sample // the journal stores what Studio's schema says (engine SampleRecord)
  } finally {
    open.release()
  }
}

function toItem(row: JobRow, jobs: Jobs): JobItem {
  const raw: unknown = JSON.parse(row.body)
  const body = bodySchema.parse(raw)
  const details = jobs.status(row.id) ?? body.status_details
  const progress = jobProgressSchema.safeParse(details?.['evalflow'])
  return {
    id: row.id,
    status: body.status ?? 'unknown',
    message: details?.message ?? null,
    config: toRef(body.config),
    config_type: typeof body.config === 'object' ? (body.config?.type ?? '') : '',
    target: toTargetRef(body.target),
    dataset: findFilesUrl(body.config) ?? findFilesUrl(body.target),
    created_at: toIsoTime(row.created_at),
    updated_at: toIsoTime(row.updated_at),
    progress: progress.success ? progress.data : null,
    paused: details?.['paused'] === true,
    project: body.project ?? null,
    ...extrasSchema.parse({ alerts: details?.['alerts'], compute: details?.['compute'] }),
  }
}

function toRef(entity: string | z.infer<typeof namedSchema> | null | undefined): string {
  if (typeof entity === 'string') return entity
  return entity?.name ? `${entity.namespace ?? 'default'}/${entity.name}` : ''
}

/** A target made within a job is named by its model, which says more than a generated name. */
function toTargetRef(target: z.infer<typeof bodySchema>['target']): string {
  if (typeof target === 'string' || !target) return target ?? ''
  const isGenerated = (target.name ?? '').startsWith('eval-target-')
  const model = z
    .union([z.string(), z.looseObject({ api_endpoint: z.looseObject({ model_id: z.string() }) })])
    .safeParse(target.model)
  if (!isGenerated || !model.success) return toRef(target)
  return typeof model.data === 'string' ? model.data : model.data.api_endpoint.model_id
}

/** The first `files_url`, at any depth. */
function findFilesUrl(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null
  if ('files_url' in value && typeof value.files_url === 'string') return value.files_url
  for (const inner of Object.values(value)) {
    const found = findFilesUrl(inner)
    if (found !== null) return found
  }
  return null
}
