/**
 * A model of a deployment, by name: `namespace/name` where it serves one model, `namespace/name/model id` where it serves
 * several. Its key stays with the deployment and never enters a target.
 */
import { modelDeploymentSchema } from '@evalflow/contract'
import type { PlatformDeps } from '../platform/deps.ts'
import { findDeploymentConfig } from '../platform/deployment/router.ts'
import { EntityTable } from '../platform/entities/entity-table.ts'
import { problems } from '../errors.ts'

export interface DeployedModel {
  url: string
  model_id: string
  api_key?: string
  format: 'openai'
}

/** Undefined if no deployment has that name. @throws ApiProblem `target_unusable` where it cannot be asked */
export async function findDeployedModel(
  name: string,
  deps: Pick<PlatformDeps, 'db' | 'secrets'>,
): Promise<DeployedModel | undefined> {
  const [namespace = '', deployed = '', ...rest] = name.split('/')
  const entity = await new EntityTable(deps, 'deployment').find(namespace, deployed)
  if (!entity) return undefined
  const { config: kept, models, status_details: status } = modelDeploymentSchema.parse(entity)
  const config = typeof kept === 'string' ? await findDeploymentConfig(kept, deps) : kept
  const endpoint = config?.external_endpoint
  const served = models ?? []
  const listed = served.join(', ') || 'none'
  if (!endpoint)
    throw problems.targetUnusable(name, `its deployment is "${status?.status ?? 'unknown'}"`, 'Deploy it again.')
  const asked = rest.join('/')
  if (asked === '' && served.length !== 1)
    throw problems.targetUnusable(name, `its deployment serves ${served.length} models`, `Name one of: ${listed}.`)
  if (asked !== '' && !served.includes(asked))
    throw problems.targetUnusable(name, `its deployment does not serve "${asked}"`, `It serves: ${listed}.`)
  return {
    url: toBase(endpoint.host_url),
    model_id: asked || (served[0] ?? ''),
    format: 'openai',
    ...(endpoint.api_key ? { api_key: endpoint.api_key } : {}),
  }
}

/** `https://host` and `https://host/v1` are the same server. */
function toBase(hostUrl: string): string {
  const url = hostUrl.replace(/\/+$/, '')
  return /\/v\d+(\/|$)/.test(url) ? url : `${url}/v1`
}
