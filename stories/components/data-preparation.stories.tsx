import { statesOf } from './one-node.tsx'

const states = statesOf('data-preparation', {
  filled: { filter: 'category = math', sample: 20, split: '80/20' },
  done: { rows: [{ prompt: 'What is 2+2?' }], train: [], test: [] },
})

export default { title: 'Components/Data Preparation' }
export const Empty = states.empty
export const Filled = states.filled
export const Running = states.running
export const Done = states.done
export const Failed = states.failed
export const Denied = states.denied
export const LongText = states.longText
