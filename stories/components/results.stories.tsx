import { statesOf } from './one-node.tsx'
import { result } from './story-port.ts'

const states = statesOf('results', {
  filled: { view: 'table' },
  done: { rows: [], result },
})

export default { title: 'Components/Results' }
export const Empty = states.empty
export const Filled = states.filled
export const Running = states.running
export const Done = states.done
export const Failed = states.failed
export const Denied = states.denied
export const LongText = states.longText
