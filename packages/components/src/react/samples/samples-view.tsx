/**
 * Every sample of a job: search, wrong only, category, sort, J and K through all of them, and the whole of one sample
 * below the list. Filters belong to the caller, so that a page can keep them in its address.
 */
import { DeniedState, ErrorState, isDenied, Skeleton } from '@evalflow/ui'
import { useCallback, useDeferredValue, useEffect, useState, type KeyboardEvent } from 'react'
import type { Sample } from '../wire.ts'
import { SampleDetail } from './sample-detail.tsx'
import { SampleEmpty } from './sample-empty.tsx'
import { isFiltered, NO_FILTERS, toSampleQuery, type SampleFilters } from './sample-filters.ts'
import { SampleList } from './sample-list.tsx'
import { SampleToolbar } from './sample-toolbar.tsx'
import { useSamplePages } from './use-sample-pages.ts'

export { NO_FILTERS, type SampleFilters } from './sample-filters.ts'

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

const FIRST_SHOWN = [0, 0] as const

export function SamplesView({ jobId, live, filters, onFiltersChange, sample, onSampleChange }: SamplesViewProps) {
  const [own, setOwn] = useState<string>()
  const current = onSampleChange ? sample : own
  const setCurrent = onSampleChange ?? setOwn
  const search = useDeferredValue(filters.search)
  const [shown, setShown] = useState<readonly [number, number]>(FIRST_SHOWN)
  const onShown = useCallback((first: number, last: number) => setShown([first, last]), [])
  const pages = useSamplePages(jobId, toSampleQuery({ ...filters, search }), { shown, live })
  // the last picture of a running job is older than its end
  const { refetch, total } = pages
  useEffect(() => {
    if (!live) void refetch()
  }, [live, refetch])

  const opened = current === undefined ? undefined : parseKey(current)
  const { place, setPlace } = usePlace(current, filters, pages)
  const rows = rowsOf(pages.at, shown)
  async function open(next: number): Promise<void> {
    if (total === undefined || next < 0 || next >= total) return
    setPlace(next)
    const row = pages.at(next) ?? (await pages.fetch(next))
    if (row) setCurrent(keyOf(row))
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return
    const next = nextPlace(event, place ?? -1, total ?? 0)
    if (next === undefined) return
    event.preventDefault()
    void open(next)
  }
  const scored = rows.find((row) => Object.keys(row.scores).length > 0)
  const scoreKey = scoreOf(filters.sort) ?? (scored && Object.keys(scored.scores)[0])

  return (
    <div className="evc-samples" onKeyDown={onKeyDown}>
      <SampleToolbar
        jobId={jobId}
        live={live}
        filters={filters}
        onChange={(changed) => onFiltersChange({ ...filters, ...changed })}
        onRefresh={() => void refetch()}
        sortable={scored && scoreKey !== undefined ? { task: scored.task, scoreKey } : undefined}
      />
      {total === undefined ? (
        <Blank error={pages.error} onRetry={() => void refetch()} />
      ) : total === 0 ? (
        <SampleEmpty filtered={isFiltered(filters)} live={live} onClear={() => onFiltersChange(NO_FILTERS)} />
      ) : (
        <SampleList
          // another choice of rows begins at its first
          key={JSON.stringify([filters, jobId])}
          total={total}
          at={pages.at}
          place={place}
          scoreKey={scoreKey}
          onShown={onShown}
          onOpen={(next) => void open(next)}
        />
      )}
      {total !== undefined && pages.error !== null && (
        <div className="ev-field-error" role="alert" style={{ padding: '4px 14px' }}>
          {pages.error instanceof Error ? pages.error.message : String(pages.error)}
        </div>
      )}
      {opened && (
        <SampleDetail
          jobId={jobId}
          {...opened}
          summary={rows.find((row) => keyOf(row) === current)}
          onClose={() => setCurrent(undefined)}
        />
      )}
    </div>
  )
}

function Blank({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  if (isDenied(error)) return <DeniedState />
  if (error) return <ErrorState error={error} onRetry={onRetry} />
  return (
    <div className="ev-stack" style={{ padding: 14 }} role="status" aria-busy>
      <Skeleton height={180} />
    </div>
  )
}

/**
 * Where the opened sample stands in the list. Known of what was opened here; of a link only where the list has every row
 * in order, so that its index is its place.
 */
function usePlace(
  current: string | undefined,
  filters: SampleFilters,
  { at, total }: Pick<ReturnType<typeof useSamplePages>, 'at' | 'total'>,
) {
  const list = JSON.stringify(filters)
  const [held, setHeld] = useState<{ list: string; place: number } | null>(null)
  const setPlace = (place: number) => setHeld({ list, place })
  if (current === undefined) return { place: null, setPlace }
  if (held?.list === list) return { place: held.place, setPlace }
  const index = parseKey(current)?.index
  const isWhole = !isFiltered(filters) && filters.sort === 'index' && index !== undefined && index < (total ?? 0)
  const row = isWhole ? at(index) : undefined
  return { place: isWhole && (row === undefined || keyOf(row) === current) ? index : null, setPlace }
}

function nextPlace(event: KeyboardEvent, place: number, total: number): number | undefined {
  const inList = event.target instanceof Element && event.target.getAttribute('role') === 'grid'
  if (event.key === 'j' || (inList && event.key === 'ArrowDown')) return Math.min(total - 1, place + 1)
  if (event.key === 'k' || (inList && event.key === 'ArrowUp')) return Math.max(0, place - 1)
  if (inList && event.key === 'Home') return 0
  return inList && event.key === 'End' ? total - 1 : undefined
}

function rowsOf(at: (place: number) => Sample | undefined, [first, last]: readonly [number, number]): Sample[] {
  return Array.from({ length: last - first + 1 }, (_, index) => at(first + index)).filter((row) => row !== undefined)
}

const keyOf = (sample: Sample): string => `${sample.task}:${sample.index}`

/** A task's name may have colons of its own; an index has none. */
function parseKey(key: string): { task: string; index: number } | undefined {
  const [, task, index] = /^(.+):(\d+)$/s.exec(key) ?? []
  return task === undefined ? undefined : { task, index: Number(index) }
}

/** `-qa.f1.f1` → `f1.f1` */
function scoreOf(sort: string): string | undefined {
  const [, ...rest] = sort.replace(/^-/, '').split('.')
  return rest.length >= 2 ? rest.slice(-2).join('.') : undefined
}
