import { statesOf } from './one-node.tsx'
import { result } from './story-port.ts'

const states = statesOf('evaluator', {
  filled: { config: 'default/support_template', dataset: 'default/tickets', target: 'smollm2-135m-instruct' },
  done: { result },
})

export default { title: 'Components/Evaluator' }
export const Empty = states.empty
export const Filled = states.filled
export const Running = states.running
export const Done = states.done
export const Failed = states.failed
export const Denied = states.denied
export const LongText = states.longText
