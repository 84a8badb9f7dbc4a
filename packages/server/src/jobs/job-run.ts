/**
 * One run of one job, from its plan to its stored result (rules 1 to 5 in `job-control.ts`): policy, progress, money,
 * compute, log.
 */
import type { EvaluationJob, EvaluationStatusDetails, JobAlert, JobProgress } from '@evalflow/contract'
import type { EvaluationOutcome, EvaluationServices } from '@evalflow/evaluations'
import { type BudgetAlert, readInstruments, type RunInstruments } from '@evalflow/engine'
import { messageOf } from '../errors.ts'
import { createHubPins } from './hub-files.ts'
import { toHubToken, toJobOptions } from './job-options.ts'
import type { JobControlOptions, JobServices } from './job-deps.ts'
import type { JobLive } from './job-live.ts'
import type { HeldJournal, JournalPool } from './journal-pool.ts'
import type { JobAccess } from './open-dataset.ts'
import { toScope } from './pilot-cache.ts'
import { toPrices } from './prices-of-job.ts'
import type { PricedEndpoint } from './priced-endpoint.ts'
import { toRunPolicy } from './run-policy.ts'

const STORE_EVERY_MS = 1_000
export const PAUSED = 'Paused. Resume to go on where it stopped.'

export interface ActiveJob {
  stop: AbortController
  cancelled: boolean
  /** Stopped to go on later. */
  paused: boolean
  details: EvaluationStatusDetails
  alerts: JobAlert[]
  held: HeldJournal | undefined
  done: Promise<void>
}

export interface JobRunDeps extends JobControlOptions {
  journals: JournalPool
  live: JobLive
  isClosing: () => boolean
}

export type RunJob = (job: EvaluationJob, entry: ActiveJob) => Promise<void>

export function createJobRun(deps: JobRunDeps): RunJob {
  const { rows, folders, clock, log, live, costs } = deps

  /** Stored, and told to who watches. */
  async function tell(id: string, status: string, details: EvaluationStatusDetails): Promise<void> {
    await rows.setStatus(id, status, details)
    live.publish(id, status, details)
  }

  async function run(job: EvaluationJob, entry: ActiveJob): Promise<void> {
    await folders.make(job.id)
    const note = (level: 'info' | 'warning' | 'error', message: string) => folders.log(job.id, clock(), level, message)
    await note('info', folders.hasJournal(job.id) ? 'Job goes on from its journal.' : 'Job started.')
    entry.alerts = storedAlerts(job)
    entry.details = withExtras({ message: 'Job is being prepared.', progress: 0 }, entry)
    await tell(job.id, 'running', entry.details)
    costs.meter.begin(job.id, await costs.spend.computeOf(job.id))
    try {
      const endpoints: PricedEndpoint[] = []
      const services = remembering(deps.services, endpoints, {
        hubToken: toHubToken(job.config),
        pins: createHubPins(folders.hubPath(job.id)),
        signal: entry.stop.signal,
      })
      // before anything is asked
      const options = toJobOptions(job, await folders.readOptions(job.id))
      const plan = await deps.evaluation.plan({ config: job.config, target: job.target, services })
      const table = await deps.prices.get()
      const settings = await costs.settings.get()
      const money = toPrices({ endpoints, table, ownUrl: deps.ownUrl() })
      const pool = await costs.pools.find(job.project ?? '', money.currency, table.currency)
      const policy = toRunPolicy({
        options,
        endpoints,
        money,
        openCache: deps.openCache,
        pilots: deps.pilots,
        scope: toScope(job.config),
        alertPercents: settings.alert_percents,
        shared: pool && { pool, runId: job.id },
        onAlert: (alert) => onAlert(job, entry, alert),
      })
      const flowId = await costs.spend.findFlow(job.custom_fields?.['evalflow_run'])
      const model = [...new Set(endpoints.map(({ modelId }) => modelId))].join(' + ')
      const saveSpend = (progress: JobProgress) => putSpend(job, { flowId, model, progress })
      entry.held = await deps.journals.hold(folders.journalPath(job.id))
      let storedAt = 0
      const outcome = await plan.run({
        journal: entry.held.journal,
        signal: entry.stop.signal,
        policy,
        onProgress: (progress) => {
          const status = entry.cancelled ? 'cancelling' : 'running'
          const compute = costs.meter.read(job.id)
          entry.details = withExtras({ ...toDetails(progress, 'Job is running.'), compute }, entry)
          if (deps.isClosing()) return
          live.publish(job.id, status, entry.details)
          if (clock().getTime() - storedAt < STORE_EVERY_MS) return
          storedAt = clock().getTime()
          void rows.setStatus(job.id, status, entry.details)
          void saveSpend(progress)
        },
      })
      await saveSpend(outcome.progress)
      if (deps.isClosing() && outcome.state === 'cancelled' && !entry.cancelled) return
      await finish(job, entry, outcome)
      for (const warning of outcome.progress.warnings) await note('warning', warning)
      const said = toMessage(outcome, entry.paused)
      await note(outcome.state === 'failed' ? 'error' : 'info', `Job ${outcome.state}: ${said}`)
      // nobody cancelled it, so its budget did
      if (outcome.state === 'cancelled' && !entry.cancelled)
        await costs.webhooks.send('budget.stopped', { ...describe(job), message: said, cost: outcome.progress.cost })
    } catch (error) {
      if (deps.isClosing() && !entry.cancelled) return
      const stopped = entry.stop.signal.aborted
      const message = stopped ? (entry.paused ? PAUSED : 'Job was cancelled.') : messageOf(error)
      await note(stopped ? 'info' : 'error', stopped ? message : `Job failed: ${message}`)
      if (!stopped) log.info({ jobId: job.id, err: error }, 'job failed')
      await tell(job.id, stopped ? 'cancelled' : 'failed', {
        ...entry.details,
        message,
        ...(entry.paused ? { paused: true } : {}),
      })
    } finally {
      costs.meter.end(job.id)
    }
  }

  function onAlert(job: EvaluationJob, entry: ActiveJob, { scope, ...figures }: BudgetAlert): void {
    const alert: JobAlert = { ...figures, scope: scope === 'run' ? 'job' : 'project', at: clock().toISOString() }
    entry.alerts.push(alert)
    entry.details = withExtras(entry.details, entry)
    const whose = alert.scope === 'job' ? '' : ` of project "${job.project}"`
    const percent = Math.round(alert.share * 100)
    const spent = `${alert.amount.toFixed(4)} of ${alert.limit} ${alert.currency}`
    void folders.log(job.id, clock(), 'warning', `${percent} % of the budget${whose} reached: ${spent}.`)
    live.alert(job.id, alert)
    void costs.webhooks
      .send('budget.alert', { ...describe(job), alert })
      .catch((error: unknown) => log.warn({ jobId: job.id, reason: messageOf(error) }, 'webhook not stored'))
  }

  async function putSpend(
    job: EvaluationJob,
    { flowId, model, progress }: { flowId: string; model: string; progress: JobProgress },
  ): Promise<void> {
    const compute = costs.meter.read(job.id)
    if (!compute) return
    const { cost, done, tokens } = progress
    const project = job.project ?? ''
    await costs.spend
      .put({ jobId: job.id, kind: 'job', project, flowId, model, cost, rows: done, tokens, compute })
      .catch((error: unknown) => log.error({ jobId: job.id, err: error }, 'spend could not be stored'))
  }

  async function finish(job: EvaluationJob, entry: ActiveJob, outcome: EvaluationOutcome): Promise<void> {
    const details: EvaluationStatusDetails = {
      ...toDetails(outcome.progress, toMessage(outcome, entry.paused)),
      task_status: outcome.taskStatus,
      compute: costs.meter.read(job.id),
    }
    if (entry.paused && outcome.state === 'cancelled') details['paused'] = true
    if (outcome.state === 'completed') details.progress = 100
    entry.details = withExtras(details, entry)
    const hasResults = Object.keys(outcome.tasks).length > 0 || Object.keys(outcome.groups).length > 0
    if (hasResults) await rows.putResult(job, outcome, toMeasures(entry))
    await tell(job.id, outcome.state, entry.details)
  }

  return run
}

