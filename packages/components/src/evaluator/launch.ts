/**
 * Launches the job of one node in one run, exactly once.
 *
 * The job carries run id and node id in `custom_fields`. Before creating, and again after a create whose answer was
 * lost, the job is looked for by them: so a restart re-attaches, and a lost answer makes no second job.
 */
import type { RunContext } from '@evalflow/runner'
import { ComponentError, isAbort, isDenied, messageOf, statusOf } from '../errors.ts'
import type { ComponentServices, JsonObject, StoredJob } from '../services.ts'

/** Ambiguous creates are tried again at most this often. */
const MAX_CREATES = 3
const RETRY_MS = 1000

export interface Launch {
  namespace: string
  config: string
  target: string
  dataset: string | null
  project: string | null
  /** Most money the job may cost; null for no limit. */
  budget: number | null
}

export async function launchJob(
  launch: Launch,
  context: RunContext<ComponentServices>,
): Promise<{ job: StoredJob; attached: boolean }> {
  const { services, runId, nodeId, signal } = context
  const identity = { evalflow_run: runId, evalflow_node: nodeId }
  const running = await find(identity, context)
  if (running) return { job: running, attached: true }
  const body: JsonObject = {
    namespace: launch.namespace,
    config: launch.config,
    target: launch.target,
    ...(launch.project === null ? {} : { project: launch.project }),
    custom_fields: {
      ...identity,
      ...(launch.dataset === null ? {} : { evalflow_dataset: launch.dataset }),
      ...(launch.budget === null ? {} : { evalflow_options: { budget: launch.budget } }),
    },
  }
  for (let attempt = 1; ; attempt += 1) {
    try {
      return { job: await services.nemo.jobs.create(body), attached: false }
    } catch (error) {
      if (isAbort(error, signal)) throw error
      if (!isAmbiguous(error) || attempt >= MAX_CREATES) throw failed(error, launch)
      // jitter, so that nodes that failed together do not come back together
      await services.sleep(RETRY_MS * 2 ** (attempt - 1) * (0.5 + services.random()), signal)
      const made = await find(identity, context)
      if (made) return { job: made, attached: true }
    }
  }
}

async function find(
  identity: Record<string, string>,
  { services, signal }: RunContext<ComponentServices>,
): Promise<StoredJob | undefined> {
  try {
    return await services.nemo.jobs.findByCustomFields(identity)
  } catch (error) {
    if (isAbort(error, signal)) throw error
    throw new ComponentError(
      'launch_failed',
      `Whether this job already runs could not be found out: ${messageOf(error)}. Nothing was started; run the node again.`,
      { cause: error },
    )
  }
}

/** The server may or may not have made the job: no answer, or a fault on its side. */
function isAmbiguous(error: unknown): boolean {
  const status = statusOf(error)
  return status === undefined || status >= 500
}

function failed(error: unknown, launch: Launch): ComponentError {
  const reason = messageOf(error)
  if (isDenied(error))
    return new ComponentError(
      'denied',
      `No permission to start an evaluation in "${launch.namespace}" (${reason}). Ask for access.`,
      { cause: error },
    )
  if (statusOf(error) === 429)
    return new ComponentError(
      'launch_failed',
      `The server is receiving too many requests (${reason}). Wait a little and run the node again.`,
      { cause: error },
    )
  return new ComponentError(
    'launch_failed',
    `The evaluation of "${launch.target}" with "${launch.config}" was not started: ${reason}. Correct what it names and run again.`,
    { cause: error },
  )
}
