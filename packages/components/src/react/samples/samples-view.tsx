/**
 * Every sample of a job: search, wrong only, sort, J and K, and the whole of one sample below the list.
 * Filters belong to the caller, so that a page can keep them in its address.
 */
import { Button, IconButton, Pagination, Select, Table, TextInput, type Column } from '@evalflow/ui'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { ArrowDown, ArrowUp, RefreshCw, Search } from 'lucide-react'
import { useDeferredValue, useEffect, useState, type KeyboardEvent } from 'react'
import { ListState } from '../list-state.tsx'
import { useT } from '../messages.ts'
import { useStudioPort, type SampleQuery } from '../port.ts'
import type { Sample } from '../wire.ts'
import { SampleDetail } from './sample-detail.tsx'
import { SampleEmpty } from './sample-empty.tsx'
import { SampleSummaryCell, ScoreCell } from './sample-cells.tsx'

export interface SampleFilters {
  search: string
  filter: 'all' | 'wrong' | 'failed' | 'unscored'
  sort: string
  page: number
}
export const NO_FILTERS: SampleFilters = { search: '', filter: 'all', sort: 'index', page: 1 }

export interface SamplesViewProps {
  jobId: string
  /** The job still runs: the list is asked again while it is looked at. */
  live: boolean
  filters: SampleFilters
  onFiltersChange: (filters: SampleFilters) => void
  /** The opened sample as `task:index`, also one that the list does not show; with `onSampleChange` the caller keeps it. */
  sample?: string | undefined
  onSampleChange?: (sample: string | undefined) => void
}

const PAGE_SIZE = 50
const LIVE_MS = 2000

export function SamplesView({ jobId, live, filters, onFiltersChange, sample, onSampleChange }: SamplesViewProps) {
  const t = useT()
  const port = useStudioPort()
  const [own, setOwn] = useState<string>()
  const current = onSampleChange ? sample : own
  const setCurrent = onSampleChange ?? setOwn
  const search = useDeferredValue(filters.search)
  const query = useQuery({
    queryKey: ['samples', jobId, search, filters.filter, filters.sort, filters.page],
    placeholderData: keepPreviousData,
    refetchInterval: live ? LIVE_MS : false,
    queryFn: ({ signal }) => port.listSamples(jobId, toQuery({ ...filters, search }), signal),
  })
  // the last picture of a running job is older than its end
  const { refetch } = query
  useEffect(() => {
    if (!live) void refetch()
  }, [live, refetch])

  const rows = query.data?.data ?? []
  const at = rows.findIndex((sample) => keyOf(sample) === current)
  const change = (changed: Partial<SampleFilters>) => onFiltersChange({ ...filters, page: 1, ...changed })
  function onKeyDown(event: KeyboardEvent): void {
    if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return
    const step = event.key === 'j' ? 1 : event.key === 'k' ? -1 : 0
    const next = rows[Math.min(rows.length - 1, Math.max(0, at + step))]
    if (step === 0 || !next) return
    event.preventDefault()
    setCurrent(keyOf(next))
  }
  const scoreKey = scoreOf(filters.sort) ?? firstScore(rows)
  const opened = current === undefined ? undefined : parseKey(current)

  return (
    <div className="evc-samples" onKeyDown={onKeyDown}>
      <div className="evc-toolbar">
        <TextInput
          type="search"
          className="evc-search"
          icon={<Search aria-hidden />}
          aria-label={t('searchSamples')}
          placeholder={t('searchSamples')}
          value={filters.search}
          onChange={(value) => change({ search: value })}
        />
        <span style={{ width: 104, flex: 'none' }}>
          <Select
            size="small"
            aria-label={t('show')}
            value={filters.filter}
            options={(['all', 'wrong', 'failed', 'unscored'] as const).map((value) => ({
              value,
              label: t(`filter_${value}`),
            }))}
            onChange={(value) =>
              change({ filter: value === 'wrong' || value === 'failed' || value === 'unscored' ? value : 'all' })
            }
          />
        </span>
        <SortButton filters={filters} scoreKey={scoreKey} task={rows[0]?.task} onChange={(sort) => change({ sort })} />
        <IconButton
          size="small"
          label={t('refresh')}
          icon={<RefreshCw aria-hidden />}
          onClick={() => void query.refetch()}
        />
      </div>
      <div className="evc-samples-list">
        <ListState query={query} lines={8}>
          {(data) => (
            <Table
              label={t('samples')}
              rows={data.data}
              rowKey={keyOf}
              rowLabel={(sample) => t('sampleNumber', { number: sample.index + 1 })}
              columns={sampleColumns(t, scoreKey)}
              onOpen={(sample) => setCurrent(keyOf(sample))}
              {...(current === undefined ? {} : { currentKey: current })}
              empty={
                <SampleEmpty
                  filtered={filters.search !== '' || filters.filter !== 'all'}
                  live={live}
                  onClear={() => onFiltersChange(NO_FILTERS)}
                />
              }
            />
          )}
        </ListState>
      </div>
      {query.data && query.data.pagination.total_results > PAGE_SIZE && (
        <Pagination
          page={filters.page}
          pageSize={PAGE_SIZE}
          total={query.data.pagination.total_results}
          onPageChange={(page) => onFiltersChange({ ...filters, page })}
        />
      )}
      {opened && <SampleDetail jobId={jobId} {...opened} summary={rows[at]} onClose={() => setCurrent(undefined)} />}
    </div>
  )
}

