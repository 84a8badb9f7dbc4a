/** Rows that a fallback answered: counted, so that numbers of mixed models are never taken for those of one. */
import type { Endpoint, Journal } from '@evalflow/engine'
import type { EvaluationServices } from '../types.ts'

/** Id of a fallback, to the id of the endpoint it stands in for. */
export type Fallbacks = ReadonlyMap<string, string>

/** The same services; `fallbacks` gets those of every endpoint that a plan resolves. */
export function noteFallbacks(services: EvaluationServices): { services: EvaluationServices; fallbacks: Fallbacks } {
  const fallbacks = new Map<string, string>()
  const noted: EvaluationServices = {
    ...services,
    async resolveModel(model) {
      const endpoint: Endpoint = await services.resolveModel(model)
      for (const { id } of endpoint.fallbacks ?? []) fallbacks.set(id, endpoint.id)
      return endpoint
    },
  }
  return { services: noted, fallbacks }
}

export interface ServedBy {
  /** Rows by who answered; ids with commas where several did. */
  rows: Readonly<Record<string, number>>
  warning: string | undefined
}

/** Reads the rows of a task; undefined if no endpoint of the plan has a fallback. */
export async function countServedBy(
  task: string,
  journal: Journal,
  fallbacks: Fallbacks,
): Promise<ServedBy | undefined> {
  if (fallbacks.size === 0) return undefined
  const rows: Record<string, number> = {}
  const byFallback = new Map<string, number>()
  let read = 0
  let done = 0
  for (const { served_by: by, judge } of journal.samples(task)) {
    if (by !== null) {
      done++
      rows[by] = (rows[by] ?? 0) + 1
      for (const id of new Set([...by.split(', '), ...judgesOf(judge)]))
        if (fallbacks.has(id)) byFallback.set(id, (byFallback.get(id) ?? 0) + 1)
    }
    if (++read % 500 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  const told = [...byFallback].map(([id, count]) => `${count} by "${id}" in place of "${fallbacks.get(id)}"`)
  return {
    rows,
    warning:
      told.length === 0
        ? undefined
        : `Task "${task}": of ${done} answered rows, ${told.join(', ')}. Each row names who answered (served_by, of a judge beside its reply); compare such scores with care.`,
  }
}

/** Every `served_by` within what judges left on a row. */
function judgesOf(judge: unknown): string[] {
  if (typeof judge !== 'object' || judge === null) return []
  return Object.entries(judge).flatMap(([key, value]: [string, unknown]) =>
    key === 'served_by' && typeof value === 'string' ? [value] : judgesOf(value),
  )
}
