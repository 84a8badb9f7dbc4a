/** What was removed, by whom and why; each can be made again, with its secrets. */
import { Button, EmptyState, notify, Pagination, RelativeTime, Table } from '@evalflow/ui'
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { Undo2 } from 'lucide-react'
import { useState } from 'react'
import { ListState } from '../list-state.tsx'
import { useT } from '../messages.ts'
import { useStudioPort } from '../port.ts'
import { useConfigWritten } from './config-cache.ts'
import { Freshness } from './freshness.tsx'
import type { Removal } from './library-port.ts'

const PAGE_SIZE = 20

export function RemovalLog() {
  const t = useT()
  const port = useStudioPort()
  const written = useConfigWritten()
  const [page, setPage] = useState(1)
  const query = useQuery({
    queryKey: ['library', 'removals', page],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => port.configLibrary.removals({ page, page_size: PAGE_SIZE }, { signal }),
  })
  const restore = useMutation({
    mutationFn: (id: number) => port.configLibrary.restoreRemoved(id),
    onSuccess: async ({ config }) => {
      notify.good(t('madeAgain', { name: config }))
      await written()
    },
    onError: (error) => notify.bad(error.message),
  })
  return (
    <section className="evc-section" aria-label={t('removalLog')}>
      <div className="ev-row">
        <h2>{t('removalLog')}</h2>
        <span className="ev-grow" />
        <Freshness query={query} />
      </div>
      <ListState query={query}>
        {({ data }) => (
          <div className="evc-table-scroll" role="region" tabIndex={0} aria-label={t('removalLog')}>
            <Table<Removal>
              cards
              label={t('removalLog')}
              rows={data}
              rowKey={({ id }) => String(id)}
              columns={[
                {
                  id: 'config',
                  header: t('config'),
                  cell: ({ config, reason, by }) => (
                    <div>
                      <div className="ev-mono evc-break">{config.replace(/^default\//, '')}</div>
                      <div className="ev-faint evc-small evc-break">
                        {t(by === 'rule' ? 'byRule' : 'byPerson')} · {reason}
                      </div>
                    </div>
                  ),
                },
                {
                  id: 'when',
                  header: t('removedWhen'),
                  align: 'right',
                  cell: ({ removed_at }) => <RelativeTime at={removed_at} />,
                },
                {
                  id: 'undo',
                  header: <span className="ev-visually-hidden">{t('actions')}</span>,
                  align: 'right',
                  cell: ({ id, restored_at }) =>
                    restored_at === null ? (
                      <Button
                        size="small"
                        icon={<Undo2 aria-hidden />}
                        busy={restore.isPending && restore.variables === id}
                        onClick={() => restore.mutate(id)}
                      >
                        {t('undoRemoval')}
                      </Button>
                    ) : (
                      <span className="ev-muted">
                        {t('madeAgainAt')} <RelativeTime at={restored_at} />
                      </span>
                    ),
                },
              ]}
              empty={<EmptyState title={t('removalsEmpty')}>{t('removalsEmptyHelp')}</EmptyState>}
            />
          </div>
        )}
      </ListState>
      {query.data && query.data.pagination.total_results > PAGE_SIZE && (
        <Pagination
          page={page}
          pageSize={PAGE_SIZE}
          total={query.data.pagination.total_results}
          onPageChange={setPage}
        />
      )}
    </section>
  )
}
