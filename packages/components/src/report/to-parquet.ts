/**
 * Samples of all results as one Parquet file: a row a sample, a column a score. What is not a text or a number stands as JSON
 * text. Written in groups of rows, so that texts of one group at a time are held besides the file.
 */
import type { Sample } from '@evalflow/contract'
import type { ByteWriter } from 'hyparquet-writer'
import type { ResultValue } from '../values.ts'

const GROUP_ROWS = 5000

type Cell = string | number | boolean | null
type Column = 'STRING' | 'DOUBLE' | 'INT32' | 'BOOLEAN'

const FIXED: Readonly<Record<string, { type: Column; of: (sample: Sample, jobId: string) => Cell }>> = {
  job_id: { type: 'STRING', of: (_sample, jobId) => jobId },
  task: { type: 'STRING', of: ({ task }) => task },
  index: { type: 'INT32', of: ({ index }) => index },
  status: { type: 'STRING', of: ({ status }) => status },
  prompt: { type: 'STRING', of: ({ prompt }) => toText(prompt) },
  answer: { type: 'STRING', of: ({ answer }) => toText(answer) },
  reference: { type: 'STRING', of: ({ reference }) => toText(reference) },
  unscored: { type: 'STRING', of: ({ unscored }) => JSON.stringify(unscored) },
  error: { type: 'STRING', of: ({ error }) => error },
  judge: { type: 'STRING', of: ({ judge }) => (judge === undefined ? null : toText(judge)) },
  served_by: { type: 'STRING', of: ({ served_by }) => served_by },
  cached: { type: 'BOOLEAN', of: ({ cached }) => cached },
  attempts: { type: 'INT32', of: ({ attempts }) => attempts.length },
  duration_ms: { type: 'DOUBLE', of: ({ duration_ms }) => duration_ms },
  ttft_ms: { type: 'DOUBLE', of: ({ ttft_ms }) => ttft_ms },
  prompt_tokens: { type: 'INT32', of: ({ prompt_tokens }) => prompt_tokens },
  completion_tokens: { type: 'INT32', of: ({ completion_tokens }) => completion_tokens },
  item: { type: 'STRING', of: ({ item }) => (item === undefined ? null : JSON.stringify(item)) },
}
/** Before the name of a score, so that none is taken for a column above. */
const SCORE = 'score.'

export interface JobSamples {
  jobId: ResultValue['job_id']
  /** Read twice: for the names of the scores, and to write. */
  samples: Iterable<Sample>
}

export async function toParquet(jobs: readonly JobSamples[], signal: AbortSignal): Promise<Uint8Array> {
  const { ByteWriter, ParquetWriter } = await import('hyparquet-writer')
  const scores = new Set<string>()
  for (const { samples } of jobs)
    for (const sample of samples) for (const name of Object.keys(sample.scores)) scores.add(name)
  const columns = [
    ...Object.entries(FIXED).map(([name, column]) => ({ name, ...column })),
    ...Array.from(scores, (name) => ({
      name: `${SCORE}${name}`,
      type: 'DOUBLE' as const,
      of: (sample: Sample): Cell => sample.scores[name] ?? null,
    })),
  ]
  const writer: ByteWriter = new ByteWriter()
  const file = new ParquetWriter({
    writer,
    schema: [
      { name: 'root', num_children: columns.length },
      ...columns.map(({ name, type }) =>
        type === 'STRING'
          ? ({ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' } as const)
          : ({ name, type, repetition_type: 'OPTIONAL' } as const),
      ),
    ],
  })
  for (const { jobId, samples } of jobs) {
    for (const group of inGroups(samples)) {
      signal.throwIfAborted()
      await file.write({
        columnData: columns.map(({ name, of }) => ({ name, data: group.map((sample) => of(sample, jobId)) })),
      })
    }
  }
  await file.finish()
  return writer.getBytes()
}

function* inGroups(samples: Iterable<Sample>): Generator<Sample[]> {
  let group: Sample[] = []
  for (const sample of samples) {
    if (group.push(sample) < GROUP_ROWS) continue
    yield group
    group = []
  }
  if (group.length > 0) yield group
}

/** Null stays empty; a chat is its JSON. */
const toText = (value: Sample['prompt']): string | null =>
  value === null || typeof value === 'string' ? value : JSON.stringify(value)
