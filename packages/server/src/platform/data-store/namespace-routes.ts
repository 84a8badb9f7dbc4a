/** `/v1/datastore/namespaces`: created by form (JSON is taken too), and by the first repository in them. */
import { entityNameSchema, routes } from '@evalflow/contract'
import { Hono, type Context } from 'hono'
import type { PlatformDeps } from '../deps.ts'
import { toHonoPath } from '../entities/named-routes.ts'
import { platformProblems } from '../http/problem.ts'
import { readText } from '../http/read-body.ts'
import { isRecord } from '../secrets.ts'

const LABEL = 'Data Store namespace'
const BODY_LIMIT_BYTES = 64 * 1024

export function createDataStoreNamespaceRoutes(deps: PlatformDeps): Hono {
  const app = new Hono()
  const { dataStore } = routes
  const itemPath = toHonoPath(dataStore.getNamespace.path)
  const find = (name: string) =>
    deps.db.selectFrom('ds_namespaces').selectAll().where('name', '=', name).executeTakeFirst()

  app.post(dataStore.createNamespace.path, async (context) => {
    const name = entityNameSchema.safeParse(await readName(context))
    if (!name.success)
      throw platformProblems.invalid(['body', 'namespace'], name.error.issues[0]?.message ?? 'is not a name')
    if (!(await ensureDataStoreNamespace(deps, name.data))) throw platformProblems.taken(LABEL, name.data)
    return context.json(toWire(await find(name.data)), dataStore.createNamespace.successStatus)
  })

  const list = async (context: Context) => {
    const rows = await deps.db.selectFrom('ds_namespaces').selectAll().orderBy('name').execute()
    return context.json({ object: 'list', data: rows.map(toWire) })
  }
  app.get(dataStore.listNamespaces.path, list)
  app.get(`${dataStore.listNamespaces.path}/`, list)

  app.get(itemPath, async (context) => {
    const name = context.req.param('namespace') ?? ''
    const row = await find(name)
    if (!row) throw platformProblems.notFound(LABEL, name)
    return context.json(toWire(row), dataStore.getNamespace.successStatus)
  })

  app.delete(itemPath, async (context) => {
    const name = context.req.param('namespace') ?? ''
    const row = await find(name)
    if (!row) throw platformProblems.notFound(LABEL, name)
    const repo = await deps.db.selectFrom('ds_repos').select('name').where('namespace', '=', name).executeTakeFirst()
    if (repo)
      throw platformProblems.inUse(`Namespace "${name}" holds repositories, e.g. "${repo.name}". Delete them first.`)
    await deps.db.deleteFrom('ds_namespaces').where('name', '=', name).execute()
    return context.json(toWire(row))
  })

  return app
}

/** False if it is there already. */
export async function ensureDataStoreNamespace(
  deps: Pick<PlatformDeps, 'db' | 'clock'>,
  name: string,
): Promise<boolean> {
  // this service's times have a zone and no fraction
  const now = deps
    .clock()
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
  const result = await deps.db
    .insertInto('ds_namespaces')
    .values({ name, created_at: now, updated_at: now })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .executeTakeFirst()
  return result.numInsertedOrUpdatedRows === 1n
}

async function readName(context: Context): Promise<unknown> {
  const text = await readText(context, BODY_LIMIT_BYTES)
  const type = context.req.header('content-type') ?? ''
  if (type.includes('json')) {
    try {
      const json: unknown = JSON.parse(text)
      return isRecord(json) ? json['namespace'] : undefined
    } catch {
      return undefined
    }
  }
  if (!type.includes('multipart/form-data')) return new URLSearchParams(text).get('namespace')
  const form = await new Response(text, { headers: { 'content-type': type } }).formData()
  return form.get('namespace')
}

function toWire(row: { name: string; created_at: string; updated_at: string } | undefined) {
  return row && { namespace: row.name, created_at: row.created_at, updated_at: row.updated_at }
}
