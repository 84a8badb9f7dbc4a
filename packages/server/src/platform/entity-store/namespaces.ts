/** `/v1/namespaces`: the id is the name. */
import { entityNameSchema, namespaceCreateSchema, namespacePatchSchema, routes } from '@evalflow/contract'
import { Hono, type Context } from 'hono'
import type { PlatformDeps } from '../deps.ts'
import { newNamespace } from '../entities/ensure-namespace.ts'
import { EntityTable, type StoredEntity } from '../entities/entity-table.ts'
import { toHonoPath } from '../entities/named-routes.ts'
import { answerList, applyPatch, omitEmpty, toDeleteResponse } from '../entities/wire.ts'
import { platformProblems } from '../http/problem.ts'
import { readJson } from '../http/read-body.ts'
import { toNemoTime } from '../ids.ts'

const LABEL = 'Namespace'

export function createNamespaceRoutes(deps: PlatformDeps): Hono {
  const table = new EntityTable(deps, 'namespace')
  const app = new Hono()
  const { namespaces } = routes
  const itemPath = toHonoPath(namespaces.get.path)

  app.post(namespaces.create.path, async (context) => {
    const { id, ...input } = await readJson(context, namespaceCreateSchema, deps)
    const namespace = { ...newNamespace(deps, id), ...omitEmpty(input), namespace: '', name: id }
    if (!(await table.insert(namespace))) throw platformProblems.taken(LABEL, id)
    return context.json(toWire(namespace), namespaces.create.successStatus)
  })

  app.get(namespaces.list.path, (context) => answerList(context, table, toWire))

  app.get(itemPath, async (context) => {
    const id = readId(context)
    const namespace = await table.find('', id)
    if (!namespace) throw platformProblems.notFound(LABEL, id)
    return context.json(toWire(namespace))
  })

  app.patch(itemPath, async (context) => {
    const id = readId(context)
    const { namespace: _ignored, name: _fixed, ...patch } = await readJson(context, namespacePatchSchema, deps)
    const namespace = await table.update({ namespace: '', name: id }, (stored) =>
      applyPatch(stored, patch, toNemoTime(deps.clock())),
    )
    if (!namespace) throw platformProblems.notFound(LABEL, id)
    return context.json(toWire(namespace))
  })

  app.delete(itemPath, async (context) => {
    const id = readId(context)
    const inside = await countInside(deps, id)
    if (inside > 0)
      throw platformProblems.inUse(
        `Namespace "${id}" holds ${inside} entities. Delete them first; deleting it would lose them.`,
      )
    if (!(await table.delete('', id))) throw platformProblems.notFound(LABEL, id)
    return context.json(toDeleteResponse(deps, id))
  })

  return app
}

async function countInside(deps: PlatformDeps, id: string): Promise<number> {
  const row = await deps.db
    .selectFrom('entities')
    .select((expression) => expression.fn.countAll<number>().as('count'))
    .where('namespace', '=', id)
    .where('kind', '!=', 'namespace')
    .executeTakeFirstOrThrow()
  return row.count
}

/** Inside it is stored like any entity; outside it has an id and no name. */
function toWire({ namespace: _none, name: _same, ...namespace }: StoredEntity): unknown {
  return namespace
}

function readId(context: Context): string {
  const id = context.req.param('id') ?? ''
  if (!entityNameSchema.safeParse(id).success) throw platformProblems.notFound(LABEL, id)
  return id
}
