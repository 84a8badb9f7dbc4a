/** Search, wrong only, category and sort of a samples list. */
import { Button, IconButton, Picker, Select } from '@evalflow/ui'
import { useQueryClient } from '@tanstack/react-query'
import { ArrowDown, ArrowUp, RefreshCw } from 'lucide-react'
import { useT } from '../messages.ts'
import { useStudioPort } from '../port.ts'
import { SearchInput } from '../search-input.tsx'
import { shortScore } from './sample-cells.tsx'
import { isFilter, SAMPLE_FILTERS, type SampleFilters } from './sample-filters.ts'

export interface SampleToolbarProps {
  jobId: string
  live: boolean
  filters: SampleFilters
  onChange: (changed: Partial<SampleFilters>) => void
  onRefresh: () => void
  /** What a click on the sort button sorts by; none where nothing is scored. */
  sortable: { task: string; scoreKey: string } | undefined
}

export function SampleToolbar({ jobId, live, filters, onChange, onRefresh, sortable }: SampleToolbarProps) {
  const t = useT()
  return (
    <div className="evc-toolbar">
      <SearchInput
        label={t('searchSamples')}
        value={filters.search}
        onChange={(value) => onChange({ search: value })}
      />
      <span style={{ width: 128, flex: 'none' }}>
        <Select
          size="small"
          aria-label={t('show')}
          value={filters.filter}
          options={SAMPLE_FILTERS.map((value) => ({ value, label: t(`filter_${value}`) }))}
          onChange={(value) => onChange({ filter: isFilter(value) ? value : 'all' })}
        />
      </span>
      <CategoryPicker
        jobId={jobId}
        live={live}
        category={filters.category}
        onChange={(category) => onChange({ category })}
      />
      {sortable && <SortButton sort={filters.sort} {...sortable} onChange={(sort) => onChange({ sort })} />}
      <IconButton size="small" label={t('refresh')} icon={<RefreshCw aria-hidden />} onClick={onRefresh} />
    </div>
  )
}

/** Tasks and columns of few texts; found by reading every row, so only when the list is opened. */
function CategoryPicker(props: {
  jobId: string
  live: boolean
  category: string
  onChange: (category: string) => void
}) {
  const { jobId, live, category, onChange } = props
  const t = useT()
  const port = useStudioPort()
  const queries = useQueryClient()
  return (
    <span className="evc-category">
      <Picker
        aria-label={t('category')}
        placeholder={t('anyCategory')}
        clearable
        value={category === '' ? null : { id: category, label: category.replace('=', ': ') }}
        onChange={(item) => onChange(item?.id ?? '')}
        empty={t('noCategories')}
        load={async (search) => {
          const { groups } = await queries.fetchQuery({
            queryKey: ['sample-summary', jobId],
            queryFn: ({ signal }) => port.sampleSummary(jobId, signal),
            staleTime: live ? 0 : Infinity,
          })
          const items = groups.flatMap(({ by, values }) =>
            values.map(({ value, rows }) => ({
              id: `${by}=${value}`,
              label: `${by}: ${value}`,
              detail: t('rowCount', { count: rows }),
            })),
          )
          const wanted = items.filter(({ label }) => label.toLowerCase().includes(search.toLowerCase()))
          return { items: wanted, total: wanted.length }
        }}
      />
    </span>
  )
}

function SortButton({
  sort,
  task,
  scoreKey,
  onChange,
}: {
  sort: string
  task: string
  scoreKey: string
  onChange: (sort: string) => void
}) {
  const t = useT()
  const up = `${task}.${scoreKey}`
  const next = sort === up ? `-${up}` : sort === `-${up}` ? 'index' : up
  const Arrow = sort === `-${up}` ? ArrowDown : ArrowUp
  return (
    <Button
      size="small"
      aria-pressed={sort !== 'index'}
      onClick={() => onChange(next)}
      title={t('sortBy', { name: scoreKey })}
    >
      {shortScore(scoreKey)}
      <Arrow aria-hidden style={{ opacity: sort === 'index' ? 0.3 : 1 }} />
    </Button>
  )
}
