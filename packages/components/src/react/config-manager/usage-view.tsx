/** How templates are used: runs, datasets and failures of each, and the scores of one over time. */
import {
  Button,
  EmptyState,
  formatNumber,
  formatPercent,
  Pagination,
  RelativeTime,
  Table,
  Tag,
  type Sort,
} from '@evalflow/ui'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { ListState } from '../list-state.tsx'
import { useT } from '../messages.ts'
import { useStudioPort } from '../port.ts'
import { SearchInput } from '../search-input.tsx'
import { CONFIG_STALE_MS } from './config-cache.ts'
import { Freshness } from './freshness.tsx'
import type { TemplateUsage } from './library-port.ts'
import { UsageRuns } from './usage-runs.tsx'

const PAGE_SIZE = 20
/** Pixels of one bar of the small chart, and its height. */
const BAR_PX = 5
const CHART_PX = 20

export function UsageView() {
  const t = useT()
  const port = useStudioPort()
  const [search, setSearch] = useState('')
  const [page, setPage] = useState(1)
  const [sort, setSort] = useState<Sort>({ column: 'runs', direction: 'desc' })
  const [open, setOpen] = useState<string | null>(null)
  const settled = useDeferredValue(search)
  const query = useQuery({
    queryKey: ['library', 'usage', settled, page, sort],
    placeholderData: keepPreviousData,
    staleTime: CONFIG_STALE_MS,
    queryFn: ({ signal }) =>
      port.configLibrary.usage(
        {
          page,
          page_size: PAGE_SIZE,
          sort: `${sort.direction === 'desc' ? '-' : ''}${sort.column}`,
          ...(settled === '' ? {} : { search: settled }),
        },
        { signal },
      ),
  })
  return (
    <div className="evc-manager-panel">
      <div className="evc-toolbar">
        <SearchInput
          label={t('searchTemplates')}
          value={search}
          onChange={(value) => {
            setSearch(value)
            setPage(1)
          }}
        />
        <span className="ev-grow" />
        <Freshness query={query} />
      </div>
      <div className="evc-manager-list">
        <ListState query={query}>
          {({ data }) => (
            <Table<TemplateUsage>
              cards
              label={t('usage')}
              rows={data}
              rowKey={({ template }) => template}
              sort={sort}
              onSortChange={(next) => {
                setSort(next)
                setPage(1)
              }}
              onOpen={({ template }) => setOpen(template)}
              currentKey={open ?? undefined}
              columns={[
                {
                  id: 'name',
                  header: t('templateWord'),
                  sortable: true,
                  cell: ({ template, exists }) => (
                    <span className="ev-row" style={{ flexWrap: 'wrap' }}>
                      <Button size="small" variant="link" onClick={() => setOpen(template)}>
                        <span className="ev-mono evc-break">{template.replace(/^default\//, '')}</span>
                      </Button>
                      {!exists && <Tag>{t('deletedTag')}</Tag>}
                    </span>
                  ),
                },
                {
                  id: 'runs',
                  header: t('runs'),
                  align: 'right',
                  sortable: true,
                  cell: ({ runs }) => formatNumber(runs),
                },
                {
                  id: 'datasets',
                  header: t('datasets'),
                  align: 'right',
                  sortable: true,
                  cell: ({ datasets }) => formatNumber(datasets),
                },
                {
                  id: 'failure_rate',
                  header: t('failureRate'),
                  align: 'right',
                  sortable: true,
                  cell: ({ failure_rate, failed, completed }) =>
                    failure_rate === null ? (
                      '–'
                    ) : (
                      <span title={t('failedOf', { failed, total: failed + completed })}>
                        {formatPercent(failure_rate)}
                      </span>
                    ),
                },
                { id: 'weeks', header: t('twelveWeeks'), cell: ({ weeks }) => <Weeks weeks={weeks} /> },
                {
                  id: 'created_at',
                  header: t('lastUsed'),
                  align: 'right',
                  sortable: true,
                  cell: ({ last_run_at }) => <RelativeTime at={last_run_at} />,
                },
              ]}
              empty={<EmptyState title={t('usageEmpty')}>{t('usageEmptyHelp')}</EmptyState>}
            />
          )}
        </ListState>
        {open !== null && <UsageRuns key={open} template={open} onClose={() => setOpen(null)} />}
      </div>
      {query.data && query.data.pagination.total_results > PAGE_SIZE && (
        <Pagination
          page={page}
          pageSize={PAGE_SIZE}
          total={query.data.pagination.total_results}
          onPageChange={setPage}
        />
      )}
    </div>
  )
}

/** Runs per week; its numbers are its name. */
function Weeks({ weeks }: { weeks: readonly number[] }) {
  const t = useT()
  const most = Math.max(1, ...weeks)
  return (
    <svg
      className="evc-weeks"
      role="img"
      aria-label={t('runsPerWeek', { runs: weeks.join(', ') })}
      width={weeks.length * BAR_PX}
      height={CHART_PX}
    >
      {weeks.map((runs, index) => {
        const height = runs === 0 ? 1 : Math.max(2, (runs / most) * CHART_PX)
        return (
          <rect
            key={index}
            x={index * BAR_PX}
            y={CHART_PX - height}
            width={BAR_PX - 1}
            height={height}
            data-none={runs === 0}
          />
        )
      })}
    </svg>
  )
}
