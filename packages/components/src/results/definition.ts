/** Results: scores of one or more evaluations, as table and chart. */
import { scoreSummarySchema } from '@evalflow/contract'
import type { JsonValue } from '@evalflow/graph'
import type { ComponentDefinition } from '@evalflow/runner'
import { ComponentError } from '../errors.ts'
import type { ComponentServices } from '../services.ts'
import { resultValueSchema } from '../values.ts'

export const results: ComponentDefinition<ComponentServices> = {
  type: 'results',
  version: 1,
  title: 'Results',
  summary: 'Table and chart with intervals',
  category: 'results',
  keywords: ['scores', 'table', 'chart', 'plot', 'confidence', 'report'],
  icon: 'chart-no-axes-column',
  inputs: [{ id: 'results', type: 'result', label: 'results', list: true, required: true }],
  outputs: [{ id: 'rows', type: 'rows', label: 'rows', help: 'One row per score.' }],
  fields: [
    {
      id: 'view',
      label: 'View',
      kind: 'choice',
      default: 'chart',
      options: [
        { value: 'chart', label: 'Chart' },
        { value: 'table', label: 'Table' },
        { value: 'distribution', label: 'Distribution' },
        { value: 'heat', label: 'Heat map' },
        { value: 'cost', label: 'Cost and quality' },
      ],
    },
  ],
  run: async ({ inputs }) => {
    const wired = inputs['results']
    const values = wired === undefined ? [] : Array.isArray(wired) ? wired : [wired]
    if (values.length === 0)
      throw new ComponentError('rows_missing', 'No result is connected. Draw a wire from an Evaluator.', {
        field: 'results',
      })
    return { rows: values.flatMap(toRows) }
  },
}

function toRows(value: JsonValue): JsonValue[] {
  const parsed = resultValueSchema.safeParse(value)
  if (!parsed.success)
    throw new ComponentError(
      'rows_invalid',
      "What arrived is not the result of an Evaluator. Connect an Evaluator's result port.",
      { field: 'results' },
    )
  const { job_id, config, target, dataset, partial } = parsed.data
  return parsed.data.scores.map((score) => {
    const { ci, stderr, range: _range, floor: _floor, ...figures } = scoreSummarySchema.parse(score)
    return {
      job_id,
      config,
      target,
      dataset,
      partial,
      ...figures,
      stderr,
      ci_low: ci?.low ?? null,
      ci_high: ci?.high ?? null,
    }
  })
}
