import type { StudioPort } from '@evalflow/components/react'
import { managerStory } from './manager-story.tsx'
import { denied, failing, forever, pageOf } from './story-port.ts'

export default { title: 'Views/Config Manager' }

const shown = (port: Partial<StudioPort> = {}) => managerStory('template', port)
const counts = { template: 0, direct: 0, runtime: 0 }

export const Filled = shown()
export const Empty = shown({ listConfigs: async () => ({ ...pageOf([]), counts }) })
export const Loading = shown({ listConfigs: forever })
export const Failed = shown({ listConfigs: failing })
export const Denied = shown({ listConfigs: denied })
