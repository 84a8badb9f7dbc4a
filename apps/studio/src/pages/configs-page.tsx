/** Config Manager as a page, its filters in the address. */
import { ConfigManager, NewConfigDialog } from '@evalflow/components/react'
import { Button } from '@evalflow/ui'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useT } from '../messages.ts'
import { Page } from '../shell/page.tsx'

const route = getRouteApi('/configs')

export function ConfigsPage() {
  const t = useT()
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/configs' })
  const goTo = useNavigate()
  const [creating, setCreating] = useState(false)
  return (
    <Page
      title={t('configs')}
      help={t('configsHelp')}
      actions={
        <Button variant="primary" icon={<Plus aria-hidden />} onClick={() => setCreating(true)}>
          {t('newConfig')}
        </Button>
      }
    >
      <ConfigManager
        {...search}
        onKindChange={(kind) => void navigate({ search: { ...search, kind, page: 1 } })}
        onSearchChange={(value) => void navigate({ search: { ...search, search: value, page: 1 }, replace: true })}
        onPageChange={(page) => void navigate({ search: { ...search, page } })}
        onOpenJobs={(config) => void goTo({ to: '/jobs', search: { search: '', page: 1, status: '', config } })}
        onNewConfig={() => setCreating(true)}
      />
      {creating && (
        <NewConfigDialog namespace="default" connected={null} onCreated={() => {}} onClose={() => setCreating(false)} />
      )}
    </Page>
  )
}
