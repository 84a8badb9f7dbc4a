/** Entity Store: `/v1/namespaces`, `/v1/projects`, `/v1/datasets`, `/v1/models`. */
import {
  datasetCreateSchema,
  datasetPatchSchema,
  modelCreateSchema,
  modelPatchSchema,
  projectCreateSchema,
  projectPatchSchema,
  routes,
} from '@evalflow/contract'
import { Hono } from 'hono'
import type { PlatformDeps } from '../deps.ts'
import { createNamedRoutes } from '../entities/named-routes.ts'
import { createNamespaceRoutes } from './namespaces.ts'

/** Optional fields of a dataset, null in every answer that lacks them. */
const DATASET_NULLS = { description: null, format: null, hf_endpoint: null, split: null, limit: null, project: null }

export function createEntityStoreRouter(deps: PlatformDeps): Hono {
  const app = new Hono()
  app.route('/', createNamespaceRoutes(deps))
  app.route(
    '/',
    createNamedRoutes(deps, {
      kind: 'project',
      label: 'Project',
      idPrefix: 'project',
      route: routes.projects,
      createSchema: projectCreateSchema,
      patchSchema: projectPatchSchema,
    }),
  )
  app.route(
    '/',
    createNamedRoutes(deps, {
      kind: 'dataset',
      label: 'Dataset',
      idPrefix: 'dataset',
      route: routes.datasets,
      createSchema: datasetCreateSchema,
      patchSchema: datasetPatchSchema,
      toWire: (dataset) => ({ ...DATASET_NULLS, ...dataset }),
    }),
  )
  app.route(
    '/',
    createNamedRoutes(deps, {
      kind: 'model',
      label: 'Model',
      idPrefix: 'model',
      route: routes.models,
      createSchema: modelCreateSchema,
      patchSchema: modelPatchSchema,
      // inference clients read the same list as OpenAI's and expect these
      toWire: (model) => ({
        object: 'model',
        owned_by: model.namespace,
        created: toUnixSeconds(model.created_at),
        ...model,
      }),
    }),
  )
  return app
}

function toUnixSeconds(nemoTime: string): number {
  return Math.floor(Date.parse(`${nemoTime}Z`) / 1000)
}
