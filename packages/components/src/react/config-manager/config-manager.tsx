/**
 * Config Manager: templates, direct and runtime configs apart, with what uses them; what fits what, batches, clean-up and
 * usage. Deleting says its consequences, cleaning up is a dry run first. The same panel is a dialog on the canvas and a page.
 */
import { TabPanel, Tabs } from '@evalflow/ui'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useT } from '../messages.ts'
import { useStudioPort } from '../port.ts'
import type { ConfigKindName } from '../wire.ts'
import { ManagerDialogs, type ManagerDialog } from './config-actions.tsx'
import { CONFIG_STALE_MS, COUNTS_KEY, useConfigsOfOtherTabs } from './config-cache.ts'
import { ConfigList } from './config-list.tsx'

const FitView = lazy(async () => ({ default: (await import('./fit-view.tsx')).FitView }))
const BatchesView = lazy(async () => ({ default: (await import('./batches-view.tsx')).BatchesView }))
const CleanupView = lazy(async () => ({ default: (await import('./cleanup-view.tsx')).CleanupView }))
const UsageView = lazy(async () => ({ default: (await import('./usage-view.tsx')).UsageView }))

const KINDS = ['template', 'direct', 'runtime'] as const
const VIEWS = ['fit', 'batches', 'cleanup', 'usage'] as const
export const MANAGER_TABS = [...KINDS, ...VIEWS] as const
export type ManagerTab = (typeof MANAGER_TABS)[number]

export interface ConfigManagerProps {
  /** The tab that is shown: a kind of config, or a view of all. */
  kind: ManagerTab
  onKindChange: (kind: ManagerTab) => void
  search: string
  onSearchChange: (search: string) => void
  page: number
  onPageChange: (page: number) => void
  onOpenJobs?: ((config: string) => void) | undefined
  onNewConfig?: (() => void) | undefined
}

const isKind = (tab: ManagerTab): tab is ConfigKindName => KINDS.some((kind) => kind === tab)

export function ConfigManager({ kind, onKindChange, ...props }: ConfigManagerProps) {
  const t = useT()
  const port = useStudioPort()
  const [shown, setShown] = useState<ManagerDialog | null>(null)
  const [batch, setBatch] = useState<string | null>(null)
  useConfigsOfOtherTabs()
  const counts = useQuery({
    queryKey: COUNTS_KEY,
    staleTime: CONFIG_STALE_MS,
    // a list of configs carries the counts of all kinds with its page, so only the other views ask for them
    enabled: !isKind(kind),
    queryFn: async ({ signal }) => (await port.listConfigs({ kind: 'template', page_size: 1 }, signal)).counts,
  })
  const change = (next: string) => onKindChange(MANAGER_TABS.find((known) => known === next) ?? 'template')
  return (
    <div className="evc-manager">
      <Tabs
        label={t('configKinds')}
        value={kind}
        onChange={change}
        items={[
          ...KINDS.map((value) => ({
            value,
            label: t(`${value}s`),
            ...(counts.data?.[value] === undefined ? {} : { count: counts.data[value] }),
          })),
          ...VIEWS.map((value) => ({ value, label: t(`tab_${value}`) })),
        ]}
      >
        <TabPanel value={kind}>
          <Suspense fallback={null}>
            {isKind(kind) && <ConfigList key={kind} kind={kind} {...props} onOpen={setShown} />}
            {kind === 'fit' && (
              <FitView
                onPreview={(config, dataset) => setShown({ dialog: 'preview', config, dataset })}
                onRun={(config) => setShown({ dialog: 'batch', config })}
              />
            )}
            {kind === 'batches' && <BatchesView open={batch} onOpenChange={setBatch} onOpenJobs={props.onOpenJobs} />}
            {kind === 'cleanup' && <CleanupView />}
            {kind === 'usage' && <UsageView />}
          </Suspense>
        </TabPanel>
      </Tabs>
      <ManagerDialogs
        shown={shown}
        onChange={setShown}
        onBatchStarted={(started) => {
          setBatch(started)
          onKindChange('batches')
        }}
      />
    </div>
  )
}
