import { statesOf } from './one-node.tsx'

const states = statesOf('note', {
  filled: { text: '# Why\n\nScores are read **with** their interval.' },
  done: {},
})

export default { title: 'Components/Note' }
export const Empty = states.empty
export const Filled = states.filled
export const Running = states.running
export const Done = states.done
export const Failed = states.failed
export const Denied = states.denied
export const LongText = states.longText
