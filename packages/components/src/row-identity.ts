/** Which rows a job was over: a hash of each row's content, and one of all, so that two runs can be shown to match. */
import type { Sample } from '@evalflow/contract'
import { sortKeys } from '@evalflow/graph'

const encoder = new TextEncoder()

/** Content of a row as text, the same for equal rows; null if the server did not keep the row. */
export const rowContent = (sample: Sample): string | null =>
  sample.item === undefined ? null : JSON.stringify(sortKeys(sample.item))

export async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', encoder.encode(text))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

export interface HashedRow {
  task: string
  index: number
  /** sha256 of the row's content, hex. */
  hash: string
}

/** Where a row stands. A template calls its task otherwise than a direct config, so a single task is left out. */
export const rowKeyOf = ({ task, index }: Pick<HashedRow, 'task' | 'index'>, tasks: number): string =>
  tasks === 1 ? String(index) : `${task}/${index}`

/** sha256 over place and content of every row, in the order given, hex. The same rows have the same hash in any job. */
export function hashOfRows(rows: readonly HashedRow[]): Promise<string> {
  const tasks = new Set(rows.map(({ task }) => task)).size
  return sha256(rows.map((row) => `${rowKeyOf(row, tasks)}\0${row.hash}\n`).join(''))
}
