/** Everything that can be evaluated, in one list: local and baseline models first, then stored targets, newest first. */
import type { ModelItem, TargetItem } from '@evalflow/contract'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { escapeLike } from '../studio/flow-store.ts'
import { toPage, type Page, type PageQuery } from '../studio/page.ts'

interface TargetRow {
  namespace: string
  name: string
  type: string
  model_id: string | null
  url: string | null
}

const STATES = { ready: 'ready', absent: 'absent', pulling: 'loading', failed: 'failed' } as const

export async function listTargets(
  db: Database,
  models: readonly ModelItem[],
  query: PageQuery,
): Promise<Page<TargetItem>> {
  const search = (query.search ?? '').toLowerCase()
  const local = models.filter(({ id, label }) => `${id} ${label}`.toLowerCase().includes(search)).map(fromModel)
  const like = `%${escapeLike(query.search ?? '')}%`
  const where = sql`kind = 'target' and (name like ${like} escape '\\' or namespace like ${like} escape '\\'
    or json_extract(body, '$.model.api_endpoint.model_id') like ${like} escape '\\')`
  const skip = (query.page - 1) * query.page_size
  const shown = local.slice(skip, skip + query.page_size)
  const rows = await sql<TargetRow>`
    select namespace, name, json_extract(body, '$.type') as type,
      case json_type(body, '$.model') when 'text' then json_extract(body, '$.model')
        else json_extract(body, '$.model.api_endpoint.model_id') end as model_id,
      json_extract(body, '$.model.api_endpoint.url') as url
    from entities where ${where} order by created_at desc, seq desc
    limit ${query.page_size - shown.length} offset ${Math.max(0, skip - local.length)}`.execute(db)
  const count = await sql<{ n: number }>`select count(*) as n from entities where ${where}`.execute(db)
  return toPage([...shown, ...rows.rows.map(fromRow)], local.length + (count.rows[0]?.n ?? 0), query)
}

function fromModel(model: ModelItem): TargetItem {
  return { ref: model.id, label: model.label, kind: model.kind, detail: model.detail, state: STATES[model.state] }
}

function fromRow(row: TargetRow): TargetItem {
  const where = row.url === null ? null : (URL.parse(row.url)?.host ?? row.url)
  const detail = [row.model_id ?? row.type, where].filter((part) => part !== null).join(' · ')
  // an endpoint's state is known only by asking it, which a list does not do
  return { ref: `${row.namespace}/${row.name}`, label: row.name, kind: 'stored', detail, state: 'unknown' }
}
