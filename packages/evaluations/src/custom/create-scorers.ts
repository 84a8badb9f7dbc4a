/** The metrics of a task, made ready; what their judges are goes into fingerprint and result. */
import { evaluationErrors } from '../errors.ts'
import { scorerTypes } from '../scorers/registry.ts'
import { type NamedScorer, encodersOf } from '../scorers/score-row.ts'
import type { TaskContext, TaskPlan } from '../types.ts'

/** `sampleFields`: what `sample` holds beside the usual. @throws EvaluationError with the path of the metric */
export async function createScorers(
  context: TaskContext,
  topLevel: boolean,
  sampleFields: readonly string[] = [],
): Promise<NamedScorer[]> {
  const metrics = Object.entries(context.task.metrics ?? {})
  if (metrics.length === 0)
    throw evaluationErrors.configInvalid(`${context.path}.metrics`, 'is empty, expected at least one metric.')
  return Promise.all(
    metrics.map(async ([metric, { type, params }]) => {
      const path = `${context.path}.metrics.${metric}`
      const known = scorerTypes.find((scorer) => scorer.id === type)
      if (known === undefined)
        throw evaluationErrors.metricUnknown(
          type,
          scorerTypes.map((scorer) => scorer.id),
          `${path}.type`,
        )
      const scorer = await known.create({
        metric,
        path: `${path}.params`,
        params: params ?? {},
        topLevel,
        services: context.services,
        sampleFields,
        warn: (message) => context.warn(message),
      })
      return [metric, scorer] as const
    }),
  )
}

export const judgeIdentity = (scorers: readonly NamedScorer[]): object => {
  const found = scorers.filter(([, { identity }]) => identity !== undefined)
  return found.length === 0 ? {} : { judges: found.map(([metric, { identity }]) => [metric, identity]) }
}

export function toData(scorers: readonly NamedScorer[]): Pick<TaskPlan, 'data'> {
  const judges = scorers.flatMap(([metric, { data }]) => (data === undefined ? [] : [[metric, data]]))
  const encoders = encodersOf(scorers)
  const data = {
    ...(judges.length === 0 ? {} : { judges: Object.fromEntries(judges) as Record<string, unknown> }),
    ...(encoders === undefined ? {} : { encoders }),
  }
  return Object.keys(data).length === 0 ? {} : { data }
}
