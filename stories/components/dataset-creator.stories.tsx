import { statesOf } from './one-node.tsx'

const states = statesOf('dataset-creator', {
  filled: { name: 'tickets', source: { text: 'prompt,ideal_response\nWhat is 2+2?,4\n' } },
  done: {
    dataset: {
      namespace: 'default',
      name: 'tickets',
      files_url: 'hf://datasets/default/tickets',
      records: 120,
      columns: ['prompt', 'ideal_response'],
      size_bytes: 48211,
      hash: null,
    },
  },
})

export default { title: 'Components/Dataset Creator' }
export const Empty = states.empty
export const Filled = states.filled
export const Running = states.running
export const Done = states.done
export const Failed = states.failed
export const Denied = states.denied
export const LongText = states.longText
