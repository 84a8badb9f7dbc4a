/**
 * pass@1 of programs that the model writes (lm-eval's `humaneval` and `mbpp`): the filter gives the program, the target its
 * tests, the sandbox the verdict. A program that the sandbox could not start says nothing of the answer: it is unscored.
 */
import { runInSandbox } from '../sandbox/run-in-sandbox.ts'
import type { Filter } from './filters.ts'
import type { GeneratedRow } from './generated-row.ts'
import { type CompiledScores, type RowScores, put, toPlanned } from './row-scores.ts'
import type { TaskDefinition } from './task-definition.ts'

/** Of processor time; as HF's `code_eval`, where it is wall time. */
const TIMEOUT_MS = 3000

export function compileCodeScores(
  { metric_list: metrics }: TaskDefinition,
  filters: readonly Filter[],
): CompiledScores<GeneratedRow, Promise<RowScores>> {
  const named = filters.flatMap((filter) =>
    metrics.map(({ metric }) => ({ filter, name: filter.name === 'none' ? metric : `${metric}__${filter.name}` })),
  )
  return {
    planned: named.map(({ name }) => toPlanned(name, [0, 1], true)),
    async score({ doc, answers, target, signal }) {
      const result: RowScores = { scores: {}, unscored: {}, extra: {} }
      const tests = String(target)
      for (const { filter, name } of named) {
        const program = filter.apply(answers, doc)
        const verdict = await runInSandbox({ language: 'python', program, tests, timeoutMs: TIMEOUT_MS, signal })
        const { status, reason, stderr } = verdict
        put(result, name, status === 'sandbox_error' ? null : Number(status === 'pass'), reason)
        result.extra[name] = { status, reason, program, stderr }
      }
      return result
    },
  }
}
