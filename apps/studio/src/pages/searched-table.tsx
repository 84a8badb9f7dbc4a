/** A table with a search box above and pages below; what is searched for stands in the URL, which the page keeps. */
import { ListState } from '@evalflow/components/react'
import type { pageOf } from '@evalflow/contract'
import { EmptyState, Pagination, Table, TextInput, type TableProps } from '@evalflow/ui'
import type { UseQueryResult } from '@tanstack/react-query'
import { Search } from 'lucide-react'
import type { ReactNode } from 'react'
import type { z } from 'zod'
import { useT } from '../messages.ts'

export const PAGE_SIZE = 25

export interface SearchedTableProps<Row> extends Omit<TableProps<Row>, 'rows' | 'empty'> {
  query: UseQueryResult<Pick<z.infer<ReturnType<typeof pageOf>>, 'pagination'> & { data: Row[] }>
  searchLabel: string
  search: string
  page: number
  onSearch: (search: string) => void
  onPage: (page: number) => void
  /** Of all rows that match, for the line beside the search box. */
  count?: (total: number) => string
  /** Shown when there is no row at all, searched or not. */
  nothingYet: ReactNode
}

export function SearchedTable<Row>(props: SearchedTableProps<Row>) {
  const { query, searchLabel, search, page, onSearch, onPage, count, nothingYet, ...table } = props
  const t = useT()
  const total = query.data?.pagination.total_results
  return (
    <>
      <div className="evc-toolbar">
        <TextInput
          type="search"
          className="evc-search"
          icon={<Search aria-hidden />}
          aria-label={searchLabel}
          placeholder={searchLabel}
          value={search}
          onChange={onSearch}
        />
        <span className="ev-grow" />
        <span className="ev-muted ev-num">{count && total !== undefined && count(total)}</span>
      </div>
      <ListState query={query}>
        {({ data }) => (
          <Table
            cards
            {...table}
            rows={data}
            empty={search === '' ? nothingYet : <EmptyState title={t('nothingMatches')}>{t('searchLess')}</EmptyState>}
          />
        )}
      </ListState>
      {total !== undefined && total > PAGE_SIZE && (
        <Pagination page={page} pageSize={PAGE_SIZE} total={total} onPageChange={onPage} />
      )}
    </>
  )
}
