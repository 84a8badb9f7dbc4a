/** Config Manager on one of its tabs. */
import { ConfigManager, type ManagerTab, type StudioPort } from '@evalflow/components/react'
import { InStudio } from './one-node.tsx'
import { emptyLibrary, filledLibrary, libraryThat } from './story-library.ts'
import { denied, failing, forever } from './story-port.ts'

const nothing = () => {}

export const managerStory =
  (tab: ManagerTab, port: Partial<StudioPort> = {}) =>
  () => (
    <InStudio port={{ configLibrary: filledLibrary, ...port }}>
      <ConfigManager
        kind={tab}
        onKindChange={nothing}
        search=""
        onSearchChange={nothing}
        page={1}
        onPageChange={nothing}
        onNewConfig={nothing}
      />
    </InStudio>
  )

/** The states of a tab that asks the library. */
export const tabStates = (tab: ManagerTab) => ({
  filled: managerStory(tab),
  empty: managerStory(tab, { configLibrary: emptyLibrary }),
  loading: managerStory(tab, { configLibrary: libraryThat(forever) }),
  failed: managerStory(tab, { configLibrary: libraryThat(failing) }),
  denied: managerStory(tab, { configLibrary: libraryThat(denied) }),
})
