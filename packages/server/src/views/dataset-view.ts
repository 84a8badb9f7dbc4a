/** Datasets with their figures: the Entity Store's row, joined with what the Data Store holds. */
import type { DatasetItem } from '@evalflow/contract'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { parseFilesUrl } from '../jobs/dataset-files.ts'
import { escapeLike } from '../studio/flow-store.ts'
import { toPage, type Page, type PageQuery } from '../studio/page.ts'
import { toIsoTime } from './times.ts'
import { toOrder } from './order.ts'

interface DatasetRow {
  namespace: string
  name: string
  description: string | null
  files_url: string | null
  size_bytes: number | null
  records: number | null
  columns: string | null
  created_at: string
  updated_at: string
}

const ORDERS = { created_at: 'created_at', updated_at: 'updated_at', name: 'name' } as const

export async function listDatasets(
  db: Database,
  query: PageQuery & { namespace?: string | undefined },
): Promise<Page<DatasetItem>> {
  const like = `%${escapeLike(query.search ?? '')}%`
  const where = sql`kind = 'dataset' and (${query.namespace ?? null} is null or namespace = ${query.namespace ?? null})
    and (name like ${like} escape '\\' or json_extract(body, '$.description') like ${like} escape '\\')`
  const rows = await sql<DatasetRow>`
    select namespace, name, created_at, updated_at,
      json_extract(body, '$.description') as description, json_extract(body, '$.files_url') as files_url,
      json_extract(body, '$.custom_fields.evalflow.size_bytes') as size_bytes,
      json_extract(body, '$.custom_fields.evalflow.records') as records,
      json_extract(body, '$.custom_fields.evalflow.columns') as columns
    from entities where ${where} order by ${toOrder(query.sort, ORDERS)}
    limit ${query.page_size} offset ${(query.page - 1) * query.page_size}`.execute(db)
  const count = await sql<{ n: number }>`select count(*) as n from entities where ${where}`.execute(db)
  const data = await Promise.all(rows.rows.map((row) => toItem(db, row)))
  return toPage(data, count.rows[0]?.n ?? 0, query)
}

async function toItem(db: Database, row: DatasetRow): Promise<DatasetItem> {
  return {
    namespace: row.namespace,
    name: row.name,
    description: row.description,
    files_url: row.files_url ?? '',
    // measured first: the figure beside the dataset was true when it was written
    size_bytes: (await measure(db, row.files_url ?? '')) ?? row.size_bytes,
    records: row.records,
    columns: parseColumns(row.columns),
    created_at: toIsoTime(row.created_at),
    updated_at: toIsoTime(row.updated_at),
  }
}

/** Bytes of the files at the head of `main`; null if this Data Store does not have them. */
async function measure(db: Database, filesUrl: string): Promise<number | null> {
  const repo = parseFilesUrl(filesUrl)
  if (!repo) return null
  const rows = await sql<{ size: number | null }>`
    select sum(t.size_bytes) as size from ds_repos r
    join ds_refs f on f.repo_id = r.repo_id and f.kind = 'branch' and f.name = ${repo.revision}
    join ds_tree t on t.repo_id = r.repo_id and t.commit_oid = f.commit_oid
    where r.type = 'dataset' and r.namespace = ${repo.namespace} and r.name = ${repo.name}
      and (${repo.path} = '' or t.path = ${repo.path} or substr(t.path, 1, ${repo.path.length + 1}) = ${`${repo.path}/`})`.execute(
    db,
  )
  return rows.rows[0]?.size ?? null
}

function parseColumns(columns: string | null): string[] | null {
  if (columns === null) return null
  const parsed: unknown = JSON.parse(columns)
  return Array.isArray(parsed) ? parsed.map(String) : null
}
