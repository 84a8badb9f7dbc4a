/**
 * Batches in SQLite: one row per dataset, from `waiting` to an end. A dataset is once in a batch, whatever was asked.
 *
 *   waiting ── taken ──> working ──> ready (config made, job started) | left_out | failed
 *      └── cancelled          a job's own end is read from the job
 */
import type { Batch, BatchItem } from '@evalflow/contract'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { problems } from '../errors.ts'
import { toPage, type Page, type PageQuery } from '../studio/page.ts'

export interface BatchRow {
  id: string
  template: string
  target: string | null
  cancelled: number
  created_at: string
}

export interface ItemRow {
  batch_id: string
  dataset: string
  state: 'waiting' | 'working' | 'ready' | 'failed' | 'left_out' | 'cancelled'
  attempt: number
  config: string | null
  made: number
  job: string | null
  message: string | null
}

type Shown = BatchItem['state']

/** State of an item as it is shown: a job that was started decides. A job that was deleted counts as cancelled. */
const SHOWN = sql.raw(`case
  when i.state in ('waiting', 'failed', 'left_out', 'cancelled') then i.state
  when i.state = 'working' then 'running'
  when i.job is null then 'done'
  when j.id is null then 'cancelled'
  else case json_extract(j.body, '$.status') when 'completed' then 'done' when 'failed' then 'failed'
    when 'cancelled' then 'cancelled' else 'running' end end`)
const ITEMS = sql.raw(
  "config_batch_items i left join entities j on j.kind = 'job' and j.namespace = 'default' and j.name = i.job",
)

export type BatchStore = ReturnType<typeof createBatchStore>

