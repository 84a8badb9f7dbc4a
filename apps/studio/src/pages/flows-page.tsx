/** All flows: open, make, delete. */
import { Button, ConfirmDialog, EmptyState, IconButton, notify, RelativeTime } from '@evalflow/ui'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import type { FlowSummary } from '@evalflow/contract'
import { LayoutTemplate, Plus, Trash2, Workflow } from 'lucide-react'
import { lazy, Suspense, useDeferredValue, useState } from 'react'
import { z } from 'zod'
import { studio } from '../api/clients.ts'
import { useT as useStarterT } from '../flow/starters/starter-messages.ts'
import { useT } from '../messages.ts'
import { Page } from '../shell/page.tsx'
import { PAGE_SIZE, SearchedTable } from './searched-table.tsx'

const GalleryDialog = lazy(async () => ({
  default: (await import('../flow/starters/gallery-dialog.tsx')).GalleryDialog,
}))

const route = getRouteApi('/flows')

export function FlowsPage() {
  const t = useT()
  const starterText = useStarterT()
  const { search, page } = route.useSearch()
  const navigate = useNavigate({ from: '/flows' })
  const open = useNavigate()
  const queries = useQueryClient()
  const [choosing, setChoosing] = useState(false)
  const [deleting, setDeleting] = useState<FlowSummary | null>(null)
  const settled = useDeferredValue(search)
  const query = useQuery({
    queryKey: ['flows', settled, page],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      studio.flows.list(
        { page, page_size: PAGE_SIZE, sort: '-updated_at', ...(settled === '' ? {} : { search: settled }) },
        { signal },
      ),
  })
  const create = useMutation({
    mutationFn: async () => {
      const { newFlow: toNewFlow } = await import('../flow/new-flow.ts')
      return studio.flows.create(z.json().parse(toNewFlow(t('untitled'))))
    },
    onSuccess: (record) => open({ to: '/flows/$flowId', params: { flowId: record.id } }),
    onError: (error) => notify.bad(error.message),
  })
  const newFlow = (
    <Button icon={<Plus aria-hidden />} busy={create.isPending} onClick={() => create.mutate()}>
      {t('newFlow')}
    </Button>
  )
  const fromTemplate = (
    <Button variant="primary" icon={<LayoutTemplate aria-hidden />} onClick={() => setChoosing(true)}>
      {starterText('gallery')}
    </Button>
  )
  return (
    <Page
      title={t('flows')}
      help={t('flowsHelp')}
      actions={
        <>
          {newFlow}
          {fromTemplate}
        </>
      }
    >
      <SearchedTable
        query={query}
        searchLabel={t('searchFlows')}
        search={search}
        page={page}
        onSearch={(value) => void navigate({ search: { search: value, page: 1 }, replace: true })}
        onPage={(next) => void navigate({ search: { search, page: next } })}
        label={t('flows')}
        rowKey={(flow) => flow.id}
        rowLabel={(flow) => flow.name}
        onOpen={(flow) => void open({ to: '/flows/$flowId', params: { flowId: flow.id } })}
        columns={[
          {
            id: 'name',
            header: t('name'),
            cell: (flow) => (
              <div>
                <b>{flow.name}</b>
                {flow.description && <div className="ev-muted">{flow.description}</div>}
              </div>
            ),
          },
          { id: 'nodes', header: t('nodes'), align: 'right', cell: (flow) => flow.nodes },
          {
            id: 'updated',
            header: t('changed'),
            align: 'right',
            cell: (flow) => <RelativeTime at={flow.updated_at} />,
          },
          {
            id: 'actions',
            header: <span className="ev-visually-hidden">{t('actions')}</span>,
            align: 'right',
            width: 50,
            cell: (flow) => (
              <IconButton
                size="small"
                label={t('deleteFlow')}
                icon={<Trash2 aria-hidden />}
                onClick={() => setDeleting(flow)}
              />
            ),
          },
        ]}
        nothingYet={
          <EmptyState icon={<Workflow aria-hidden />} title={t('noFlows')} action={fromTemplate}>
            {t('noFlowsHelp')}
          </EmptyState>
        }
      />
      {choosing && (
        <Suspense fallback={null}>
          <GalleryDialog
            onClose={() => setChoosing(false)}
            onOpened={(flowId) => void open({ to: '/flows/$flowId', params: { flowId } })}
          />
        </Suspense>
      )}
      {deleting && (
        <ConfirmDialog
          open
          onOpenChange={(isOpen) => !isOpen && setDeleting(null)}
          title={t('deleteFlowTitle', { name: deleting.name })}
          consequence={t('deleteFlowText')}
          names={[deleting.name]}
          confirmLabel={t('deleteFlow')}
          onConfirm={async () => {
            await studio.flows.delete(deleting.id)
            await queries.invalidateQueries({ queryKey: ['flows'] })
          }}
        />
      )}
    </Page>
  )
}
