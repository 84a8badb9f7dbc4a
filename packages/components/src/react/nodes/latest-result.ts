/** Reads what a run left on an Evaluator: live progress while it runs, the result after. Parsed here, trusted after. */
import { jobProgressSchema, type JobProgress, type ScoreSummary } from '@evalflow/contract'
import type { JsonValue } from '@evalflow/graph'
import { z } from 'zod'
import { resultValueSchema, type ResultValue } from '../../values.ts'

const detailSchema = z.object({
  job_id: z.string(),
  status: z.string(),
  percent: z.number().nullable(),
  progress: jobProgressSchema.nullable().catch(null),
})

/** The part of a node's run that is read here. */
export interface RunLike {
  state: string
  progress?: { message?: string | undefined; detail?: JsonValue | undefined } | undefined
  outputs?: Record<string, JsonValue> | undefined
}

export interface EvaluatorRun {
  jobId: string | null
  progress: JobProgress | null
  percent: number | null
  result: ResultValue | null
  scores: readonly ScoreSummary[]
}

const NO_SCORES: readonly ScoreSummary[] = []
const NOTHING: EvaluatorRun = { jobId: null, progress: null, percent: null, result: null, scores: NO_SCORES }
/** A run's object is new with each event, so its reading is kept as long as the object. */
const read = new WeakMap<object, EvaluatorRun>()

export function readEvaluatorRun(run: RunLike | undefined): EvaluatorRun {
  if (!run) return NOTHING
  const before = read.get(run)
  if (before) return before
  const detail = detailSchema.safeParse(run.progress?.detail).data
  const result = resultValueSchema.safeParse(run.outputs?.['result']).data ?? null
  const found: EvaluatorRun = {
    jobId: result?.job_id ?? detail?.job_id ?? null,
    progress: detail?.progress ?? null,
    percent: detail?.percent ?? null,
    result,
    scores: result?.scores ?? detail?.progress?.scores ?? NO_SCORES,
  }
  read.set(run, found)
  return found
}
