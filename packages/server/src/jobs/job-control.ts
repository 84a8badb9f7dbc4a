/**
 * Runs evaluation jobs: created → running → completed, failed or cancelled.
 *
 * 1. The row says `running` before the first request goes out, and gets its final status once.
 * 2. A job found unfinished at start goes on from its journal: nothing finished is asked again (DESIGN D5).
 * 3. When the server stops, running jobs stop without a final status, so that the next start finds them.
 * 4. A job that failed says why, in `status_details.message` and its log.
 * 5. NeMo knows no paused job: one is `cancelled` with `status_details.paused`, and so is one whose budget is spent.
 *    Both keep their journal and go on with `resume`; so does a failed one, which then asks its failed rows again. A job with
 *    failed rows is `completed`, says so in its message and has `partial` among its figures; `retry` asks those rows again,
 *    `extend` more of them.
 */
import type { EvaluationJob, EvaluationStatusDetails, JobEvent, JobItem } from '@evalflow/contract'
import { openJournal, readInstruments, type RunInstruments } from '@evalflow/engine'
import { problems } from '../errors.ts'
import type { JobControl } from '../platform/deps.ts'
import { archiveJob } from './job-archive.ts'
import type { JobControlOptions } from './job-deps.ts'
import { createJobLive, type FollowOptions } from './job-live.ts'
import { type JobOptions, toHubToken, toJobOptions, toLimit } from './job-options.ts'
import { createJobQueue } from './job-queue.ts'
import { type ActiveJob, createJobRun, PAUSED, remembering, toDetails } from './job-run.ts'
import { createJournalPool, type HeldJournal } from './journal-pool.ts'

const JOBS_AT_ONCE = 2
const ENDED: ReadonlySet<string> = new Set(['completed', 'failed', 'cancelled'])

export interface Jobs extends JobControl {
  /** Stops a waiting or running job so that it can go on; its journal stays. @throws ApiProblem `job_not_like_that` */
  pause: (jobId: string) => Promise<void>
  /** Goes on with a paused, cancelled or failed job, maybe with other options. @throws ApiProblem `job_busy` */
  goOn: (jobId: string, options?: JobOptions) => Promise<void>
  /** Asks the failed rows of an ended job again, and only those. Gives their number. */
  retryFailed: (jobId: string) => Promise<number>
  /** Goes on with more rows: a larger `limit_samples`, or null for all. */
  extend: (jobId: string, limit: number | null) => Promise<void>
  /** What the job measured; undefined before its first two seconds. */
  instruments: (jobId: string) => Promise<RunInstruments | undefined>
  /** Takes up what a stopped process left. */
  resume: () => Promise<void>
  close: () => Promise<void>
  /** The journal of a running or finished job; the caller gives it back with `release`. */
  openJournal: (jobId: string) => Promise<HeldJournal | undefined>
  /** As `openJournal`, at once and with a connection of its own: for readers that cannot wait. */
  openJournalAtOnce: (jobId: string) => HeldJournal | undefined
  /** Pictures of a job while it runs, and its last. */
  follow: (item: JobItem, options: FollowOptions) => AsyncGenerator<JobEvent>
  figures: () => { running: number; waiting: number }
}

