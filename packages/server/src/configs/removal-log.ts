/** Removing configs so that it can be undone: what is removed is kept as it was stored, its secrets sealed as before. */
import { classifyConfig } from '@evalflow/configs'
import { findRef, type Removal } from '@evalflow/contract'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { problems } from '../errors.ts'
import { toPage, type Page, type PageQuery } from '../studio/page.ts'
import { parseConfig, UNFINISHED } from '../views/config-view.ts'
import { toIsoTime } from '../views/times.ts'

export interface RemovalOptions {
  by: Removal['by']
  reason: string
  now: Date
}

interface RemovalRow {
  id: number
  namespace: string
  name: string
  kind: Removal['kind']
  template: string | null
  by_whom: Removal['by']
  reason: string
  removed_at: string
  restored_at: string | null
}

/** The oldest beyond these are forgotten. */
const KEPT = 5000

/**
 * Removes one config and notes it, both or neither. False if it is gone, or an unfinished job uses it: asked in the same
 * transaction, so that a job launched meanwhile keeps its config.
 */
export async function removeConfig(db: Database, ref: string, options: RemovalOptions): Promise<boolean> {
  const { namespace = '', name = '' } = findRef(ref) ?? {}
  return db.transaction().execute(async (transaction) => {
    const removed = await sql<{ id: string; body: string; created_at: string; updated_at: string }>`
      delete from entities where kind = 'config' and namespace = ${namespace} and name = ${name}
        and not exists (select 1 from entities j indexed by jobs_by_config where j.kind = 'job'
          and json_extract(j.body, '$.config.namespace') || '/' || json_extract(j.body, '$.config.name') = ${ref}
          and json_extract(j.body, '$.status') in ${UNFINISHED})
      returning id, body, created_at, updated_at`.execute(transaction)
    const row = removed.rows[0]
    if (!row) return false
    const { kind, template } = classifyConfig(parseConfig(row.body))
    await sql`insert into config_removals
      (namespace, name, kind, template, entity_id, body, created_at, updated_at, by_whom, reason, removed_at)
      values (${namespace}, ${name}, ${kind}, ${template}, ${row.id}, ${row.body}, ${row.created_at}, ${row.updated_at},
        ${options.by}, ${options.reason}, ${options.now.toISOString()})`.execute(transaction)
    await sql`delete from config_removals where id <= (select max(id) from config_removals) - ${KEPT}`.execute(
      transaction,
    )
    return true
  })
}

export async function listRemovals(db: Database, query: PageQuery): Promise<Page<Removal>> {
  const rows =
    await sql<RemovalRow>`select id, namespace, name, kind, template, by_whom, reason, removed_at, restored_at
    from config_removals order by id desc limit ${query.page_size} offset ${(query.page - 1) * query.page_size}`.execute(
      db,
    )
  const count = await sql<{ n: number }>`select count(*) as n from config_removals`.execute(db)
  return toPage(rows.rows.map(toRemoval), count.rows[0]?.n ?? 0, query)
}

/** Makes it again as it was, id and secrets included. @throws ApiProblem `removal_not_found`, `config_exists` */
export async function restoreRemoval(db: Database, id: number, now: Date): Promise<Removal> {
  return db.transaction().execute(async (transaction) => {
    const found = await sql<RemovalRow>`select * from config_removals where id = ${id}`.execute(transaction)
    const row = found.rows[0]
    if (!row) throw problems.notFound('removal', String(id))
    const made = await sql<{ id: string }>`
      insert into entities (kind, namespace, name, id, body, created_at, updated_at)
      select 'config', namespace, name, entity_id, body, created_at, updated_at from config_removals where id = ${id}
      on conflict (kind, namespace, name) do nothing returning id`.execute(transaction)
    if (made.rows.length === 0)
      throw problems.configExists(`${row.namespace}/${row.name}`, 'Delete it first if the removed one is wanted.')
    const restored_at = now.toISOString()
    await sql`update config_removals set restored_at = ${restored_at} where id = ${id}`.execute(transaction)
    return toRemoval({ ...row, restored_at })
  })
}

function toRemoval(row: RemovalRow): Removal {
  const { id, namespace, name, kind, template, by_whom, reason, removed_at, restored_at } = row
  return {
    id,
    config: `${namespace}/${name}`,
    kind,
    template,
    by: by_whom,
    reason,
    removed_at: toIsoTime(removed_at),
    restored_at,
  }
}
