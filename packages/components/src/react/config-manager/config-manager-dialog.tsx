/** Config Manager as a dialog on the canvas; its filters live as long as it is open. */
import { Dialog } from '@evalflow/ui'
import { useState } from 'react'
import { useT } from '../messages.ts'
import { ConfigManager, type ManagerTab } from './config-manager.tsx'

export function ConfigManagerDialog({
  onClose,
  onNewConfig,
  onOpenJobs,
}: {
  onClose: () => void
  onNewConfig?: () => void
  onOpenJobs?: (config: string) => void
}) {
  const t = useT()
  const [view, setView] = useState<{ kind: ManagerTab; search: string; page: number }>({
    kind: 'template',
    search: '',
    page: 1,
  })
  return (
    <Dialog
      open
      size="full"
      flush
      onOpenChange={(open) => !open && onClose()}
      title={t('configManager')}
      description={t('configManagerHelp')}
    >
      <ConfigManager
        {...view}
        onKindChange={(kind) => setView({ ...view, kind, page: 1 })}
        onSearchChange={(search) => setView({ ...view, search, page: 1 })}
        onPageChange={(page) => setView({ ...view, page })}
        onNewConfig={onNewConfig}
        onOpenJobs={onOpenJobs}
      />
    </Dialog>
  )
}
