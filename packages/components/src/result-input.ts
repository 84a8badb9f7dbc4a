/** Results that arrive on a port: each checked to be an Evaluator's. */
import type { JsonValue } from '@evalflow/graph'
import { ComponentError } from './errors.ts'
import { resultValueSchema, type ResultValue } from './values.ts'

/** @throws ComponentError `result_missing`, `result_invalid` */
export function readResults(wired: JsonValue | JsonValue[] | undefined, port: string): ResultValue[] {
  const values = wired === undefined ? [] : Array.isArray(wired) ? wired : [wired]
  if (values.length === 0)
    throw new ComponentError('result_missing', 'No result is connected. Draw a wire from an Evaluator.', {
      field: port,
    })
  return values.map((value) => {
    const parsed = resultValueSchema.safeParse(value)
    if (parsed.success) return parsed.data
    throw new ComponentError(
      'result_invalid',
      "What arrived is not the result of an Evaluator. Connect an Evaluator's result port.",
      { field: port },
    )
  })
}

/** `metric.score`, as samples and conditions name it; one name where both are the same. */
export const scoreName = ({ metric, score }: { metric: string; score: string }): string => `${metric}.${score}`
