/** `/v1/evaluation/results`: stored results, addressed by id. */
import {
  DEFAULT_NAMESPACE,
  evaluationResultCreateSchema,
  evaluationResultPatchSchema,
  routes,
} from '@evalflow/contract'
import { Hono, type Context } from 'hono'
import { sql } from 'kysely'
import type { PlatformDeps } from '../deps.ts'
import { EntityTable, type StoredEntity } from '../entities/entity-table.ts'
import { toHonoPath } from '../entities/named-routes.ts'
import { answerList, applyPatch, newEntity, omitEmpty, toDeleteResponse } from '../entities/wire.ts'
import { platformProblems } from '../http/problem.ts'
import { readJson } from '../http/read-body.ts'
import { toNemoTime } from '../ids.ts'

const LABEL = 'Evaluation result'

export function createResultRoutes(deps: PlatformDeps): Hono {
  const table = new EntityTable(deps, 'result')
  const app = new Hono()
  const { results } = routes
  const itemPath = toHonoPath(results.get.path)

  async function getResult(context: Context): Promise<StoredEntity> {
    const id = context.req.param('result_id') ?? ''
    const result = await table.findById(id)
    if (!result) throw platformProblems.notFound(LABEL, id)
    return result
  }

  app.post(results.create.path, async (context) => {
    const input = await readJson(context, evaluationResultCreateSchema, deps)
    const fresh = newEntity(deps, 'evaluation_result')
    const namespace = input.namespace ?? DEFAULT_NAMESPACE
    const result: StoredEntity = omitEmpty({
      tasks: {},
      groups: {},
      custom_fields: {},
      ...input,
      ...fresh,
      namespace,
      name: fresh.id,
    })
    await table.insert(result)
    return context.json(toWire(result), results.create.successStatus)
  })

  app.get(results.list.path, (context) => answerList(context, table, toWire))

  app.get(itemPath, async (context) => context.json(toWire(await getResult(context))))

  app.patch(itemPath, async (context) => {
    const { id, namespace, name } = await getResult(context)
    const { name: _fixed, namespace: _stays, ...patch } = await readJson(context, evaluationResultPatchSchema, deps)
    const result = await table.update({ namespace, name }, (stored) =>
      applyPatch(stored, patch, toNemoTime(deps.clock())),
    )
    if (!result) throw platformProblems.notFound(LABEL, id)
    return context.json(toWire(result))
  })

  app.delete(itemPath, async (context) => {
    const { id, namespace, name } = await getResult(context)
    await table.delete(namespace, name)
    return context.json(toDeleteResponse(deps, id))
  })

  return app
}

/** The newest result of a job. */
export async function findResultOfJob(deps: PlatformDeps, jobId: string): Promise<StoredEntity | undefined> {
  const row = await deps.db
    .selectFrom('entities')
    .select('id')
    .where('kind', '=', 'result')
    .where(sql<boolean>`json_extract(body, '$.job') = ${jobId}`)
    .orderBy('seq', 'desc')
    .executeTakeFirst()
  return row && new EntityTable(deps, 'result').findById(row.id)
}

function toWire({ name: _sameAsId, ...result }: StoredEntity): unknown {
  return result
}
