/** All rows of a task in row order, read in pages, so that a million rows need little memory. */
import { addScores, type ScoreFold, toScoreAggregates } from '../run/score-fold.ts'
import type { SampleRecord, ScoreAggregate } from '../types.ts'
import { KEYS_PER_TASK } from './schema.ts'
import type { Statements } from './statements.ts'
import { type StoredRow, parseScores, toSampleRecord } from './stored-row.ts'
import type { TaskRows } from './task-rows.ts'

const PAGE = 500

/** What a finished row adds to the figures of a resumed run. */
export interface RowFigures {
  readonly hash: string
  readonly flags: number
  readonly scores: Record<string, number | null>
  readonly promptTokens: number | null
  readonly completionTokens: number | null
}

export const toKey = (taskNo: number, index: number) => taskNo * KEYS_PER_TASK + index

export function* readSamples(statements: Statements, { no, name }: TaskRows): Generator<SampleRecord> {
  for (let after = toKey(no, 0) - 1; ;) {
    const page = statements.pageOfRows.all(after, toKey(no + 1, 0), PAGE)
    for (const stored of page) {
      after = Number(stored['key'])
      yield toSampleRecord(name, after % KEYS_PER_TASK, stored as unknown as StoredRow)
    }
    if (page.length < PAGE) return
  }
}

/** Rests after each page. */
export function* foldScores(statements: Statements, tasks: Iterable<TaskRows>): Generator<undefined, ScoreAggregate[]> {
  const aggregates: ScoreAggregate[] = []
  for (const { no, name } of tasks) {
    const fold: ScoreFold = new Map()
    for (let after = toKey(no, 0) - 1; ; yield) {
      const page = statements.pageOfScores.all(after, toKey(no + 1, 0), PAGE)
      for (const stored of page) {
        after = Number(stored['key'])
        addScores(fold, parseScores(String(stored['scores'])))
      }
      if (page.length < PAGE) break
    }
    aggregates.push(...toScoreAggregates(name, fold))
  }
  return aggregates
}

export function toRowFigures(row: Record<string, unknown>): RowFigures {
  return {
    hash: String(row['hash']),
    flags: Number(row['flags']),
    scores: parseScores(String(row['scores'])),
    promptTokens: toNumber(row['prompt_tokens']),
    completionTokens: toNumber(row['completion_tokens']),
  }
}

const toNumber = (value: unknown) => (typeof value === 'number' ? value : null)
