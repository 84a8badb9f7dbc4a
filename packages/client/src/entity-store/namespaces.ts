import {
  namespaceSchema,
  type ListQuery,
  type Namespace,
  type NamespaceCreate,
  type NamespacePatch,
} from '@evalflow/contract'
import type { PagePromise } from '../transport/page-promise.ts'
import { path } from '../transport/path.ts'
import { Resource } from '../transport/resource.ts'
import type { RequestOptions } from '../transport/transport.ts'

/** Namespaces of the Entity Store; the id is the name. `/v1/namespaces` */
export class Namespaces extends Resource {
  /** @throws ConflictError if it exists */
  create(body: NamespaceCreate, options?: RequestOptions): Promise<Namespace> {
    return this.transport.post('/v1/namespaces', namespaceSchema, body, options)
  }

  list(query: ListQuery = {}, options?: RequestOptions): PagePromise<Namespace> {
    return this.transport.list('/v1/namespaces', namespaceSchema, query, options)
  }

  /** @throws NotFoundError */
  get(id: string, options?: RequestOptions): Promise<Namespace> {
    return this.transport.get(path`/v1/namespaces/${id}`, namespaceSchema, options)
  }

  /** @throws NotFoundError */
  update(id: string, patch: NamespacePatch, options?: RequestOptions): Promise<Namespace> {
    return this.transport.patch(path`/v1/namespaces/${id}`, namespaceSchema, patch, options)
  }

  /** @throws NotFoundError */
  delete(id: string, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`/v1/namespaces/${id}`, options)
  }
}
