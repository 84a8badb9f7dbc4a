/** A job's status of the NeMo API as one of Studio's states. */
import type { JobItem } from '@evalflow/contract'
import type { StateName } from '@evalflow/ui'

const STATES: Readonly<Record<string, StateName>> = {
  created: 'waiting',
  pending: 'waiting',
  running: 'running',
  cancelling: 'running',
  completed: 'done',
  ready: 'done',
  failed: 'failed',
  cancelled: 'stopped',
}

export const jobState = (status: string): StateName => STATES[status.toLowerCase()] ?? 'idle'
export const isRunning = (status: string): boolean => ['waiting', 'running'].includes(jobState(status))

/** What can be asked of a job at rest or at work. */
export type JobCommand = 'pause' | 'resume' | 'retry' | 'extend'

/** The commands that a job's state allows; the server has the last word (409) on what cannot be seen from here. */
export function jobCommands({ status, progress }: Pick<JobItem, 'status' | 'progress'>): JobCommand[] {
  if (status === 'cancelling') return []
  if (isRunning(status)) return ['pause']
  if (!ENDED.has(status)) return []
  return [
    ...(status === 'completed' ? [] : ['resume' as const]),
    ...(progress && progress.failed > 0 ? ['retry' as const] : []),
    'extend',
  ]
}
const ENDED: ReadonlySet<string> = new Set(['completed', 'failed', 'cancelled'])
