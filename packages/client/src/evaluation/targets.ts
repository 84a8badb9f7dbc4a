import {
  evaluationTargetSchema,
  type EntityRef,
  type EvaluationTarget,
  type EvaluationTargetCreate,
  type EvaluationTargetPatch,
  type ListQuery,
} from '@evalflow/contract'
import type { PagePromise } from '../transport/page-promise.ts'
import { path } from '../transport/path.ts'
import { Resource } from '../transport/resource.ts'
import type { RequestOptions } from '../transport/transport.ts'

/** Evaluation targets: what is evaluated. `/v1/evaluation/targets` */
export class Targets extends Resource {
  /** @throws ConflictError if `namespace/name` is taken */
  create(body: EvaluationTargetCreate, options?: RequestOptions): Promise<EvaluationTarget> {
    return this.transport.post('/v1/evaluation/targets', evaluationTargetSchema, body, options)
  }

  /** Awaited: the first page. In `for await`: every item of every page, fetched as needed. */
  list(query: ListQuery = {}, options?: RequestOptions): PagePromise<EvaluationTarget> {
    return this.transport.list('/v1/evaluation/targets', evaluationTargetSchema, query, options)
  }

  /** @throws NotFoundError */
  get({ namespace, name }: EntityRef, options?: RequestOptions): Promise<EvaluationTarget> {
    return this.transport.get(path`/v1/evaluation/targets/${namespace}/${name}`, evaluationTargetSchema, options)
  }

  /** Fields that are absent keep their value. @throws NotFoundError */
  update(
    { namespace, name }: EntityRef,
    patch: EvaluationTargetPatch,
    options?: RequestOptions,
  ): Promise<EvaluationTarget> {
    return this.transport.patch(
      path`/v1/evaluation/targets/${namespace}/${name}`,
      evaluationTargetSchema,
      patch,
      options,
    )
  }

  /** @throws NotFoundError if there is no such entity */
  delete({ namespace, name }: EntityRef, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`/v1/evaluation/targets/${namespace}/${name}`, options)
  }
}
