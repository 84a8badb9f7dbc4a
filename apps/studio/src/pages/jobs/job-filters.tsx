/** What of the jobs is listed: text, state, config, target, days. All of it stands in the address. */
import { useStudioPort } from '@evalflow/components/react'
import { Button, Picker, Select, TextInput } from '@evalflow/ui'
import { Search } from 'lucide-react'
import { useT as useShellT } from '../../messages.ts'
import { useT } from './messages.ts'

export interface JobFilters {
  search: string
  status: string
  config: string
  target?: string | undefined
  from?: string | undefined
  until?: string | undefined
}

const STATUSES = ['running', 'completed', 'failed', 'cancelled'] as const
const PAGE_SIZE = 20

export const isFiltered = ({ search, status, config, target, from, until }: JobFilters): boolean =>
  search !== '' || status !== '' || config !== '' || [target, from, until].some((value) => value !== undefined)

export function JobFilterBar({
  filters,
  onChange,
}: {
  filters: JobFilters
  onChange: (next: Partial<JobFilters>) => void
}) {
  const t = useT()
  const shell = useShellT()
  const port = useStudioPort()
  return (
    <div className="evc-toolbar es-job-filters">
      <TextInput
        type="search"
        className="evc-search"
        icon={<Search aria-hidden />}
        aria-label={shell('searchJobs')}
        placeholder={shell('searchJobs')}
        value={filters.search}
        onChange={(search) => onChange({ search })}
      />
      <span className="es-job-filter">
        <Select
          aria-label={shell('state')}
          value={filters.status === '' ? 'any' : filters.status}
          options={[
            { value: 'any', label: shell('anyState') },
            ...STATUSES.map((value) => ({ value, label: shell(`status_${value}`) })),
          ]}
          onChange={(value) => onChange({ status: value === 'any' ? '' : value })}
        />
      </span>
      <span className="es-job-filter">
        <Picker
          aria-label={shell('config')}
          placeholder={shell('config')}
          clearable
          value={filters.config === '' ? null : { id: filters.config, label: shortOf(filters.config) }}
          onChange={(item) => onChange({ config: item?.id ?? '' })}
          load={async (search, page, signal) => {
            const found = await port.listConfigs(query(search, page), signal)
            return {
              items: found.data.map(({ namespace, name, type }) => ({
                id: `${namespace}/${name}`,
                label: name,
                detail: type,
              })),
              total: found.pagination.total_results,
            }
          }}
        />
      </span>
      <span className="es-job-filter">
        <Picker
          aria-label={shell('target')}
          placeholder={t('anyTarget')}
          clearable
          value={filters.target === undefined ? null : { id: filters.target, label: shortOf(filters.target) }}
          onChange={(item) => onChange({ target: item?.id })}
          load={async (search, page, signal) => {
            const found = await port.listTargets(query(search, page), signal)
            return {
              items: found.data.map(({ ref, label, detail }) => ({ id: ref, label, detail })),
              total: found.pagination.total_results,
            }
          }}
        />
      </span>
      <Day label={t('from')} value={filters.from} onChange={(from) => onChange({ from })} />
      <Day label={t('until')} value={filters.until} onChange={(until) => onChange({ until })} />
      {isFiltered(filters) && (
        <Button
          size="small"
          variant="ghost"
          onClick={() =>
            onChange({ search: '', status: '', config: '', target: undefined, from: undefined, until: undefined })
          }
        >
          {t('clear')}
        </Button>
      )}
    </div>
  )
}

function Day(props: { label: string; value: string | undefined; onChange: (value: string | undefined) => void }) {
  const { label, value, onChange } = props
  return (
    <label className="es-day ev-muted">
      {label}
      <input
        type="date"
        className="ev-input"
        value={value ?? ''}
        onChange={(event) => onChange(event.target.value === '' ? undefined : event.target.value)}
      />
    </label>
  )
}

const shortOf = (ref: string): string => ref.replace(/^default\//, '')
const query = (search: string, page: number) => ({
  page,
  page_size: PAGE_SIZE,
  ...(search === '' ? {} : { search }),
})
