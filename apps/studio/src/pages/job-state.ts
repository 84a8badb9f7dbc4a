/** A job's status of the NeMo API as one of Studio's states. */
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
