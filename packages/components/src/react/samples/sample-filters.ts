/** What of a job's samples is looked at. A page keeps it in its address. */
import type { SampleQuery } from '../port.ts'

export const SAMPLE_FILTERS = ['all', 'wrong', 'failed', 'unscored'] as const

export interface SampleFilters {
  search: string
  filter: (typeof SAMPLE_FILTERS)[number]
  /** `column=value`; empty for any. */
  category: string
  /** `index`, or `{task}.{metric}.{score}` with `-` before it for falling order. */
  sort: string
}
export const NO_FILTERS: SampleFilters = { search: '', filter: 'all', category: '', sort: 'index' }

export const isFilter = (value: string): value is SampleFilters['filter'] =>
  (SAMPLE_FILTERS as readonly string[]).includes(value)

export const isFiltered = ({ search, filter, category }: SampleFilters): boolean =>
  search !== '' || filter !== 'all' || category !== ''

export function toSampleQuery({ search, filter, category, sort }: SampleFilters): SampleQuery {
  return {
    sort,
    ...(search === '' ? {} : { search }),
    ...(filter === 'all' ? {} : { filter }),
    ...(category === '' ? {} : { category }),
  }
}
