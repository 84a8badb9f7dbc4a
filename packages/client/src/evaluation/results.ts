import { evaluationResultSchema, type EvaluationResult, type ListQuery } from '@evalflow/contract'
import type { PagePromise } from '../transport/page-promise.ts'
import { path } from '../transport/path.ts'
import { Resource } from '../transport/resource.ts'
import type { RequestOptions } from '../transport/transport.ts'

/** Stored results of jobs. `/v1/evaluation/results` */
export class Results extends Resource {
  list(query: ListQuery = {}, options?: RequestOptions): PagePromise<EvaluationResult> {
    return this.transport.list('/v1/evaluation/results', evaluationResultSchema, query, options)
  }

  /** @throws NotFoundError */
  get(resultId: string, options?: RequestOptions): Promise<EvaluationResult> {
    return this.transport.get(path`/v1/evaluation/results/${resultId}`, evaluationResultSchema, options)
  }

  /** @throws NotFoundError */
  delete(resultId: string, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`/v1/evaluation/results/${resultId}`, options)
  }
}
