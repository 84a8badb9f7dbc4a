import {
  datasetSchema,
  type EntityRef,
  type Dataset,
  type DatasetCreate,
  type DatasetPatch,
  type ListQuery,
} from '@evalflow/contract'
import type { PagePromise } from '../transport/page-promise.ts'
import { path } from '../transport/path.ts'
import { Resource } from '../transport/resource.ts'
import type { RequestOptions } from '../transport/transport.ts'

/** Datasets registered in the Entity Store; their files lie in the Data Store. `/v1/datasets` */
export class Datasets extends Resource {
  /** @throws ConflictError if `namespace/name` is taken */
  create(body: DatasetCreate, options?: RequestOptions): Promise<Dataset> {
    return this.transport.post('/v1/datasets', datasetSchema, body, options)
  }

  /** Awaited: the first page. In `for await`: every item of every page, fetched as needed. */
  list(query: ListQuery = {}, options?: RequestOptions): PagePromise<Dataset> {
    return this.transport.list('/v1/datasets', datasetSchema, query, options)
  }

  /** @throws NotFoundError */
  get({ namespace, name }: EntityRef, options?: RequestOptions): Promise<Dataset> {
    return this.transport.get(path`/v1/datasets/${namespace}/${name}`, datasetSchema, options)
  }

  /** Fields that are absent keep their value. @throws NotFoundError */
  update({ namespace, name }: EntityRef, patch: DatasetPatch, options?: RequestOptions): Promise<Dataset> {
    return this.transport.patch(path`/v1/datasets/${namespace}/${name}`, datasetSchema, patch, options)
  }

  /** @throws NotFoundError if there is no such entity */
  delete({ namespace, name }: EntityRef, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`/v1/datasets/${namespace}/${name}`, options)
  }
}
