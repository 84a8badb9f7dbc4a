/**
 * Runs evaluation jobs: created → running → completed, failed or cancelled.
 *
 * 1. The row says `running` before the first request goes out, and gets its final status once.
 * 2. A job found unfinished at start goes on from its journal: nothing finished is asked again (DESIGN D5).
 * 3. When the server stops, running jobs stop without a final status, so that the next start finds them.
 * 4. A job that failed says why, in `status_details.message` and its log.
 */
import type { EvaluationJob, EvaluationStatusDetails, JobProgress } from '@evalflow/contract'
import type { EvaluationOutcome, EvaluationServices } from '@evalflow/evaluations'
import { openJournal } from '@evalflow/engine'
import { messageOf } from '../errors.ts'
import type { JobControl } from '../platform/deps.ts'
import type { Log } from '../process/log.ts'
import { archiveJob } from './job-archive.ts'
import type { EvaluationPort } from './evaluation-port.ts'
import type { JobFolders } from './job-folder.ts'
import { createJobQueue } from './job-queue.ts'
import { createJournalPool, type HeldJournal } from './journal-pool.ts'
import type { JobRows } from './job-rows.ts'

const JOBS_AT_ONCE = 2
const STORE_EVERY_MS = 1_000

export interface JobControlOptions {
  rows: JobRows
  folders: JobFolders
  services: EvaluationServices
  evaluation: EvaluationPort
  clock: () => Date
  log: Log
}

interface ActiveJob {
  stop: AbortController
  cancelled: boolean
  details: EvaluationStatusDetails
  held: HeldJournal | undefined
  done: Promise<void>
}

export interface Jobs extends JobControl {
  /** Takes up what a stopped process left. */
  resume: () => Promise<void>
  close: () => Promise<void>
  /** The journal of a running or finished job; the caller gives it back with `release`. */
  openJournal: (jobId: string) => Promise<HeldJournal | undefined>
  /** As `openJournal`, at once and with a connection of its own: for readers that cannot wait. */
  openJournalAtOnce: (jobId: string) => HeldJournal | undefined
  figures: () => { running: number; waiting: number }
}

