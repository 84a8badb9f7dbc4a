import { statesOf } from './one-node.tsx'

const states = statesOf('existing-dataset', {
  filled: { dataset: 'default/tickets' },
  done: { dataset: { namespace: 'default', name: 'tickets', files_url: 'hf://datasets/default/tickets' } },
})

export default { title: 'Components/Existing Dataset' }
export const Empty = states.empty
export const Filled = states.filled
export const Running = states.running
export const Done = states.done
export const Failed = states.failed
export const Denied = states.denied
export const LongText = states.longText
