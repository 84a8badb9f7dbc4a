/**
 * Stored flows, and the rules of saving:
 *
 * 1. `revision` grows by one with every change; a writer names the revision it started from, else it gets a conflict.
 * 2. A patch with a `change_id` seen before is answered as the first time and not applied again.
 * 3. Every revision keeps a copy; of the unnamed ones only the newest are kept.
 */
import { applyPatches, parseFlow, type Flow, type LoosePatch } from '@evalflow/graph'
import type { FlowRecord, FlowSummary, FlowVersion } from '@evalflow/contract'
import { sql, type Transaction } from 'kysely'
import type { Database } from '../db/database.ts'
import type { PlatformTables } from '../platform/schema.ts'
import { ApiProblem, problems } from '../errors.ts'
import { toPage, type Page, type PageQuery } from './page.ts'

const UNNAMED_VERSIONS_KEPT = 100
const CHANGE_IDS_KEPT = 500

export interface FlowChange {
  flowId: string
  revision: number
  patches: LoosePatch[] | null
  clientId: string | null
}

export interface SavedFlow {
  revision: number
  updated_at: string
}

export interface PatchRequest {
  base_revision: number
  patches: LoosePatch[]
  change_id: string
  client_id?: string | undefined
}

interface FlowRow {
  id: string
  revision: number
  document: string
  created_at: string
  updated_at: string
}

type Store = Database | Transaction<PlatformTables>

export interface FlowStoreOptions {
  db: Database
  now: () => Date
  newId: () => string
  onChange: (change: FlowChange) => void
}

export type FlowStore = ReturnType<typeof createFlowStore>

