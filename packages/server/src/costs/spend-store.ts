/** What each job and pilot has spent, and sums of it. Written while a job runs, so that sums are at most a second old. */
import type { ComputeFigures, CostLine, CostPage } from '@evalflow/contract'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Database } from '../db/database.ts'
import { toPage } from '../studio/page.ts'

export interface Spend {
  jobId: string
  kind: 'job' | 'pilot'
  /** Empty if it has none. */
  project: string
  flowId: string
  model: string
  /** Null if no model of it has a price. */
  cost: { currency: string; amount: number } | null
  rows: number
  tokens: { prompt: number; completion: number; unknown: number }
  compute: ComputeFigures
}

export const costQuerySchema = z.object({
  by: z.enum(['project', 'flow', 'model', 'job']).default('project'),
  project: z.string().optional(),
  flow: z.string().optional(),
  page: z.coerce.number().int().min(1).default(1),
  page_size: z.coerce.number().int().min(1).max(200).default(50),
})
export type CostQuery = z.infer<typeof costQuerySchema>

const COLUMNS = { project: sql`s.project`, flow: sql`s.flow_id`, model: sql`s.model`, job: sql`s.job_id` } as const
const LABELS = {
  project: sql`s.project`,
  flow: sql`coalesce(max(f.name), '')`,
  model: sql`s.model`,
  job: sql`coalesce(max(json_extract(e.body, '$.config.name')), '')`,
} as const

interface SumRow {
  key: string
  label: string
  jobs: number
  rows: number
  prompt_tokens: number
  completion_tokens: number
  unknown_rows: number
  unpriced_jobs: number
  cpu_seconds: number
  energy_wh: number | null
  money: string
}

export type SpendStore = ReturnType<typeof createSpendStore>

export function createSpendStore({ db, now }: { db: Database; now: () => Date }) {
  async function put(spend: Spend): Promise<void> {
    const { jobId, kind, project, flowId, model, cost, rows, tokens, compute } = spend
    await sql`insert into job_spend values (${jobId}, ${kind}, ${project}, ${flowId}, ${model},
        ${cost?.currency ?? null}, ${cost?.amount ?? 0}, ${rows}, ${tokens.prompt}, ${tokens.completion}, ${tokens.unknown},
        ${compute.cpu_seconds}, ${compute.energy_wh}, ${compute.energy_method}, ${now().toISOString()})
      on conflict (job_id) do update set currency = excluded.currency, amount = excluded.amount, rows = excluded.rows,
        prompt_tokens = excluded.prompt_tokens, completion_tokens = excluded.completion_tokens,
        unknown_rows = excluded.unknown_rows, cpu_seconds = excluded.cpu_seconds, energy_wh = excluded.energy_wh,
        energy_method = excluded.energy_method, updated_at = excluded.updated_at`.execute(db)
  }

  /** Amounts of a project's jobs and pilots in one currency. */
  async function ofProject(project: string, currency: string): Promise<[jobId: string, amount: number][]> {
    const found = await sql<{ job_id: string; amount: number }>`select job_id, amount from job_spend
      where project = ${project} and currency = ${currency}`.execute(db)
    return found.rows.map(({ job_id, amount }) => [job_id, amount])
  }

  /** What a job had used when it last ran. */
  async function computeOf(jobId: string): Promise<Pick<ComputeFigures, 'cpu_seconds' | 'energy_wh'> | undefined> {
    const found = await sql<{ cpu_seconds: number; energy_wh: number | null }>`select cpu_seconds, energy_wh
      from job_spend where job_id = ${jobId}`.execute(db)
    return found.rows[0]
  }

  /** Name of the flow whose run started a job; empty if none did. */
  async function findFlow(runId: unknown): Promise<string> {
    if (typeof runId !== 'string') return ''
    const found = await sql<{ flow_id: string }>`select flow_id from runs where id = ${runId}`.execute(db)
    return found.rows[0]?.flow_id ?? ''
  }

  async function sums(query: CostQuery): Promise<CostPage> {
    const where = sql`(${query.project ?? null} is null or s.project = ${query.project ?? null})
      and (${query.flow ?? null} is null or s.flow_id = ${query.flow ?? null})`
    const page = await readSums(COLUMNS[query.by], LABELS[query.by], where, query)
    const total = await readSums(sql`''`, sql`''`, where, { page: 1, page_size: 1 })
    const count = await sql<{ n: number }>`select count(distinct ${COLUMNS[query.by]}) as n from job_spend s
      where ${where}`.execute(db)
    const { data, pagination } = toPage(page, count.rows[0]?.n ?? 0, query)
    return { by: query.by, data, pagination, total: total[0] ?? NOTHING }
  }

  /** Money is summed by currency first, since currencies cannot be added. Ordered by the largest sum of any of them. */
  async function readSums(
    key: ReturnType<typeof sql>,
    label: ReturnType<typeof sql>,
    where: ReturnType<typeof sql>,
    { page, page_size: size }: Pick<CostQuery, 'page' | 'page_size'>,
  ): Promise<CostLine[]> {
    const found = await sql<SumRow>`
      with parts as (
        select ${key} as key, ${label} as label, s.currency as currency, sum(s.amount) as amount,
          sum(s.kind = 'job') as jobs, sum(s.kind = 'job' and s.currency is null) as unpriced_jobs, sum(s.rows) as rows,
          sum(s.prompt_tokens) as prompt_tokens, sum(s.completion_tokens) as completion_tokens,
          sum(s.unknown_rows) as unknown_rows, sum(s.cpu_seconds) as cpu_seconds, sum(s.energy_wh) as energy_wh
        from job_spend s
        left join flows f on f.id = s.flow_id
        left join entities e on e.kind = 'job' and e.id = s.job_id
        where ${where} group by 1, s.currency)
      select key, max(label) as label, sum(jobs) as jobs, sum(rows) as rows, sum(prompt_tokens) as prompt_tokens,
        sum(completion_tokens) as completion_tokens, sum(unknown_rows) as unknown_rows, sum(unpriced_jobs) as unpriced_jobs,
        sum(cpu_seconds) as cpu_seconds, sum(energy_wh) as energy_wh,
        json_group_array(json_object('currency', currency, 'amount', amount)) filter (where currency is not null) as money
      from parts group by key order by max(amount) desc, sum(prompt_tokens) + sum(completion_tokens) desc, key
      limit ${size} offset ${(page - 1) * size}`.execute(db)
    return found.rows.map(({ money, ...line }) => ({ ...line, money: moneySchema.parse(JSON.parse(money)) }))
  }

  return { put, ofProject, computeOf, findFlow, sums }
}

const moneySchema = z.array(z.object({ currency: z.string(), amount: z.number() }))

const NOTHING: CostLine = {
  key: '',
  label: '',
  jobs: 0,
  rows: 0,
  prompt_tokens: 0,
  completion_tokens: 0,
  unknown_rows: 0,
  money: [],
  unpriced_jobs: 0,
  cpu_seconds: 0,
  energy_wh: null,
}