export function createJobControl(options: JobControlOptions): Jobs {
  const { rows, folders, clock, log } = options
  const active = new Map<string, ActiveJob>()
  let closing = false
  const journals = createJournalPool()
  const queue = createJobQueue(JOBS_AT_ONCE, ({ id }) => runStored(id))

  async function runStored(id: string): Promise<void> {
    const job = await rows.find(id)
    if (!job || closing) return
    const entry: ActiveJob = {
      stop: new AbortController(),
      cancelled: false,
      details: {},
      held: undefined,
      done: Promise.resolve(),
    }
    active.set(id, entry)
    entry.done = runOne(job, entry)
      .catch((error: unknown) => log.error({ jobId: id, err: error }, 'job could not be stored'))
      .finally(() => {
        entry.held?.release()
        active.delete(id)
      })
    await entry.done
  }

  async function runOne(job: EvaluationJob, entry: ActiveJob): Promise<void> {
    await folders.make(job.id)
    const note = (level: 'info' | 'warning' | 'error', message: string) => folders.log(job.id, clock(), level, message)
    await note('info', folders.hasJournal(job.id) ? 'Job goes on from its journal.' : 'Job started.')
    entry.details = { message: 'Job is being prepared.', progress: 0 }
    await rows.setStatus(job.id, 'running', entry.details)
    try {
      const plan = await options.evaluation.plan({ config: job.config, target: job.target, services: options.services })
      entry.held = await journals.hold(folders.journalPath(job.id))
      let storedAt = 0
      const outcome = await plan.run({
        journal: entry.held.journal,
        signal: entry.stop.signal,
        onProgress: (progress) => {
          entry.details = toDetails(progress, 'Job is running.')
          if (clock().getTime() - storedAt < STORE_EVERY_MS || closing) return
          storedAt = clock().getTime()
          void rows.setStatus(job.id, entry.cancelled ? 'cancelling' : 'running', entry.details)
        },
      })
      if (closing && outcome.state === 'cancelled' && !entry.cancelled) return
      await finish(job, entry, outcome)
      for (const warning of outcome.progress.warnings) await note('warning', warning)
      await note(outcome.state === 'failed' ? 'error' : 'info', `Job ${outcome.state}: ${outcome.message}`)
    } catch (error) {
      if (closing && !entry.cancelled) return
      const stopped = entry.stop.signal.aborted
      const message = stopped ? 'Job was cancelled.' : messageOf(error)
      await note(stopped ? 'info' : 'error', stopped ? message : `Job failed: ${message}`)
      if (!stopped) log.info({ jobId: job.id, err: error }, 'job failed')
      await rows.setStatus(job.id, stopped ? 'cancelled' : 'failed', { ...entry.details, message })
    }
  }

  async function finish(job: EvaluationJob, entry: ActiveJob, outcome: EvaluationOutcome): Promise<void> {
    const details = { ...toDetails(outcome.progress, outcome.message), task_status: outcome.taskStatus }
    if (outcome.state === 'completed') details.progress = 100
    entry.details = details
    const hasResults = Object.keys(outcome.tasks).length > 0 || Object.keys(outcome.groups).length > 0
    if (hasResults) await rows.putResult(job, outcome)
    await rows.setStatus(job.id, outcome.state, details)
  }

  async function cancel(jobId: string): Promise<void> {
    // a stopping server ends its own runs, which would cancel the jobs they started
    if (closing) return
    if (queue.take(jobId)) return rows.setStatus(jobId, 'cancelled', { message: 'Job was cancelled before it began.' })
    const entry = active.get(jobId)
    if (!entry || entry.cancelled) return
    entry.cancelled = true
    await rows.setStatus(jobId, 'cancelling', { ...entry.details, message: 'Job is being cancelled.' })
    entry.stop.abort(new DOMException('The job was cancelled.', 'AbortError'))
  }

  async function open(jobId: string): Promise<HeldJournal | undefined> {
    return folders.hasJournal(jobId) ? journals.hold(folders.journalPath(jobId)) : undefined
  }

  return {
    async launch(job) {
      queue.add({ id: job.id, namespace: job.namespace ?? 'default' })
    },
    cancel,
    async remove(jobId) {
      queue.take(jobId)
      const entry = active.get(jobId)
      if (entry) {
        entry.cancelled = true
        entry.stop.abort(new DOMException('The job was deleted.', 'AbortError'))
        await entry.done
      }
      await journals.drop(folders.journalPath(jobId))
      await folders.remove(jobId)
    },
    status: (jobId) => active.get(jobId)?.details ?? null,
    results: () => null, // stored before the job is `completed`, so the store always has them first
    logs: (jobId) => folders.readLog(jobId),
    async archive(jobId) {
      const { config, target, results } = await rows.parts(jobId)
      const log = await folders.readLog(jobId)
      return archiveJob({ config, target, results, log, held: await open(jobId) })
    },
    async live({ config, target }) {
      const outcome = await options.evaluation.live({ config, target, services: options.services })
      const details = toDetails(outcome.progress, outcome.message)
      return rows.toLive(outcome, { ...details, task_status: outcome.taskStatus })
    },
    async resume() {
      for (const { id, namespace, status } of await rows.unfinished()) {
        if (status === 'cancelling') await rows.setStatus(id, 'cancelled', { message: 'Job was cancelled.' })
        else queue.add({ id, namespace })
      }
    },
    async close() {
      closing = true
      queue.pause()
      for (const entry of active.values()) entry.stop.abort(new DOMException('The server stops.', 'AbortError'))
      await Promise.allSettled([...active.values()].map((entry) => entry.done))
      await journals.close()
    },
    openJournal: open,
    openJournalAtOnce(jobId) {
      if (!folders.hasJournal(jobId)) return undefined
      const journal = openJournal(folders.journalPath(jobId))
      return { journal, release: () => journal.close() }
    },
    figures: queue.figures,
  }
}

/** NeMo's figures, with Evalflow's own beside them. */
function toDetails(progress: JobProgress, message: string): EvaluationStatusDetails {
  const percent = progress.total ? Math.min(100, (100 * progress.done) / progress.total) : null
  return { message, progress: percent, samples_processed: progress.done, evalflow: progress }
}
