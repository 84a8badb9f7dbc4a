/** Templates by datasets: which suit each other and why not. A page of either at a time. */
import { Button, EmptyState, Pagination, Popover } from '@evalflow/ui'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { ListState } from '../list-state.tsx'
import { useT } from '../messages.ts'
import { useStudioPort } from '../port.ts'
import { SearchInput } from '../search-input.tsx'
import { CONFIG_STALE_MS } from './config-cache.ts'
import { FitBadge, fitKey } from './fit-badge.tsx'
import { Freshness } from './freshness.tsx'
import type { FitMatrix } from './library-port.ts'

const TEMPLATES = 20
const DATASETS = 8

export interface FitViewProps {
  onPreview: (config: string, dataset: string) => void
  onRun: (config: string) => void
}

export function FitView({ onPreview, onRun }: FitViewProps) {
  const t = useT()
  const port = useStudioPort()
  const [search, setSearch] = useState('')
  const [datasetSearch, setDatasetSearch] = useState('')
  const [page, setPage] = useState(1)
  const [datasetPage, setDatasetPage] = useState(1)
  const settled = useDeferredValue(search)
  const settledDataset = useDeferredValue(datasetSearch)
  const query = useQuery({
    queryKey: ['library', 'fit', settled, settledDataset, page, datasetPage],
    placeholderData: keepPreviousData,
    staleTime: CONFIG_STALE_MS,
    queryFn: ({ signal }) =>
      port.configLibrary.fit(
        {
          page,
          page_size: TEMPLATES,
          dataset_page: datasetPage,
          dataset_page_size: DATASETS,
          ...(settled === '' ? {} : { search: settled }),
          ...(settledDataset === '' ? {} : { dataset_search: settledDataset }),
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
        <SearchInput
          label={t('searchDatasets')}
          value={datasetSearch}
          onChange={(value) => {
            setDatasetSearch(value)
            setDatasetPage(1)
          }}
        />
        <span className="ev-grow" />
        <Freshness query={query} />
      </div>
      <div className="evc-manager-list">
        <ListState query={query}>
          {(matrix) =>
            matrix.templates.length === 0 || matrix.datasets.length === 0 ? (
              <EmptyState title={t('fitEmpty')}>{t('fitEmptyHelp')}</EmptyState>
            ) : (
              <Matrix matrix={matrix} onPreview={onPreview} onRun={onRun} />
            )
          }
        </ListState>
      </div>
      {query.data && (
        <div className="evc-manager-foot evc-two-pages">
          <Pages
            label={t('templates')}
            page={page}
            size={TEMPLATES}
            onChange={setPage}
            of={query.data.pagination.templates}
          />
          <Pages
            label={t('datasets')}
            page={datasetPage}
            size={DATASETS}
            onChange={setDatasetPage}
            of={query.data.pagination.datasets}
          />
        </div>
      )}
    </div>
  )
}

function Pages({
  label,
  page,
  size,
  of,
  onChange,
}: {
  label: string
  page: number
  size: number
  of: FitMatrix['pagination']['templates']
  onChange: (page: number) => void
}) {
  return (
    <div className="ev-row">
      <span className="ev-muted">{label}</span>
      <Pagination page={page} pageSize={size} total={of.total_results} onPageChange={onChange} />
    </div>
  )
}

function Matrix({ matrix, onPreview, onRun }: { matrix: FitMatrix } & FitViewProps) {
  const t = useT()
  return (
    <table className="ev-table evc-fit" aria-label={t('fitTable')}>
      <thead>
        <tr>
          <th scope="col">{t('fitCorner')}</th>
          {matrix.datasets.map(({ ref, columns }) => (
            <th key={ref} scope="col" title={columns?.join(', ') ?? t('columnsUnknown')}>
              <span className="ev-mono evc-break">{shortRef(ref)}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {matrix.templates.map(({ ref, type, needs }, row) => (
          <tr key={ref}>
            <th scope="row">
              <Button size="small" variant="link" onClick={() => onRun(ref)} title={t('runOverDatasets')}>
                <span className="ev-mono evc-break">{shortRef(ref)}</span>
              </Button>
              <span className="ev-faint evc-small evc-break">
                {type} · {needs.length > 0 ? t('needsColumns', { names: needs.join(', ') }) : t('needsNothing')}
              </span>
            </th>
            {matrix.datasets.map((dataset, column) => (
              <Cell
                key={dataset.ref}
                fit={matrix.cells[row]?.[column] ?? { fits: null, reasons: [] }}
                label={t('fitCell', {
                  template: shortRef(ref),
                  dataset: shortRef(dataset.ref),
                  fit: t(fitKey(matrix.cells[row]?.[column] ?? { fits: null, reasons: [] })),
                })}
                onPreview={() => onPreview(ref, dataset.ref)}
              />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Cell({
  fit,
  label,
  onPreview,
}: {
  fit: FitMatrix['cells'][number][number]
  label: string
  onPreview: () => void
}) {
  const t = useT()
  return (
    <td>
      <Popover
        label={label}
        trigger={
          <button type="button" className="evc-fit-cell" aria-label={label}>
            <FitBadge fit={fit} />
          </button>
        }
      >
        <div className="ev-stack evc-fit-why">
          <FitBadge fit={fit} />
          {fit.reasons.length > 0 ? (
            <ul className="evc-reasons">
              {fit.reasons.map((reason) => (
                <li key={reason}>{reason}</li>
              ))}
            </ul>
          ) : (
            <span className="ev-muted">{t('fitAll')}</span>
          )}
          <Button size="small" onClick={onPreview}>
            {t('showPreview')}
          </Button>
        </div>
      </Popover>
    </td>
  )
}

const shortRef = (ref: string) => ref.replace(/^default\//, '')
