/** Evaluator: `/v1/evaluation/{targets,configs,jobs,results,live}`. */
import { evaluationConfigPatchSchema, evaluationTargetPatchSchema, findRef, routes } from '@evalflow/contract'
import { Hono } from 'hono'
import type { PlatformDeps } from '../deps.ts'
import { EntityTable } from '../entities/entity-table.ts'
import { createNamedRoutes } from '../entities/named-routes.ts'
import { isRecord } from '../secrets.ts'
import { createJobRoutes } from './job-routes.ts'
import { createKinds } from './kinds.ts'
import { createLiveRoute } from './live-route.ts'
import { createResultRoutes } from './result-routes.ts'

export function createEvaluatorRouter(deps: PlatformDeps): Hono {
  const { config, target } = createKinds(deps)
  const app = new Hono()
  app.route(
    '/',
    createNamedRoutes(deps, {
      ...config,
      route: routes.configs,
      patchSchema: evaluationConfigPatchSchema,
      findOrigin: (input) => findTemplate(deps, input),
    }),
  )
  app.route(
    '/',
    createNamedRoutes(deps, { ...target, route: routes.targets, patchSchema: evaluationTargetPatchSchema }),
  )
  app.route('/', createJobRoutes(deps, { config, target }))
  app.route('/', createResultRoutes(deps))
  app.route('/', createLiveRoute(deps, { config, target }))
  return app
}

/**
 * The template that a runtime config was copied from, or that a config is a kept version of, as `custom_fields.evalflow`
 * names it in `template` or `version_of`.
 *
 * A client copies what it can read, masks included; the keys behind them are then taken from the template.
 */
async function findTemplate(deps: PlatformDeps, input: Record<string, unknown>): Promise<unknown> {
  const fields = input['custom_fields']
  const record = isRecord(fields) ? fields['evalflow'] : undefined
  const named = isRecord(record) ? (record['template'] ?? record['version_of']) : undefined
  const template = typeof named === 'string' ? findRef(named) : undefined
  return template && new EntityTable(deps, 'config').find(template.namespace, template.name)
}
