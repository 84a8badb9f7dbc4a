/** Follows a job to its end, telling progress. Stopping the node cancels the job. */
import { jobProgressSchema, type JobProgress } from '@evalflow/contract'
import type { NodeProgress, RunContext } from '@evalflow/runner'
import { z } from 'zod'
import { ComponentError, isAbort, isNotFound, messageOf } from '../errors.ts'
import type { ComponentServices, StoredJob } from '../services.ts'

/** First polls come quickly, for short jobs; a long job is asked every two seconds. */
const FIRST_POLL_MS = 150
const LONGEST_POLL_MS = 2000
/** The client already retried each; this many in a row means the server is away, not busy. */
const MAX_FAILED_POLLS = 8

const statusDetailsSchema = z.looseObject({
  message: z.string().nullish(),
  progress: z.number().nullish(),
  samples_processed: z.number().nullish(),
  evalflow: jobProgressSchema.nullish().catch(null),
})
const ENDED: ReadonlySet<string> = new Set(['completed', 'failed', 'cancelled', 'ready'])

export async function waitForJob(first: StoredJob, context: RunContext<ComponentServices>): Promise<StoredJob> {
  try {
    return await poll(first, context)
  } catch (error) {
    if (isAbort(error, context.signal)) await cancel(first.id, context)
    throw error
  }
}

async function poll(
  first: StoredJob,
  { services, signal, report, log }: RunContext<ComponentServices>,
): Promise<StoredJob> {
  let job = first
  let failures = 0
  let pauseMs = FIRST_POLL_MS
  while (!ENDED.has(job.status.toLowerCase())) {
    report(toNodeProgress(job))
    await services.sleep(pauseMs, signal)
    pauseMs = Math.min(pauseMs * 1.4, LONGEST_POLL_MS)
    try {
      job = await services.nemo.jobs.get(job.id)
      failures = 0
    } catch (error) {
      if (isAbort(error, signal)) throw error
      if (isNotFound(error))
        throw new ComponentError('job_unreachable', `Job ${job.id} was deleted while it ran. Run the node again.`, {
          cause: error,
        })
      failures += 1
      pauseMs = LONGEST_POLL_MS
      log('warning', `The state of job ${job.id} could not be read (${messageOf(error)}); asking again.`)
      if (failures >= MAX_FAILED_POLLS)
        throw new ComponentError(
          'job_unreachable',
          `Job ${job.id} could not be reached ${failures} times in a row: ${messageOf(error)}. It may still be running; see Jobs.`,
          { cause: error },
        )
    }
  }
  report(toNodeProgress(job))
  return job
}

async function cancel(id: string, { services, log }: RunContext<ComponentServices>): Promise<void> {
  try {
    await services.nemo.jobs.cancel(id)
  } catch (error) {
    log(
      'error',
      `Job ${id} could not be cancelled: ${messageOf(error)}. It may still be running; cancel it under Jobs.`,
    )
  }
}

/** Figures of Evalflow's own server, where it sent them. */
export function progressOf(job: StoredJob): JobProgress | null {
  return statusDetailsSchema.safeParse(job.status_details).data?.evalflow ?? null
}

export function messageOfJob(job: StoredJob): string | null {
  return statusDetailsSchema.safeParse(job.status_details).data?.message ?? null
}

/** `detail` is `{job_id, status, progress: JobProgress | null, percent}`; the node and the drawer draw it. */
export function toNodeProgress(job: StoredJob): NodeProgress {
  const details = statusDetailsSchema.safeParse(job.status_details).data
  const own = details?.evalflow ?? null
  const progress: NodeProgress = {
    detail: z.json().parse({ job_id: job.id, status: job.status, percent: details?.progress ?? null, progress: own }),
  }
  const done = own?.done ?? details?.samples_processed ?? undefined
  if (done !== undefined) progress.done = done
  if (own?.total != null) progress.total = own.total
  if (details?.message) progress.message = details.message
  return progress
}
