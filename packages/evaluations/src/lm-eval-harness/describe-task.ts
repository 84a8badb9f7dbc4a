/** What the dispatcher asks of a benchmark before it is planned. Apart from `plan.ts`, which is loaded when a job is planned. */
import { resolveDefinition } from './settings.ts'

/** What the benchmark asks of a model decides its pipeline. @throws EvaluationError `config_invalid` */
export function describeHarnessTask(context: Parameters<typeof resolveDefinition>[0]): { output: string } {
  // the plan itself warns
  const { output_type, process_results } = resolveDefinition({ ...context, warn() {} })
  return { output: process_results === 'code' ? 'code' : output_type }
}
