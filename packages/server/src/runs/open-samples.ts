/** Finished samples of a job, read from its journal page by page, so that a large job needs little memory. */
import type { Sample } from '@evalflow/contract'
import type { Jobs } from '../jobs/job-control.ts'

/** In task and row order, with exact texts. Undefined if the job has no journal here (it never began, or ran elsewhere). */
export function openSamples(jobs: Pick<Jobs, 'openJournalAtOnce'>, jobId: string): Iterable<Sample> | undefined {
  const probe = jobs.openJournalAtOnce(jobId)
  if (!probe) return undefined
  probe.release()
  return { [Symbol.iterator]: () => readSamples(jobs, jobId) }
}

function* readSamples(jobs: Pick<Jobs, 'openJournalAtOnce'>, jobId: string): Generator<Sample> {
  const open = jobs.openJournalAtOnce(jobId)
  if (!open) return
  try {
    for (const task of open.journal.tasks) {
      // the journal stores what Studio's schema says (engine SampleRecord)
      for (const sample of open.journal.samples(task)) yield sample as Sample
    }
  } finally {
    open.release()
  }
}
