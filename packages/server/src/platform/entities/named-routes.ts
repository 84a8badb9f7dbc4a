/**
 * The five routes of entities addressed by `namespace/name`: projects, datasets, models, targets, configs.
 *
 * What differs (schemas, shape, defaults) comes in; what must not differ (409, 404, masks, patch rules) is here.
 */
import { DEFAULT_NAMESPACE, entityNameSchema, routes, toUrn } from '@evalflow/contract'
import { Hono, type Context } from 'hono'
import type { z } from 'zod'
import type { PlatformDeps } from '../deps.ts'
import { platformProblems } from '../http/problem.ts'
import { parseBody, readJson } from '../http/read-body.ts'
import { toNemoTime } from '../ids.ts'
import type { EntityKind } from '../schema.ts'
import { isRecord, maskSecrets, restoreMasked } from '../secrets.ts'
import { ensureNamespace } from './ensure-namespace.ts'
import { EntityTable, type StoredEntity } from './entity-table.ts'
import { answerList, applyPatch, newEntity, omitEmpty, toDeleteResponse } from './wire.ts'

export interface NamedResource {
  readonly kind: EntityKind
  /** For messages: `Evaluation config`. */
  readonly label: string
  readonly idPrefix: string
  readonly route:
    | typeof routes.configs
    | typeof routes.targets
    | typeof routes.datasets
    | typeof routes.models
    | typeof routes.projects
    | typeof routes.deploymentConfigs
    | typeof routes.modelDeployments
  readonly createSchema: z.ZodType<Record<string, unknown>>
  readonly patchSchema: z.ZodType<Record<string, unknown>>
  /** Completes what was sent, e.g. gives inline datasets their ids. */
  readonly complete?: (input: Record<string, unknown>) => Record<string, unknown>
  /** Checks and completes a new entity by what else is stored. @throws PlatformProblem 422 */
  readonly prepare?: (input: Record<string, unknown>) => Promise<Record<string, unknown>>
  readonly toWire?: (entity: StoredEntity) => unknown
  /** What a masked secret in a new entity may be read from (rule S2). */
  readonly findOrigin?: (input: Record<string, unknown>) => Promise<unknown>
}

export function createNamedRoutes(deps: PlatformDeps, resource: NamedResource): Hono {
  const { route, label, createSchema, patchSchema, complete = (input) => input, toWire = (entity) => entity } = resource
  const table = new EntityTable(deps, resource.kind)
  const app = new Hono()
  const itemPath = toHonoPath(route.get.path)
  const answer = (context: Context, entity: StoredEntity, status: 200 | 201) =>
    context.json(maskSecrets(toWire(entity)), status)

  app.post(route.create.path, async (context) => {
    const sent = await readJson(context, createSchema, deps)
    const input = toRecord(restoreMasked(sent, await resource.findOrigin?.(sent)))
    const prepared = resource.prepare ? await resource.prepare(input) : input
    const entity = toStored(deps, resource, complete(prepared))
    await ensureNamespace(deps, entity.namespace)
    if (!(await table.insert(entity))) throw platformProblems.taken(label, toUrn(entity))
    return answer(context, entity, route.create.successStatus)
  })

  app.get(route.list.path, (context) => answerList(context, table, toWire))

  app.get(itemPath, async (context) => {
    const ref = readRef(context)
    const entity = await table.find(ref.namespace, ref.name)
    if (!entity) throw platformProblems.notFound(label, toUrn(ref))
    return answer(context, entity, 200)
  })

  app.patch(itemPath, async (context) => {
    const ref = readRef(context)
    const patch = await readJson(context, patchSchema, deps)
    refuseRename(patch, ref)
    const entity = await table.update(ref, (stored) => {
      const merged = applyPatch(stored, complete(toRecord(restoreMasked(patch, stored))), toNemoTime(deps.clock()))
      parseBody(createSchema, merged) // a patch may not leave behind what create would refuse
      return merged
    })
    if (!entity) throw platformProblems.notFound(label, toUrn(ref))
    return answer(context, entity, 200)
  })

  app.delete(itemPath, async (context) => {
    const ref = readRef(context)
    const entity = await table.find(ref.namespace, ref.name)
    if (!entity || !(await table.delete(ref.namespace, ref.name))) throw platformProblems.notFound(label, toUrn(ref))
    return context.json(toDeleteResponse(deps, entity.id))
  })

  return app
}

/** `/a/{b}/{c}` to `/a/:b/:c`. */
export function toHonoPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1')
}

function toStored(deps: PlatformDeps, resource: NamedResource, input: Record<string, unknown>): StoredEntity {
  const fresh = newEntity(deps, resource.idPrefix)
  const namespace = typeof input['namespace'] === 'string' ? input['namespace'] : DEFAULT_NAMESPACE
  const name = typeof input['name'] === 'string' ? input['name'] : fresh.id
  return omitEmpty({ custom_fields: {}, ...input, ...fresh, namespace, name })
}

function readRef(context: Context): { namespace: string; name: string } {
  return { namespace: readParam(context, 'namespace'), name: readParam(context, 'name') }
}

/** A name that cannot exist is not found, rather than invalid. */
function readParam(context: Context, key: string): string {
  const value = context.req.param(key) ?? ''
  if (!entityNameSchema.safeParse(value).success) throw platformProblems.notFound(`A ${key} like`, value)
  return value
}

function refuseRename(patch: Record<string, unknown>, ref: { namespace: string; name: string }): void {
  for (const key of ['namespace', 'name'] as const)
    if (patch[key] != null && patch[key] !== ref[key])
      throw platformProblems.invalid(
        ['body', key],
        'cannot be changed: other entities refer to it. Create a copy instead',
      )
}

function toRecord(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {}
}