export function createJobControl(options: JobControlOptions): Jobs {
  const { rows, folders, clock, log, pilots } = options
  const active = new Map<string, ActiveJob>()
  let cache: ReturnType<typeof options.openCache> | undefined
  let closing = false
  const journals = createJournalPool()
  const live = createJobLive({ now: clock })
  const openCache = () => (cache ??= options.openCache())
  const runOne = createJobRun({ ...options, openCache, journals, live, isClosing: () => closing })
  const queue = createJobQueue(JOBS_AT_ONCE, ({ id }) => runStored(id))

  async function runStored(id: string): Promise<void> {
    const job = await rows.find(id)
    if (!job || closing) return
    const entry: ActiveJob = {
      stop: new AbortController(),
      cancelled: false,
      paused: false,
      details: {},
      alerts: [],
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

  /** Stored, and told to who watches. */
  async function tell(id: string, status: string, details: EvaluationStatusDetails): Promise<void> {
    await rows.setStatus(id, status, details)
    live.publish(id, status, details)
  }

  async function cancel(jobId: string): Promise<void> {
    // a stopping server ends its own runs, which would cancel the jobs they started
    if (closing) return
    if (queue.take(jobId)) return tell(jobId, 'cancelled', { message: 'Job was cancelled before it began.' })
    const entry = active.get(jobId)
    if (!entry || entry.cancelled) return
    entry.cancelled = true
    await tell(jobId, 'cancelling', { ...entry.details, message: 'Job is being cancelled.' })
    entry.stop.abort(new DOMException('The job was cancelled.', 'AbortError'))
  }

  async function pause(jobId: string): Promise<void> {
    if (queue.take(jobId)) return tell(jobId, 'cancelled', { message: PAUSED, paused: true })
    const entry = active.get(jobId)
    if (!entry || entry.cancelled) {
      const status = (await getJob(jobId)).status ?? 'unknown'
      throw problems.jobNotLikeThat(jobId, status, 'Only a job that waits or runs can be paused.')
    }
    entry.paused = true
    entry.cancelled = true
    entry.details = { ...entry.details, message: 'Job is being paused.' }
    entry.stop.abort(new DOMException('The job was paused.', 'AbortError'))
  }

  async function getJob(jobId: string): Promise<EvaluationJob> {
    const job = await rows.find(jobId)
    if (!job) throw problems.notFound('job', jobId)
    return job
  }

  /** The job at rest. @throws ApiProblem `job_busy` */
  async function getEnded(jobId: string): Promise<EvaluationJob> {
    const job = await getJob(jobId)
    const status = job.status ?? 'unknown'
    if (!ENDED.has(status)) throw problems.jobBusy(jobId, status)
    // its last status is stored just before it leaves the queue
    await active.get(jobId)?.done
    await new Promise((resolve) => setImmediate(resolve))
    return job
  }

  async function launchAgain(job: EvaluationJob, message: string): Promise<void> {
    const { paused: _paused, ...details } = job.status_details ?? {}
    await folders.make(job.id)
    await folders.log(job.id, clock(), 'info', message)
    await tell(job.id, 'created', { ...details, message })
    queue.add({ id: job.id, namespace: job.namespace ?? 'default' })
  }

  async function goOn(jobId: string, options: JobOptions = {}): Promise<void> {
    const job = await getEnded(jobId)
    if (job.status === 'completed')
      throw problems.jobNotLikeThat(jobId, 'completed', 'Retry its failed rows, or extend it with more rows.')
    await folders.make(jobId)
    if (Object.keys(options).length > 0) {
      await folders.writeOptions(jobId, { ...toJobOptions({}, await folders.readOptions(jobId)), ...options })
    }
    // rows that failed with their job, of a wrong key, say, were no fault of theirs
    const again = job.status === 'failed' ? await forgetFailed(jobId) : 0
    await launchAgain(job, again === 0 ? 'Job goes on.' : `Job goes on, and asks ${again} failed rows again.`)
  }

  async function forgetFailed(jobId: string): Promise<number> {
    const held = await open(jobId)
    const failed = held?.journal.forgetFailed() ?? 0
    held?.release()
    return failed
  }

  async function retryFailed(jobId: string): Promise<number> {
    const job = await getEnded(jobId)
    const failed = await forgetFailed(jobId)
    if (failed === 0) throw problems.jobNotLikeThat(jobId, `${job.status} without a failed row`, 'Nothing to retry.')
    await launchAgain(job, `Asking ${failed} failed ${failed === 1 ? 'row' : 'rows'} again.`)
    return failed
  }

  async function extend(jobId: string, limit: number | null): Promise<void> {
    const job = await getEnded(jobId)
    const before = toLimit(job)
    if (before === null || (limit !== null && limit <= before)) {
      const found = before === null ? 'with every row of its dataset' : `with ${before} rows`
      throw problems.jobNotLikeThat(jobId, `${job.status} ${found}`, `Give a larger limit_samples, found ${limit}.`)
    }
    await rows.setLimit(jobId, limit)
    await launchAgain(job, limit === null ? 'Extended to every row.' : `Extended from ${before} to ${limit} rows.`)
  }

  async function open(jobId: string): Promise<HeldJournal | undefined> {
    return folders.hasJournal(jobId) ? journals.hold(folders.journalPath(jobId)) : undefined
  }

  return {
    async launch(job) {
      queue.add({ id: job.id, namespace: job.namespace ?? 'default' })
    },
    cancel,
    pause,
    goOn,
    retryFailed,
    extend,
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
    async instruments(jobId) {
      await getJob(jobId)
      const held = await open(jobId)
      try {
        return held && readInstruments(held.journal)
      } finally {
        held?.release()
      }
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
      const outcome = await options.evaluation.live({
        config,
        target,
        services: remembering(options.services, [], { hubToken: toHubToken(config) }),
      })
      const details = toDetails(outcome.progress, outcome.message)
      return rows.toLive(outcome, { ...details, task_status: outcome.taskStatus })
    },
    async resume() {
      options.costs.webhooks.resume()
      for (const { id, namespace, status } of await rows.unfinished()) {
        if (status === 'cancelling') await tell(id, 'cancelled', { message: 'Job was cancelled.' })
        else queue.add({ id, namespace })
      }
    },
    async close() {
      closing = true
      queue.pause()
      for (const entry of active.values()) entry.stop.abort(new DOMException('The server stops.', 'AbortError'))
      await Promise.allSettled([...active.values()].map((entry) => entry.done))
      live.close()
      await journals.close()
      cache?.close()
      pilots.close()
    },
    openJournal: open,
    openJournalAtOnce(jobId) {
      if (!folders.hasJournal(jobId)) return undefined
      const journal = openJournal(folders.journalPath(jobId))
      return { journal, release: () => journal.close() }
    },
    follow: live.follow,
    figures: queue.figures,
  }
}
