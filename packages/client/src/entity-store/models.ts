import {
  modelSchema,
  type EntityRef,
  type Model,
  type ModelCreate,
  type ModelPatch,
  type ListQuery,
} from '@evalflow/contract'
import type { PagePromise } from '../transport/page-promise.ts'
import { path } from '../transport/path.ts'
import { Resource } from '../transport/resource.ts'
import type { RequestOptions } from '../transport/transport.ts'

/** Models of the Entity Store, not those an inference endpoint serves. `/v1/models` */
export class Models extends Resource {
  /** @throws ConflictError if `namespace/name` is taken */
  create(body: ModelCreate, options?: RequestOptions): Promise<Model> {
    return this.transport.post('/v1/models', modelSchema, body, options)
  }

  /** Awaited: the first page. In `for await`: every item of every page, fetched as needed. */
  list(query: ListQuery = {}, options?: RequestOptions): PagePromise<Model> {
    return this.transport.list('/v1/models', modelSchema, query, options)
  }

  /** @throws NotFoundError */
  get({ namespace, name }: EntityRef, options?: RequestOptions): Promise<Model> {
    return this.transport.get(path`/v1/models/${namespace}/${name}`, modelSchema, options)
  }

  /** Fields that are absent keep their value. @throws NotFoundError */
  update({ namespace, name }: EntityRef, patch: ModelPatch, options?: RequestOptions): Promise<Model> {
    return this.transport.patch(path`/v1/models/${namespace}/${name}`, modelSchema, patch, options)
  }

  /** @throws NotFoundError if there is no such entity */
  delete({ namespace, name }: EntityRef, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`/v1/models/${namespace}/${name}`, options)
  }
}
