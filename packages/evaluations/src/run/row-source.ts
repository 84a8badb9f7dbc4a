/** Where a task's rows come from: its dataset, or what the target holds. */
import { isPlaceholderUrl } from '@evalflow/configs'
import type { EvaluationTarget } from '@evalflow/contract'
import { canonicalJson } from '@evalflow/metrics'
import { evaluationErrors } from '../errors.ts'
import type { DatasetRef, EvaluationServices, RowSource, TaskContext } from '../types.ts'
import { hashText } from './hash-text.ts'

/** The dataset of the task. @throws EvaluationError `dataset_missing` if there is none, or only the placeholder */
export async function openTaskDataset(context: TaskContext): Promise<RowSource> {
  const { dataset } = context.task
  if (dataset == null) throw evaluationErrors.datasetMissing(context.name)
  if (isPlaceholderUrl(typeof dataset === 'string' ? dataset : dataset.files_url))
    throw evaluationErrors.templatePlaceholder(context.name)
  return openRows(context.services, dataset)
}

/** Rows the target itself holds; undefined for a model. */
export async function openTargetRows(
  target: EvaluationTarget,
  services: EvaluationServices,
): Promise<RowSource | undefined> {
  if (target.type === 'rows' && target.rows != null) {
    const { rows } = target
    return {
      count: rows.length,
      hash: hashText(canonicalJson(rows)),
      rows: async function* () {
        yield* rows
      },
    }
  }
  if (target.type === 'dataset' && target.dataset != null) return openRows(services, target.dataset)
  if (target.type === 'cached_outputs' && target.cached_outputs != null)
    return openRows(services, target.cached_outputs)
  return undefined
}

/** Model of a `model` target. @throws EvaluationError `target_unfit` for any other target */
export async function resolveTargetModel(target: EvaluationTarget, services: EvaluationServices, why: string) {
  if (target.type !== 'model' || target.model == null)
    throw evaluationErrors.targetUnfit(`Found a target of type "${target.type}", expected "model": ${why}`)
  return services.resolveModel(target.model)
}

async function openRows(services: EvaluationServices, ref: DatasetRef): Promise<RowSource> {
  const { count, hash, rows } = await services.openDataset(ref)
  const limit = typeof ref === 'string' ? undefined : ref.limit
  return limitRows({ count, hash, rows: () => rows() }, limit)
}

/** The first `limit` rows; all if it is absent or negative (-1 means all). */
export function limitRows(source: RowSource, limit: number | null | undefined): RowSource {
  if (limit == null || limit < 0) return source
  return {
    count: source.count === null ? null : Math.min(source.count, limit),
    hash: source.hash,
    async *rows() {
      if (limit === 0) return
      let taken = 0
      for await (const row of source.rows()) {
        yield row
        if (++taken >= limit) return
      }
    },
  }
}
