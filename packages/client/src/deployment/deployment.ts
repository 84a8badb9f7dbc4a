import {
  deploymentConfigSchema,
  modelDeploymentSchema,
  type DeploymentConfig,
  type DeploymentConfigCreate,
  type EntityRef,
  type ListQuery,
  type ModelDeployment,
  type ModelDeploymentCreate,
} from '@evalflow/contract'
import type { PagePromise } from '../transport/page-promise.ts'
import { path } from '../transport/path.ts'
import { Resource } from '../transport/resource.ts'
import type { RequestOptions, Transport } from '../transport/transport.ts'

/** Deployment Management: how models are served, and which are. */
export class Deployment {
  readonly configs: DeploymentConfigs
  readonly modelDeployments: ModelDeployments

  constructor(transport: Transport) {
    this.configs = new DeploymentConfigs(transport)
    this.modelDeployments = new ModelDeployments(transport)
  }
}

/** How a model is served. `/v1/deployment/configs` */
class DeploymentConfigs extends Resource {
  /** @throws ConflictError if `namespace/name` is taken */
  create(body: DeploymentConfigCreate, options?: RequestOptions): Promise<DeploymentConfig> {
    return this.transport.post('/v1/deployment/configs', deploymentConfigSchema, body, options)
  }

  /** Awaited: the first page. In `for await`: every item of every page, fetched as needed. */
  list(query: ListQuery = {}, options?: RequestOptions): PagePromise<DeploymentConfig> {
    return this.transport.list('/v1/deployment/configs', deploymentConfigSchema, query, options)
  }

  /** @throws NotFoundError */
  get({ namespace, name }: EntityRef, options?: RequestOptions): Promise<DeploymentConfig> {
    return this.transport.get(path`/v1/deployment/configs/${namespace}/${name}`, deploymentConfigSchema, options)
  }

  /** @throws NotFoundError */
  delete({ namespace, name }: EntityRef, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`/v1/deployment/configs/${namespace}/${name}`, options)
  }
}

/** What is served. `/v1/deployment/model-deployments` */
class ModelDeployments extends Resource {
  /** @throws ConflictError if `namespace/name` is taken; UnprocessableEntityError where the server cannot deploy it */
  create(body: ModelDeploymentCreate, options?: RequestOptions): Promise<ModelDeployment> {
    return this.transport.post('/v1/deployment/model-deployments', modelDeploymentSchema, body, options)
  }

  /** Awaited: the first page. In `for await`: every item of every page, fetched as needed. */
  list(query: ListQuery = {}, options?: RequestOptions): PagePromise<ModelDeployment> {
    return this.transport.list('/v1/deployment/model-deployments', modelDeploymentSchema, query, options)
  }

  /** Read until `status_details.status` is `ready`. @throws NotFoundError */
  get({ namespace, name }: EntityRef, options?: RequestOptions): Promise<ModelDeployment> {
    return this.transport.get(
      path`/v1/deployment/model-deployments/${namespace}/${name}`,
      modelDeploymentSchema,
      options,
    )
  }

  /** @throws NotFoundError */
  delete({ namespace, name }: EntityRef, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`/v1/deployment/model-deployments/${namespace}/${name}`, options)
  }
}