const describe = (job: EvaluationJob) => ({
  job_id: job.id,
  project: job.project ?? null,
  config: nameOf(job.config),
  target: nameOf(job.target),
})

const nameOf = (entity: EvaluationJob['config'] | EvaluationJob['target']) =>
  typeof entity === 'string' ? entity : (entity?.name ?? null)

function withExtras(details: EvaluationStatusDetails, { alerts }: ActiveJob): EvaluationStatusDetails {
  return alerts.length === 0 ? details : { ...details, alerts }
}

/** Those of earlier runs. */
function storedAlerts(job: EvaluationJob): JobAlert[] {
  const alerts = job.status_details?.['alerts']
  return Array.isArray(alerts) ? [...(alerts as JobAlert[])] : [] // written by `withExtras`
}

/** Figures of the run for the result; its timeline stays in the journal. */
function toMeasures(entry: ActiveJob): Omit<RunInstruments, 'timeline'> | undefined {
  const found = entry.held && readInstruments(entry.held.journal)
  if (!found) return undefined
  const { timeline: _timeline, ...measures } = found
  return measures
}

/** The same services, whose resolved models are noted in `endpoints`, and whose data sets are opened for one job. */
export function remembering(services: JobServices, endpoints: PricedEndpoint[], access: JobAccess): EvaluationServices {
  return {
    openDataset: (ref) => services.openDataset(ref, access),
    ...(services.describeEncoder ? { describeEncoder: services.describeEncoder } : {}),
    async resolveModel(model) {
      const endpoint = await services.resolveModel(model)
      endpoints.push(endpoint)
      return endpoint
    },
  }
}

/** NeMo's figures, with Evalflow's own beside them. */
export function toDetails(progress: JobProgress, message: string): EvaluationStatusDetails {
  const percent = progress.total ? Math.min(100, (100 * progress.done) / progress.total) : null
  return { message, progress: percent, samples_processed: progress.done, evalflow: progress }
}

function toMessage({ state, message, progress }: EvaluationOutcome, paused: boolean): string {
  if (state === 'cancelled' && paused) return PAUSED
  if (state === 'completed' && progress.failed > 0)
    return `Completed; ${progress.failed} of ${progress.done} samples failed.`
  return message
}
