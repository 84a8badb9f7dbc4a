import { statesOf } from './one-node.tsx'

const states = statesOf('compare-runs', {
  filled: { baseline: 1 },
  done: { rows: [], text: '' },
})

export default { title: 'Components/Compare Runs' }
export const Empty = states.empty
export const Filled = states.filled
export const Running = states.running
export const Done = states.done
export const Failed = states.failed
export const Denied = states.denied
export const LongText = states.longText
