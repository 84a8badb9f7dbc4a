import { statesOf } from './one-node.tsx'

const states = statesOf('gate', {
  filled: { conditions: 'string-check >= 0.4\nf1 >= 0.3' },
  done: {
    verdict: {
      passed: true,
      checks: [{ name: 'string-check', passed: true, expected: 'string-check ≥ 0.4', found: '0.425' }],
    },
  },
})

export default { title: 'Components/Gate' }
export const Empty = states.empty
export const Filled = states.filled
export const Running = states.running
export const Done = states.done
export const Failed = states.failed
export const Denied = states.denied
export const LongText = states.longText
