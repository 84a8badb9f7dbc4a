import {
  evaluationConfigSchema,
  type EntityRef,
  type EvaluationConfig,
  type EvaluationConfigCreate,
  type EvaluationConfigPatch,
  type ListQuery,
} from '@evalflow/contract'
import type { PagePromise } from '../transport/page-promise.ts'
import { path } from '../transport/path.ts'
import { Resource } from '../transport/resource.ts'
import type { RequestOptions } from '../transport/transport.ts'

/** Evaluation configs: what to measure, with or without a dataset. `/v1/evaluation/configs` */
export class Configs extends Resource {
  /** @throws ConflictError if `namespace/name` is taken */
  create(body: EvaluationConfigCreate, options?: RequestOptions): Promise<EvaluationConfig> {
    return this.transport.post('/v1/evaluation/configs', evaluationConfigSchema, body, options)
  }

  /** Awaited: the first page. In `for await`: every item of every page, fetched as needed. */
  list(query: ListQuery = {}, options?: RequestOptions): PagePromise<EvaluationConfig> {
    return this.transport.list('/v1/evaluation/configs', evaluationConfigSchema, query, options)
  }

  /** @throws NotFoundError */
  get({ namespace, name }: EntityRef, options?: RequestOptions): Promise<EvaluationConfig> {
    return this.transport.get(path`/v1/evaluation/configs/${namespace}/${name}`, evaluationConfigSchema, options)
  }

  /** Fields that are absent keep their value. @throws NotFoundError */
  update(
    { namespace, name }: EntityRef,
    patch: EvaluationConfigPatch,
    options?: RequestOptions,
  ): Promise<EvaluationConfig> {
    return this.transport.patch(
      path`/v1/evaluation/configs/${namespace}/${name}`,
      evaluationConfigSchema,
      patch,
      options,
    )
  }

  /** @throws NotFoundError if there is no such entity */
  delete({ namespace, name }: EntityRef, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`/v1/evaluation/configs/${namespace}/${name}`, options)
  }
}
