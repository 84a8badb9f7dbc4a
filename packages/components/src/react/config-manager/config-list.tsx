/** One kind of config as a list: search, pages, selection for clean-up, and what can be done with each. */
import { Button, Pagination, Table } from '@evalflow/ui'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { Brush, FileUp, Trash2 } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import { ListState } from '../list-state.tsx'
import { useT } from '../messages.ts'
import { useStudioPort } from '../port.ts'
import { SearchInput } from '../search-input.tsx'
import type { ConfigItem, ConfigKindName } from '../wire.ts'
import { CleanUpDialog, type CleanUpScope } from './clean-up-dialog.tsx'
import { ConfigActions, type ManagerDialog } from './config-actions.tsx'
import { CONFIG_STALE_MS, COUNTS_KEY } from './config-cache.ts'
import { configColumns } from './config-columns.tsx'
import { ConfigEmpty } from './config-empty.tsx'
import { Freshness } from './freshness.tsx'

const PAGE_SIZE = 25

export const refOf = (config: Pick<ConfigItem, 'namespace' | 'name'>): string => `${config.namespace}/${config.name}`

export interface ConfigListProps {
  kind: ConfigKindName
  search: string
  onSearchChange: (search: string) => void
  page: number
  onPageChange: (page: number) => void
  onOpen: (dialog: ManagerDialog) => void
  onOpenJobs?: ((config: string) => void) | undefined
  onNewConfig?: (() => void) | undefined
}

export function ConfigList({ kind, search, page, onOpen, ...props }: ConfigListProps) {
  const t = useT()
  const port = useStudioPort()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [cleaning, setCleaning] = useState<CleanUpScope | null>(null)
  const settled = useDeferredValue(search)
  const queries = useQueryClient()
  const query = useQuery({
    queryKey: ['configs', kind, settled, page],
    placeholderData: keepPreviousData,
    staleTime: CONFIG_STALE_MS,
    queryFn: async ({ signal }) => {
      const answer = await port.listConfigs(
        { kind, page, page_size: PAGE_SIZE, sort: '-created_at', ...(settled === '' ? {} : { search: settled }) },
        signal,
      )
      queries.setQueryData(COUNTS_KEY, answer.counts)
      return answer
    },
  })
  return (
    <div className="evc-manager-panel">
      <div className="evc-toolbar">
        <SearchInput label={t('searchConfigs')} value={search} onChange={props.onSearchChange} />
        <span className="ev-muted ev-num" aria-live="polite">
          {query.data && t('matches', { count: query.data.pagination.total_results })}
        </span>
        <span className="ev-grow" />
        <Freshness query={query} />
        {kind === 'template' && (
          <Button size="small" icon={<FileUp aria-hidden />} onClick={() => onOpen({ dialog: 'import' })}>
            {t('importEllipsis')}
          </Button>
        )}
      </div>
      <div className="evc-manager-list">
        <ListState query={query}>
          {(data) => (
            <Table
              cards
              label={t(`${kind}s`)}
              rows={data.data}
              rowKey={refOf}
              columns={[
                ...configColumns(kind, t, props.onOpenJobs),
                {
                  id: 'actions',
                  header: <span className="ev-visually-hidden">{t('actions')}</span>,
                  align: 'right' as const,
                  cell: (config: ConfigItem) => <ConfigActions config={config} onOpen={onOpen} />,
                },
              ]}
              {...(kind === 'runtime' ? { selected: chosen, onSelectedChange: setChosen } : {})}
              onOpen={(config) => onOpen({ dialog: kind === 'template' ? 'history' : 'json', config: refOf(config) })}
              empty={<ConfigEmpty kind={kind} searched={settled !== ''} onNewConfig={props.onNewConfig} />}
            />
          )}
        </ListState>
      </div>
      {query.data && query.data.pagination.total_results > PAGE_SIZE && (
        <Pagination
          page={page}
          pageSize={PAGE_SIZE}
          total={query.data.pagination.total_results}
          onPageChange={props.onPageChange}
        />
      )}
      {kind === 'runtime' && (
        <div className="evc-manager-foot">
          <span className="ev-grow ev-muted">
            <b className="ev-num">{t('chosenCount', { count: chosen.size })}</b> · {t('resultsStay')}
          </span>
          <Button icon={<Brush aria-hidden />} onClick={() => setCleaning({ all: true })}>
            {t('cleanUpUnused')}
          </Button>
          <Button
            variant="danger"
            disabled={chosen.size === 0}
            icon={<Trash2 aria-hidden />}
            onClick={() => setCleaning({ refs: Array.from(chosen) })}
          >
            {t('removeChosen', { count: chosen.size })}
          </Button>
        </div>
      )}
      {cleaning && (
        <CleanUpDialog scope={cleaning} onClose={() => setCleaning(null)} onDone={() => setChosen(new Set())} />
      )}
    </div>
  )
}
