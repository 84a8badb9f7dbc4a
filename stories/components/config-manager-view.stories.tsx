import { ConfigManager, type StudioPort } from '@evalflow/components/react'
import { InStudio } from './one-node.tsx'
import { denied, failing, forever, pageOf } from './story-port.ts'

export default { title: 'Views/Config Manager' }

const nothing = () => {}
const shown =
  (port: Partial<StudioPort> = {}) =>
  () => (
    <InStudio port={port}>
      <ConfigManager
        kind="template"
        onKindChange={nothing}
        search=""
        onSearchChange={nothing}
        page={1}
        onPageChange={nothing}
        onNewConfig={nothing}
      />
    </InStudio>
  )
const counts = { template: 0, direct: 0, runtime: 0 }

export const Filled = shown()
export const Empty = shown({ listConfigs: async () => ({ ...pageOf([]), counts }) })
export const Loading = shown({ listConfigs: forever })
export const Failed = shown({ listConfigs: failing })
export const Denied = shown({ listConfigs: denied })
