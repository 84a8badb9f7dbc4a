/** The JSON texts of a stored row and the record they make. The engine alone writes them, so parsing trusts them. */
import type { SampleRecord } from '../types.ts'
import { rowFlags } from './schema.ts'

/** Columns of `samples` that a record is made of. */
export interface StoredRow {
  readonly flags: number
  readonly scores: string
  readonly duration_ms: number | null
  readonly ttft_ms: number | null
  readonly prompt_tokens: number | null
  readonly completion_tokens: number | null
  readonly record: string
  readonly item?: string
}

/** What `record` holds: all of a SampleRecord that has no column of its own. */
export type StoredText = Omit<
  SampleRecord,
  'task' | 'index' | 'status' | 'scores' | 'duration_ms' | 'ttft_ms' | 'prompt_tokens' | 'completion_tokens' | 'item'
>

export function toSampleRecord(task: string, index: number, row: StoredRow): SampleRecord {
  const text = JSON.parse(row.record) as StoredText
  const record: SampleRecord = {
    task,
    index,
    status: row.flags & rowFlags.failed ? 'failed' : row.flags & rowFlags.partly ? 'partly' : 'ok',
    ...text,
    scores: parseScores(row.scores),
    duration_ms: row.duration_ms,
    ttft_ms: row.ttft_ms,
    prompt_tokens: row.prompt_tokens,
    completion_tokens: row.completion_tokens,
  }
  if (row.item !== undefined) record.item = JSON.parse(row.item)
  return record
}

export function parseScores(text: string): Record<string, number | null> {
  return JSON.parse(text) as Record<string, number | null>
}
