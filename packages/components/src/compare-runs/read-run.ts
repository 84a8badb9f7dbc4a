/** Samples of one job, as a comparison needs them: scores by row, and the identity of every row. */
import type { Sample } from '@evalflow/contract'
import { ComponentError } from '../errors.ts'
import { hashOfRows, rowContent, rowKeyOf, sha256, type HashedRow } from '../row-identity.ts'
import type { ComponentServices } from '../services.ts'

export interface RunRow extends HashedRow {
  status: Sample['status']
  scores: Readonly<Record<string, number | null>>
  /** Beginning of the prompt, for lists. */
  prompt: string
}

export interface RunRows {
  rows: ReadonlyMap<string, RunRow>
  tasks: readonly string[]
  /** sha256 over all rows. */
  rowsHash: string
}

const PROMPT_LENGTH = 160
/** A rest now and then, so that a long read does not hold up the server. */
const ROWS_PER_TURN = 500

/** @throws ComponentError `samples_missing` */
export async function readRun(
  jobId: string,
  { openSamples, signal }: Pick<ComponentServices, 'openSamples'> & { signal: AbortSignal },
): Promise<RunRows> {
  const samples = openSamples(jobId)
  if (!samples)
    throw new ComponentError(
      'samples_missing',
      `Job ${jobId} has no samples on this server, so its rows cannot be compared. Run its Evaluator again here.`,
      { field: 'results' },
    )
  const read: RunRow[] = []
  for (const sample of samples) {
    const content = rowContent(sample)
    if (content === null)
      throw new ComponentError(
        'samples_missing',
        `Job ${jobId} does not keep the content of row ${sample.index}, so it cannot be shown that the rows are the same. Run its Evaluator again.`,
        { field: 'results' },
      )
    read.push({
      task: sample.task,
      index: sample.index,
      hash: await sha256(content),
      status: sample.status,
      scores: sample.scores,
      prompt: textOf(sample.prompt),
    })
    if (read.length % ROWS_PER_TURN === 0) await new Promise((resolve) => setTimeout(resolve))
    signal.throwIfAborted()
  }
  const tasks = [...new Set(read.map(({ task }) => task))]
  return {
    rows: new Map(read.map((row) => [rowKeyOf(row, tasks.length), row])),
    tasks,
    rowsHash: await hashOfRows(read),
  }
}

/** The last thing said, cut; a chat is a list of turns. */
function textOf(prompt: unknown): string {
  const last: unknown = Array.isArray(prompt) ? prompt.at(-1) : prompt
  const content = typeof last === 'object' && last !== null && 'content' in last ? last.content : last
  const text = typeof content === 'string' ? content : JSON.stringify(content ?? '')
  return text.length > PROMPT_LENGTH ? `${text.slice(0, PROMPT_LENGTH)}…` : text
}
