/** A row with written answers, and what compiles a way to score it. */
import type { Target } from './doc-template.ts'
import type { Filter } from './filters.ts'
import type { CompiledScores, RowScores } from './row-scores.ts'
import type { Doc, TaskDefinition } from './task-definition.ts'

export interface GeneratedRow {
  doc: Doc
  answers: readonly string[]
  target: Target
  signal: AbortSignal
}

/** What one `process_results` needs to be compiled. */
export type CompileResults = (
  task: TaskDefinition,
  filters: readonly Filter[],
  path: string,
) => CompiledScores<GeneratedRow, RowScores | Promise<RowScores>>
