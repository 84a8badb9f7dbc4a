/**
 * Deployment Management: `/v1/deployment/configs` and `/v1/deployment/model-deployments`.
 *
 * This server starts no containers, so a config of a NIM can be kept but not deployed; a model that runs elsewhere
 * (`external_endpoint`) can. Nothing is asked when it is deployed: its first evaluation does.
 */
import {
  deploymentConfigCreateSchema,
  deploymentConfigSchema,
  findRef,
  modelDeploymentCreateSchema,
  modelDeploymentPatchSchema,
  routes,
  type DeploymentConfig,
} from '@evalflow/contract'
import { Hono } from 'hono'
import { z } from 'zod'
import type { PlatformDeps } from '../deps.ts'
import { EntityTable } from '../entities/entity-table.ts'
import { createNamedRoutes } from '../entities/named-routes.ts'
import { platformProblems } from '../http/problem.ts'

const OUTSIDE = 'Served by an endpoint outside of this server, which is asked when an evaluation runs.'

export function createDeploymentRouter(deps: PlatformDeps): Hono {
  const app = new Hono()
  app.route(
    '/',
    createNamedRoutes(deps, {
      kind: 'deployment-config',
      label: 'Deployment config',
      idPrefix: 'deployment-config',
      route: routes.deploymentConfigs,
      createSchema: deploymentConfigCreateSchema,
      patchSchema: deploymentConfigCreateSchema,
    }),
  )
  app.route(
    '/',
    createNamedRoutes(deps, {
      kind: 'deployment',
      label: 'Model deployment',
      idPrefix: 'model-deployment',
      route: routes.modelDeployments,
      createSchema: modelDeploymentCreateSchema,
      patchSchema: modelDeploymentPatchSchema,
      prepare: (input) => toDeployment(input, deps),
    }),
  )
  return app
}

async function toDeployment(input: Record<string, unknown>, deps: PlatformDeps): Promise<Record<string, unknown>> {
  const { config: sent, models: asked } = sentSchema.parse(input)
  const config = typeof sent === 'string' ? await findDeploymentConfig(sent, deps) : sent
  if (!config) throw platformProblems.invalid(['body', 'config'], 'there is no deployment config of that name')
  const { external_endpoint: endpoint, model } = config
  if (!endpoint)
    throw platformProblems.invalid(
      ['body', 'config'],
      'this server starts no containers, so it can only deploy an `external_endpoint`',
    )
  const models = asked ?? endpoint.enabled_models ?? (typeof model === 'string' ? [model] : [])
  if (models.length === 0)
    throw platformProblems.invalid(
      ['body', 'config'],
      'it does not tell which models it serves: give `external_endpoint.enabled_models`',
    )
  return {
    async_enabled: false,
    ...input,
    url: endpoint.host_url,
    models,
    deployed: true,
    status_details: { status: 'ready', description: OUTSIDE },
  }
}

const sentSchema = z.looseObject({
  config: z.union([z.string(), deploymentConfigSchema]),
  models: z.array(z.string()).nullish(),
})

/** With open secrets; undefined if there is none. */
export async function findDeploymentConfig(
  ref: string,
  deps: Pick<PlatformDeps, 'db' | 'secrets'>,
): Promise<DeploymentConfig | undefined> {
  const found = findRef(ref)
  const entity = found && (await new EntityTable(deps, 'deployment-config').find(found.namespace, found.name))
  return entity && deploymentConfigSchema.parse(entity)
}
