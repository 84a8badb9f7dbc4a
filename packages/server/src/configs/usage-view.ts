/**
 * How templates are used: counted from all stored jobs by the index `jobs_usage`, which holds every figure, so that no job
 * is opened. Jobs say themselves which template they came from, so a removed runtime config takes nothing away.
 */
import { jobProgressSchema, type TemplateRun, type TemplateUsage } from '@evalflow/contract'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Database } from '../db/database.ts'
import { escapeLike } from '../studio/flow-store.ts'
import { pageQuerySchema, toPage, type Page } from '../studio/page.ts'
import { toIsoTime } from '../views/times.ts'
import { toOrder } from '../views/order.ts'
import { JOB_FILES, JOB_STATUS, JOB_TEMPLATE } from './schema.ts'

export const usageQuerySchema = pageQuerySchema
export const runsQuerySchema = pageQuerySchema.extend({ config: z.string() })

const WEEKS = 12
const TEMPLATE = sql.raw(JOB_TEMPLATE)
const STATUS = sql.raw(JOB_STATUS)
const FILES = sql.raw(JOB_FILES)
const ORDERS = {
  name: 'name',
  runs: 'runs',
  datasets: 'datasets',
  failed: 'failed',
  failure_rate: 'failure_rate',
  created_at: 'last_run_at',
} as const

interface UsageRow {
  name: string
  is_stored: number
  runs: number
  completed: number
  failed: number
  cancelled: number
  datasets: number
  failure_rate: number | null
  first_run_at: string
  last_run_at: string
}

/** One group per template that has jobs. Columns first, figures after: SQLite then needs nothing but the index. */
export const usageOfTemplates = (like: string) => sql<UsageRow>`
  with runs as materialized (select ${TEMPLATE} as name, ${STATUS} as status, ${FILES} as files, created_at
    from entities indexed by jobs_usage where kind = 'job')
  select name, count(*) as runs, sum(status = 'completed') as completed, sum(status = 'failed') as failed,
    sum(status = 'cancelled') as cancelled, count(distinct files) as datasets,
    min(created_at) as first_run_at, max(created_at) as last_run_at,
    case when sum(status in ('completed', 'failed')) = 0 then null
      else 1.0 * sum(status = 'failed') / sum(status in ('completed', 'failed')) end as failure_rate
  from runs where name like ${like} escape '\\' group by name`

export async function listUsage(
  db: Database,
  query: z.infer<typeof usageQuerySchema>,
  now: Date,
): Promise<Page<TemplateUsage>> {
  const used = usageOfTemplates(`%${escapeLike(query.search ?? '')}%`)
  const rows = await sql<UsageRow & { total: number }>`
    select used.*, count(*) over () as total, exists (select 1 from entities c where c.kind = 'config'
      and c.namespace = substr(used.name, 1, instr(used.name, '/') - 1)
      and c.name = substr(used.name, instr(used.name, '/') + 1)) as is_stored
    from (${used}) as used order by ${toOrder(query.sort, ORDERS)}
    limit ${query.page_size} offset ${(query.page - 1) * query.page_size}`.execute(db)
  const total = rows.rows[0]?.total ?? (query.page > 1 ? await countUsed(db, used) : 0)
  const weeks = await countWeeks(
    db,
    rows.rows.map(({ name }) => name),
    now,
  )
  const data = rows.rows.map((row) => ({
    template: row.name,
    exists: row.is_stored === 1,
    runs: row.runs,
    completed: row.completed,
    failed: row.failed,
    cancelled: row.cancelled,
    unfinished: row.runs - row.completed - row.failed - row.cancelled,
    datasets: row.datasets,
    failure_rate: row.failure_rate,
    first_run_at: toIsoTime(row.first_run_at),
    last_run_at: toIsoTime(row.last_run_at),
    weeks: weeks.get(row.name) ?? Array.from({ length: WEEKS }, () => 0),
  }))
  return toPage(data, total, query)
}

/** For a page beyond the last, which has no row to tell. */
async function countUsed(db: Database, used: ReturnType<typeof usageOfTemplates>): Promise<number> {
  return (await sql<{ n: number }>`select count(*) as n from (${used})`.execute(db)).rows[0]?.n ?? 0
}

async function countWeeks(db: Database, templates: readonly string[], now: Date): Promise<Map<string, number[]>> {
  const found = new Map(templates.map((name) => [name, Array.from({ length: WEEKS }, () => 0)]))
  if (templates.length === 0) return found
  const from = new Date(now.getTime() - WEEKS * 7 * 86_400_000).toISOString().slice(0, -1)
  const rows = await sql<{ name: string; weeks_ago: number; runs: number }>`
    select ${TEMPLATE} as name, cast((julianday(${now.toISOString()}) - julianday(created_at)) / 7 as integer) as weeks_ago,
      count(*) as runs
    from entities indexed by jobs_usage where kind = 'job' and ${TEMPLATE} in (${sql.join(templates)})
      and created_at > ${from} group by 1, 2`.execute(db)
  for (const { name, weeks_ago, runs } of rows.rows) {
    const weeks = found.get(name)
    const index = WEEKS - 1 - Math.max(0, weeks_ago)
    if (weeks && index >= 0) weeks[index] = (weeks[index] ?? 0) + runs
  }
  return found
}

interface RunRow {
  id: string
  created_at: string
  status: string
  message: string | null
  files_url: string | null
  target: string | null
  version: number | null
  progress: string | null
}

export async function listRunsOf(db: Database, query: z.infer<typeof runsQuerySchema>): Promise<Page<TemplateRun>> {
  const rows = await sql<RunRow>`select id, created_at, ${STATUS} as status, ${FILES} as files_url,
      json_extract(body, '$.status_details.message') as message,
      coalesce(json_extract(body, '$.target.model.api_endpoint.model_id'), json_extract(body, '$.target.name')) as target,
      json_extract(body, '$.config.custom_fields.evalflow.template_version') as version,
      json_extract(body, '$.status_details.evalflow') as progress
    from entities indexed by jobs_usage where kind = 'job' and ${TEMPLATE} = ${query.config}
    order by created_at desc limit ${query.page_size} offset ${(query.page - 1) * query.page_size}`.execute(db)
  const count = await sql<{ n: number }>`select count(*) as n from entities indexed by jobs_usage
    where kind = 'job' and ${TEMPLATE} = ${query.config}`.execute(db)
  return toPage(rows.rows.map(toRun), count.rows[0]?.n ?? 0, query)
}

function toRun(row: RunRow): TemplateRun {
  const progress = jobProgressSchema.safeParse(row.progress === null ? null : JSON.parse(row.progress))
  const isEnded = row.status === 'completed'
  const scores = isEnded && progress.success ? progress.data.scores : []
  return {
    job: row.id,
    at: toIsoTime(row.created_at),
    status: row.status,
    message: row.message,
    dataset: row.files_url,
    target: row.target ?? '',
    version: row.version,
    scores: scores.flatMap(({ metric, score, value, n, ci }) =>
      value === null
        ? []
        : [
            {
              name: metric === score ? metric : `${metric}.${score}`,
              value,
              low: ci?.low ?? null,
              high: ci?.high ?? null,
              n,
            },
          ],
    ),
  }
}
