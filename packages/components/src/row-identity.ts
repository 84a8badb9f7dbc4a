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

/** Hash of a dataset's rows from the hashes of the rows, in the order given. */
export const hashOfRows = (rows: readonly { key: string; hash: string }[]): Promise<string> =>
  sha256(rows.map(({ key, hash }) => `${key}\0${hash}\n`).join(''))
