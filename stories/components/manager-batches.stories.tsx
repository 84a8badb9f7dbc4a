import { tabStates } from './manager-story.tsx'

const states = tabStates('batches')

export default { title: 'Views/Config Manager Batches' }
export const Filled = states.filled
export const Empty = states.empty
export const Loading = states.loading
export const Failed = states.failed
export const Denied = states.denied