function SortButton({
  filters,
  scoreKey,
  task,
  onChange,
}: {
  filters: SampleFilters
  scoreKey: string | undefined
  task: string | undefined
  onChange: (sort: string) => void
}) {
  const t = useT()
  if (scoreKey === undefined || task === undefined) return null
  const up = `${task}.${scoreKey}`
  const next = filters.sort === up ? `-${up}` : filters.sort === `-${up}` ? 'index' : up
  const Arrow = filters.sort === `-${up}` ? ArrowDown : ArrowUp
  return (
    <Button
      size="small"
      aria-pressed={filters.sort !== 'index'}
      onClick={() => onChange(next)}
      title={t('sortBy', { name: scoreKey })}
    >
      {shortScore(scoreKey)}
      <Arrow aria-hidden style={{ opacity: filters.sort === 'index' ? 0.3 : 1 }} />
    </Button>
  )
}

function sampleColumns(t: ReturnType<typeof useT>, scoreKey: string | undefined): Column<Sample>[] {
  return [
    {
      id: 'index',
      header: '#',
      align: 'right',
      width: 44,
      cell: (sample) => <span className="ev-faint">{sample.index + 1}</span>,
    },
    { id: 'text', header: t('promptAnswer'), cell: (sample) => <SampleSummaryCell sample={sample} /> },
    ...(scoreKey === undefined
      ? []
      : [
          {
            id: 'score',
            header: shortScore(scoreKey),
            align: 'right' as const,
            width: 88,
            cell: (sample: Sample) => <ScoreCell sample={sample} scoreKey={scoreKey} />,
          },
        ]),
    {
      id: 'time',
      header: 's',
      align: 'right',
      width: 48,
      cell: (sample) => (
        <span className="ev-muted">{sample.duration_ms === null ? '–' : (sample.duration_ms / 1000).toFixed(1)}</span>
      ),
    },
  ]
}

const keyOf = (sample: Sample): string => `${sample.task}:${sample.index}`

/** A task's name may have colons of its own; an index has none. */
function parseKey(key: string): { task: string; index: number } | undefined {
  const [, task, index] = /^(.+):(\d+)$/s.exec(key) ?? []
  return task === undefined ? undefined : { task, index: Number(index) }
}

function toQuery(filters: SampleFilters): SampleQuery {
  return {
    page: filters.page,
    page_size: PAGE_SIZE,
    sort: filters.sort,
    ...(filters.search === '' ? {} : { search: filters.search }),
    ...(filters.filter === 'all' ? {} : { filter: filters.filter }),
  }
}

/** `-qa.f1.f1` → `f1.f1` */
function scoreOf(sort: string): string | undefined {
  const [, ...rest] = sort.replace(/^-/, '').split('.')
  return rest.length >= 2 ? rest.slice(-2).join('.') : undefined
}

function firstScore(rows: readonly Sample[]): string | undefined {
  return rows.map((sample) => Object.keys(sample.scores)[0]).find((key) => key !== undefined)
}

/** `f1.f1` → `f1`, `rouge.rouge_L_score` → `rouge_L_score` */
const shortScore = (key: string): string => key.split('.').at(-1) ?? key
