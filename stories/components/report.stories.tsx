import { statesOf } from './one-node.tsx'

const states = statesOf('report', {
  filled: { title: 'Support answers, May' },
  done: { text: '# Support answers', files: [] },
})

export default { title: 'Components/Report' }
export const Empty = states.empty
export const Filled = states.filled
export const Running = states.running
export const Done = states.done
export const Failed = states.failed
export const Denied = states.denied
export const LongText = states.longText