export function createBatchStore(db: Database) {
  async function find(id: string): Promise<BatchRow | undefined> {
    return (await sql<BatchRow>`select * from config_batches where id = ${id}`.execute(db)).rows[0]
  }

  async function toBatch(row: BatchRow): Promise<Batch> {
    const found = await sql<{ shown: Shown; n: number; first: string | null; last: string | null }>`
      select shown, count(*) as n, min(ended) as first, max(ended) as last from (
        select ${SHOWN} as shown, coalesce(json_extract(j.body, '$.updated_at'), i.ended_at) as ended
        from ${ITEMS} where i.batch_id = ${row.id}) group by shown`.execute(db)
    const of = (state: Shown) => found.rows.find(({ shown }) => shown === state)?.n ?? 0
    const total = found.rows.reduce((sum, { n }) => sum + n, 0)
    const counts = {
      total,
      waiting: of('waiting'),
      running: of('running'),
      done: of('done'),
      failed: of('failed'),
      left_out: of('left_out'),
      cancelled: of('cancelled'),
    }
    const open = counts.waiting + counts.running
    const ended = found.rows.filter(({ shown }) => shown === 'done' || shown === 'failed')
    const times = ended.flatMap(({ first, last }) => [toTime(first), toTime(last)]).filter((time) => time !== null)
    const spanMs = times.length > 1 ? Math.max(...times) - Math.min(...times) : 0
    const steps = counts.done + counts.failed - 1
    const perMinute = spanMs > 0 && steps > 0 ? (steps / spanMs) * 60_000 : null
    const state = open > 0 ? 'running' : row.cancelled ? 'cancelled' : counts.failed > 0 ? 'partly' : 'done'
    return {
      id: row.id,
      template: row.template,
      target: row.target,
      state,
      counts,
      rate_per_minute: perMinute,
      eta_seconds: perMinute === null || open === 0 ? null : (open / perMinute) * 60,
      created_at: row.created_at,
      finished_at: open > 0 || times.length === 0 ? null : new Date(Math.max(...times)).toISOString(),
    }
  }

  async function get(id: string): Promise<Batch> {
    const row = await find(id)
    if (!row) throw problems.notFound('batch', id)
    return toBatch(row)
  }

  return {
    find,
    get,
    /** False if a batch of this id is stored; nothing is written then. */
    async insert(batch: Omit<BatchRow, 'cancelled'>, datasets: readonly string[]): Promise<boolean> {
      return db.transaction().execute(async (transaction) => {
        const made = await sql<{ id: string }>`insert into config_batches (id, template, target, created_at)
          values (${batch.id}, ${batch.template}, ${batch.target}, ${batch.created_at})
          on conflict (id) do nothing returning id`.execute(transaction)
        if (made.rows.length === 0) return false
        for (const [position, dataset] of [...new Set(datasets)].entries())
          await sql`insert into config_batch_items (batch_id, position, dataset, state)
            values (${batch.id}, ${position}, ${dataset}, 'waiting')`.execute(transaction)
        return true
      })
    },
    async list(query: PageQuery): Promise<Page<Batch>> {
      const rows = await sql<BatchRow>`select * from config_batches order by seq desc
        limit ${query.page_size} offset ${(query.page - 1) * query.page_size}`.execute(db)
      const count = await sql<{ n: number }>`select count(*) as n from config_batches`.execute(db)
      const data: Batch[] = []
      for (const row of rows.rows) data.push(await toBatch(row))
      return toPage(data, count.rows[0]?.n ?? 0, query)
    },
    async listItems(id: string, query: PageQuery & { state?: Shown | undefined }): Promise<Page<BatchItem>> {
      await get(id)
      const where = sql`i.batch_id = ${id} and (${query.state ?? null} is null or ${SHOWN} = ${query.state ?? null})`
      const rows = await sql<Omit<BatchItem, 'made'> & { made: number }>`
        select i.dataset, ${SHOWN} as state, i.config, i.made, i.job,
          coalesce(i.message, case when ${SHOWN} = 'failed' then json_extract(j.body, '$.status_details.message') end) as message
        from ${ITEMS} where ${where} order by i.position
        limit ${query.page_size} offset ${(query.page - 1) * query.page_size}`.execute(db)
      const count = await sql<{ n: number }>`select count(*) as n from ${ITEMS} where ${where}`.execute(db)
      const data = rows.rows.map((row) => ({ ...row, made: row.made === 1 }))
      return toPage(data, count.rows[0]?.n ?? 0, query)
    },
    /** Takes the next waiting item, for one worker alone. */
    async take(id: string): Promise<ItemRow | undefined> {
      const taken = await sql<ItemRow>`update config_batch_items set state = 'working'
        where batch_id = ${id} and state = 'waiting' and dataset = (select dataset from config_batch_items
          where batch_id = ${id} and state = 'waiting' order by position limit 1) returning *`.execute(db)
      return taken.rows[0]
    },
    /** Undefined parts stay as they are. */
    async set(
      item: ItemRow,
      change: Partial<Pick<ItemRow, 'state' | 'config' | 'made' | 'job' | 'message'>>,
      at: Date,
    ) {
      const next = { ...item, ...change }
      const isEnd = next.state !== 'working' && next.state !== 'waiting'
      await sql`update config_batch_items set state = ${next.state}, config = ${next.config}, made = ${next.made},
        job = ${next.job}, message = ${next.message}, ended_at = ${isEnd ? at.toISOString() : null}
        where batch_id = ${item.batch_id} and dataset = ${item.dataset}`.execute(db)
    },
    /** What waits will not be begun. Gives the items that were begun. */
    async cancel(id: string): Promise<ItemRow[]> {
      await sql`update config_batches set cancelled = 1 where id = ${id}`.execute(db)
      await sql`update config_batch_items set state = 'cancelled' where batch_id = ${id} and state = 'waiting'`.execute(
        db,
      )
      return (
        await sql<ItemRow>`select * from config_batch_items where batch_id = ${id} and state <> 'cancelled'`.execute(db)
      ).rows
    },
    /** Puts what failed, and only that, back to the start. Gives their number. */
    async retryFailed(id: string): Promise<number> {
      const failed = sql`select i.dataset from ${ITEMS} where i.batch_id = ${id} and ${SHOWN} = 'failed'`
      const again = await sql<{ dataset: string }>`update config_batch_items set state = 'waiting', job = null,
        message = null, ended_at = null, attempt = attempt + 1
        where batch_id = ${id} and dataset in (${failed}) returning dataset`.execute(db)
      await sql`update config_batches set cancelled = 0 where id = ${id}`.execute(db)
      return again.rows.length
    },
    /** Those a stopped process left; what it was working on is begun again. */
    async unfinished(): Promise<BatchRow[]> {
      await sql`update config_batch_items set state = 'waiting' where state = 'working'`.execute(db)
      return (
        await sql<BatchRow>`select * from config_batches b where exists (
          select 1 from config_batch_items i where i.batch_id = b.id and i.state = 'waiting')`.execute(db)
      ).rows
    },
  }
}

function toTime(text: string | null): number | null {
  if (text === null) return null
  const time = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text.slice(0, 23)}Z`)
  return Number.isNaN(time) ? null : time
}
