import {
  projectSchema,
  type EntityRef,
  type Project,
  type ProjectCreate,
  type ProjectPatch,
  type ListQuery,
} from '@evalflow/contract'
import type { PagePromise } from '../transport/page-promise.ts'
import { path } from '../transport/path.ts'
import { Resource } from '../transport/resource.ts'
import type { RequestOptions } from '../transport/transport.ts'

/** Projects of the Entity Store. `/v1/projects` */
export class Projects extends Resource {
  /** @throws ConflictError if `namespace/name` is taken */
  create(body: ProjectCreate, options?: RequestOptions): Promise<Project> {
    return this.transport.post('/v1/projects', projectSchema, body, options)
  }

  /** Awaited: the first page. In `for await`: every item of every page, fetched as needed. */
  list(query: ListQuery = {}, options?: RequestOptions): PagePromise<Project> {
    return this.transport.list('/v1/projects', projectSchema, query, options)
  }

  /** @throws NotFoundError */
  get({ namespace, name }: EntityRef, options?: RequestOptions): Promise<Project> {
    return this.transport.get(path`/v1/projects/${namespace}/${name}`, projectSchema, options)
  }

  /** Fields that are absent keep their value. @throws NotFoundError */
  update({ namespace, name }: EntityRef, patch: ProjectPatch, options?: RequestOptions): Promise<Project> {
    return this.transport.patch(path`/v1/projects/${namespace}/${name}`, projectSchema, patch, options)
  }

  /** @throws NotFoundError if there is no such entity */
  delete({ namespace, name }: EntityRef, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`/v1/projects/${namespace}/${name}`, options)
  }
}
