/** Datasets of the store, by page. */
import { useStudioPort } from '@evalflow/components/react'
import type { DatasetItem } from '@evalflow/contract'
import { ConfirmDialog, EmptyState, formatBytes, formatNumber, IconButton, RelativeTime, Tag } from '@evalflow/ui'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { Database, RefreshCw, Trash2 } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import { useT } from '../messages.ts'
import { Page } from '../shell/page.tsx'
import { PAGE_SIZE, SearchedTable } from './searched-table.tsx'

const route = getRouteApi('/data')

export function DataPage() {
  const t = useT()
  const port = useStudioPort()
  const queries = useQueryClient()
  const { search, page } = route.useSearch()
  const navigate = useNavigate({ from: '/data' })
  const [deleting, setDeleting] = useState<DatasetItem | null>(null)
  const settled = useDeferredValue(search)
  const query = useQuery({
    queryKey: ['datasets', settled, page],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      port.listDatasets(
        { page, page_size: PAGE_SIZE, sort: '-created_at', ...(settled === '' ? {} : { search: settled }) },
        signal,
      ),
  })
  return (
    <Page
      title={t('data')}
      help={t('dataHelp')}
      actions={
        <IconButton label={t('refresh')} icon={<RefreshCw aria-hidden />} onClick={() => void query.refetch()} />
      }
    >
      <SearchedTable
        query={query}
        searchLabel={t('searchDatasets')}
        search={search}
        page={page}
        onSearch={(value) => void navigate({ search: { search: value, page: 1 }, replace: true })}
        onPage={(next) => void navigate({ search: { search, page: next } })}
        count={(total) => t('countDatasets', { count: total })}
        label={t('data')}
        rowKey={(dataset) => `${dataset.namespace}/${dataset.name}`}
        columns={[
          {
            id: 'name',
            header: t('name'),
            cell: (dataset) => (
              <div>
                <b>{dataset.name}</b>
                <div className="ev-faint ev-mono evc-break">{dataset.files_url}</div>
              </div>
            ),
          },
          { id: 'columns', header: t('columns'), cell: (dataset) => <Columns names={dataset.columns} /> },
          {
            id: 'records',
            header: t('rows'),
            align: 'right',
            cell: (dataset) => (dataset.records === null ? '–' : formatNumber(dataset.records)),
          },
          {
            id: 'size',
            header: t('size'),
            align: 'right',
            cell: (dataset) => (dataset.size_bytes === null ? '–' : formatBytes(dataset.size_bytes)),
          },
          {
            id: 'updated',
            header: t('changed'),
            align: 'right',
            cell: (dataset) => <RelativeTime at={dataset.updated_at} />,
          },
          {
            id: 'actions',
            header: <span className="ev-visually-hidden">{t('actions')}</span>,
            align: 'right',
            width: 50,
            cell: (dataset) => (
              <IconButton
                size="small"
                label={t('deleteDataset')}
                icon={<Trash2 aria-hidden />}
                onClick={() => setDeleting(dataset)}
              />
            ),
          },
        ]}
        nothingYet={
          <EmptyState
            icon={<Database aria-hidden />}
            title={t('noDatasets')}
            action={
              <Link className="ev-button ev-button-primary" to="/">
                {t('openFlow')}
              </Link>
            }
          >
            {t('noDatasetsHelp')}
          </EmptyState>
        }
      />
      {deleting && (
        <ConfirmDialog
          open
          onOpenChange={(open) => !open && setDeleting(null)}
          title={t('deleteDatasetTitle', { name: deleting.name })}
          consequence={t('deleteDatasetText')}
          names={[`${deleting.namespace}/${deleting.name}`]}
          confirmLabel={t('deleteDataset')}
          onConfirm={async () => {
            await port.deleteDataset(`${deleting.namespace}/${deleting.name}`)
            await queries.invalidateQueries({ queryKey: ['datasets'] })
          }}
        />
      )}
    </Page>
  )
}

const SHOWN = 5

function Columns({ names }: { names: string[] | null }) {
  if (!names) return <>–</>
  return (
    <span className="es-tags">
      {names.slice(0, SHOWN).map((name) => (
        <Tag key={name}>{name}</Tag>
      ))}
      {names.length > SHOWN && <span className="ev-faint">+{names.length - SHOWN}</span>}
    </span>
  )
}
