/**
 * Runs one evaluation.
 *
 * 1. A wire wins over a picked dataset or target, and the log says so.
 * 2. A template becomes a runtime config for the dataset (reused where one fits); a direct config runs as it is.
 * 3. The job is started once per run and node; after a restart the running job is joined.
 * 4. Where samples failed and others have scores, the node ends `partly`.
 * 5. Stopping cancels the job. A failed job fails the node with the job's own reason; its samples stay readable.
 */
import type { JsonValue } from '@evalflow/graph'
import type { RunContext } from '@evalflow/runner'
import { z } from 'zod'
import { findDatasetValue } from '../dataset-lookup.ts'
import { ComponentError } from '../errors.ts'
import type { ComponentServices, StoredJob } from '../services.ts'
import type { DatasetValue, ResultValue } from '../values.ts'
import { chooseDataset, chooseTarget } from './choose.ts'
import { cleanUp, prepareConfig } from './config.ts'
import { toProject } from './forecast-request.ts'
import { launchJob } from './launch.ts'
import { readScores } from './scores.ts'
import { ensureTarget } from './target.ts'
import { messageOfJob, progressOf, toNodeProgress, waitForJob } from './wait.ts'

export async function runEvaluator(context: RunContext<ComponentServices>): Promise<Record<string, JsonValue>> {
  const { values, inputs, services, log, report, signal, partly } = context
  const own = typeof values['namespace'] === 'string' ? values['namespace'].trim() : ''
  const namespace = own || services.namespace
  const chosenTarget = chooseTarget(values, inputs)
  if (chosenTarget.note) log('info', chosenTarget.note)
  const dataset = await openDataset(context)

  report({ message: 'Preparing the config' })
  const options = { services, namespace, signal, log }
  const config = await prepareConfig(values['config'], dataset, options)
  signal.throwIfAborted()
  log(config.fallback ? 'warning' : 'info', config.message)
  const target = await ensureTarget(chosenTarget.target, services, namespace)
  signal.throwIfAborted()

  const { job, attached } = await launchJob(
    {
      namespace,
      config: config.ref,
      target,
      dataset: config.filesUrl,
      project: toProject(values),
      budget: typeof values['budget'] === 'number' ? values['budget'] : null,
    },
    context,
  )
  log('info', attached ? `Joined job ${job.id}, which was already started for this run.` : `Started job ${job.id}.`)
  const ended = await waitForJob(job, context)
  requireCompleted(ended)

  const progress = progressOf(ended)
  const scores = await readScores(ended, (id) => services.nemo.jobs.results(id))
  const result: ResultValue = {
    job_id: ended.id,
    config: config.ref,
    target,
    dataset: config.filesUrl,
    scores,
    partial: progress?.partial ?? false,
  }
  if (progress && progress.failed > 0)
    partly?.(`${progress.failed} of ${progress.done} samples failed; the scores are of the others.`)
  if (values['clean_up'] === true) await cleanUp(config, ended.status, options)
  report(toNodeProgress(ended))
  return { result: z.json().parse(result) }
}

async function openDataset({
  values,
  inputs,
  services,
  log,
}: RunContext<ComponentServices>): Promise<DatasetValue | null> {
  const choice = chooseDataset(values, inputs)
  if (choice.from === 'none') return null
  if (choice.from === 'picked') return findDatasetValue(choice.ref, services, 'dataset')
  if (choice.note) log('info', choice.note)
  return choice.dataset
}

function requireCompleted(job: StoredJob): void {
  const status = job.status.toLowerCase()
  if (status === 'completed' || status === 'ready') return
  const reason = messageOfJob(job) ?? 'the server gave no reason'
  if (status === 'cancelled') throw new ComponentError('job_cancelled', `Job ${job.id} was cancelled: ${reason}.`)
  throw new ComponentError('job_failed', `Job ${job.id} failed: ${reason}. Its samples and log are under Jobs.`)
}
