/** Evaluator: `/v1/evaluation/{targets,configs,jobs,results,live}`. */
import {
  evaluationConfigCreateSchema,
  evaluationConfigPatchSchema,
  evaluationTargetCreateSchema,
  evaluationTargetPatchSchema,
  findRef,
  routes,
} from '@evalflow/contract'
import { Hono } from 'hono'
import type { PlatformDeps } from '../deps.ts'
import { EntityTable } from '../entities/entity-table.ts'
import { createNamedRoutes } from '../entities/named-routes.ts'
import { isRecord } from '../secrets.ts'
import { completeConfig, completeTarget } from './complete.ts'
import { createJobRoutes } from './job-routes.ts'
import { createLiveRoute } from './live-route.ts'
import type { ReferenceKind } from './resolve-reference.ts'
import { createResultRoutes } from './result-routes.ts'

export function createEvaluatorRouter(deps: PlatformDeps): Hono {
  const config: ReferenceKind = {
    kind: 'config',
    label: 'Evaluation config',
    idPrefix: 'eval-config',
    payloadKeys: ['tasks', 'params', 'groups'],
    createSchema: evaluationConfigCreateSchema,
    complete: (input) => completeConfig(deps, input),
  }
  const target: ReferenceKind = {
    kind: 'target',
    label: 'Evaluation target',
    idPrefix: 'eval-target',
    payloadKeys: ['model', 'cached_outputs', 'retriever', 'rag', 'rows', 'dataset'],
    createSchema: evaluationTargetCreateSchema,
    complete: (input) => completeTarget(deps, input),
  }
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
 * The template a runtime config was copied from, as `custom_fields.evalflow.template` names it.
 *
 * A client copies what it can read, masks included; the keys behind them are then taken from the template.
 */
async function findTemplate(deps: PlatformDeps, input: Record<string, unknown>): Promise<unknown> {
  const fields = input['custom_fields']
  const record = isRecord(fields) ? fields['evalflow'] : undefined
  const template = isRecord(record) && typeof record['template'] === 'string' ? findRef(record['template']) : undefined
  return template && new EntityTable(deps, 'config').find(template.namespace, template.name)
}
