/** ZIP of a job: config, target, results, every sample as JSON Lines, and the log. Written while it is read. */
import { Readable } from 'node:stream'
import yazl from 'yazl'
import type { Journal } from '@evalflow/engine'
import type { HeldJournal } from './journal-pool.ts'

export interface ArchiveParts {
  config: unknown
  target: unknown
  results: unknown
  log: string
  /** Absent if the job never began. Released when the archive is read or given up. */
  held: HeldJournal | undefined
}

/** @param parts secrets are masked already */
export function archiveJob({ config, target, results, log, held }: ArchiveParts): ReadableStream<Uint8Array> {
  const journal = held?.journal
  const zip = new yazl.ZipFile()
  const add = (name: string, content: unknown) =>
    zip.addBuffer(Buffer.from(`${JSON.stringify(content, null, 2)}\n`), name)
  add('config.json', config)
  add('target.json', target)
  if (results !== null && results !== undefined) add('results.json', results)
  for (const [index, task] of (journal?.tasks ?? []).entries()) {
    // a task's name is the user's: kept readable, but no path
    const name = `samples/${index}-${task.replace(/[^\w.-]/g, '_').slice(0, 100)}.jsonl`
    if (journal) zip.addReadStream(Readable.from(lines(journal, task)), name)
  }
  zip.addBuffer(Buffer.from(log), 'log.txt')
  zip.end()
  const output = Readable.from(zip.outputStream)
  output.once('close', () => held?.release())
  return Readable.toWeb(output) as ReadableStream<Uint8Array> // Node types it as `any`
}

function* lines(journal: Journal, task: string): Generator<Buffer> {
  for (const sample of journal.samples(task)) yield Buffer.from(`${JSON.stringify(sample)}\n`)
}