export function createFlowStore({ db, now, newId, onChange }: FlowStoreOptions) {
  async function get(id: string, store: Store = db): Promise<FlowRecord> {
    return toRecord(await getRow(store, id))
  }

  async function list(query: PageQuery): Promise<Page<FlowSummary>> {
    const like = `%${escapeLike(query.search ?? '')}%`
    const where = sql`name like ${like} escape '\\' or description like ${like} escape '\\'`
    const rows = await sql<FlowSummary>`
      select id, name, description, revision, nodes, created_at, updated_at from flows where ${where}
      order by updated_at desc, id limit ${query.page_size} offset ${(query.page - 1) * query.page_size}`.execute(db)
    const count = await sql<{ n: number }>`select count(*) as n from flows where ${where}`.execute(db)
    return toPage(rows.rows, count.rows[0]?.n ?? 0, query)
  }

  /** Stores a new flow under a fresh id; the id inside the given one is replaced, so an import never overwrites. */
  async function create(input: unknown): Promise<FlowRecord> {
    const flow: Flow = { ...parseFlow(input), id: newId() }
    const at = now().toISOString()
    const document = JSON.stringify(flow)
    await db.transaction().execute(async (store) => {
      await sql`insert into flows (id, name, description, revision, nodes, document, created_at, updated_at)
        values (${flow.id}, ${flow.name}, ${flow.description}, 1, ${countNodes(flow)}, ${document}, ${at}, ${at})`.execute(
        store,
      )
      await keepVersion(store, flow, 1, at)
    })
    return get(flow.id)
  }

  async function replace(id: string, input: unknown, baseRevision: number): Promise<FlowRecord> {
    const flow: Flow = { ...parseFlow(input), id }
    const saved = await db.transaction().execute(async (store) => {
      const row = await getRow(store, id)
      refuseConflict(row, baseRevision)
      return save(store, flow, row.revision + 1)
    })
    onChange({ flowId: id, revision: saved.revision, patches: null, clientId: null })
    return get(id)
  }

  async function patch(id: string, request: PatchRequest): Promise<SavedFlow> {
    const result = await db.transaction().execute(async (store) => {
      const row = await getRow(store, id)
      const seen = await sql<SavedFlow>`select revision, updated_at from flow_changes
        where flow_id = ${id} and change_id = ${request.change_id}`.execute(store)
      const earlier = seen.rows[0]
      if (earlier) return { saved: earlier, applied: false }
      refuseConflict(row, request.base_revision)
      const patched = applyPatches(parseFlow(JSON.parse(row.document)), request.patches)
      const saved = await save(store, { ...parseFlow(patched), id }, row.revision + 1)
      await sql`insert into flow_changes (flow_id, change_id, revision, updated_at)
        values (${id}, ${request.change_id}, ${saved.revision}, ${saved.updated_at})`.execute(store)
      await sql`delete from flow_changes where flow_id = ${id} and revision <= ${saved.revision - CHANGE_IDS_KEPT}`.execute(
        store,
      )
      return { saved, applied: true }
    })
    if (result.applied) {
      const { revision } = result.saved
      onChange({ flowId: id, revision, patches: request.patches, clientId: request.client_id ?? null })
    }
    return result.saved
  }

  async function remove(id: string): Promise<void> {
    const done = await sql<{ id: string }>`delete from flows where id = ${id} returning id`.execute(db)
    if (done.rows.length === 0) throw problems.notFound('flow', id)
  }

  async function versions(id: string, query: PageQuery): Promise<Page<FlowVersion>> {
    await getRow(db, id)
    const rows =
      await sql<FlowVersion>`select revision, name, created_at, nodes from flow_versions where flow_id = ${id}
      order by revision desc limit ${query.page_size} offset ${(query.page - 1) * query.page_size}`.execute(db)
    const count = await sql<{ n: number }>`select count(*) as n from flow_versions where flow_id = ${id}`.execute(db)
    return toPage(rows.rows, count.rows[0]?.n ?? 0, query)
  }

  async function version(id: string, revision: number): Promise<FlowRecord> {
    const rows = await sql<FlowRow>`select flow_id as id, revision, document, created_at, created_at as updated_at
      from flow_versions where flow_id = ${id} and revision = ${revision}`.execute(db)
    const row = rows.rows[0]
    if (!row) throw problems.notFound('flow version', `${id} revision ${revision}`)
    return toRecord(row)
  }

  async function nameVersion(id: string, name: string): Promise<FlowVersion> {
    const { revision } = await getRow(db, id)
    const rows =
      await sql<FlowVersion>`update flow_versions set name = ${name} where flow_id = ${id} and revision = ${revision}
      returning revision, name, created_at, nodes`.execute(db)
    const named = rows.rows[0]
    if (!named) throw problems.notFound('flow version', `${id} revision ${revision}`)
    return named
  }

  async function save(store: Store, flow: Flow, revision: number): Promise<SavedFlow> {
    const at = now().toISOString()
    await sql`update flows set name = ${flow.name}, description = ${flow.description}, revision = ${revision},
      nodes = ${countNodes(flow)}, document = ${JSON.stringify(flow)}, updated_at = ${at} where id = ${flow.id}`.execute(
      store,
    )
    await keepVersion(store, flow, revision, at)
    return { revision, updated_at: at }
  }

  return { get, list, create, replace, patch, remove, versions, version, nameVersion }
}

async function keepVersion(store: Store, flow: Flow, revision: number, at: string): Promise<void> {
  await sql`insert into flow_versions (flow_id, revision, name, nodes, document, created_at)
    values (${flow.id}, ${revision}, null, ${countNodes(flow)}, ${JSON.stringify(flow)}, ${at})`.execute(store)
  await sql`delete from flow_versions where flow_id = ${flow.id} and name is null
    and revision <= ${revision - UNNAMED_VERSIONS_KEPT}`.execute(store)
}

async function getRow(store: Store, id: string): Promise<FlowRow> {
  const rows =
    await sql<FlowRow>`select id, revision, document, created_at, updated_at from flows where id = ${id}`.execute(store)
  const row = rows.rows[0]
  if (!row) throw problems.notFound('flow', id)
  return row
}

function refuseConflict(row: FlowRow, baseRevision: number): void {
  if (row.revision === baseRevision) return
  throw new ApiProblem(
    409,
    'revision_conflict',
    `The flow was changed elsewhere: revision ${row.revision} is stored, this change starts from ${baseRevision}. Take over the stored one, then change again.`,
    { current: toRecord(row) },
  )
}

function toRecord(row: FlowRow): FlowRecord {
  const { id, revision, created_at, updated_at } = row
  return { id, revision, created_at, updated_at, flow: JSON.parse(row.document) }
}

function countNodes(flow: Flow): number {
  return Object.keys(flow.nodes).length
}

/** For `like … escape '\'`. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, (character) => `\\${character}`)
}
