/** One template over many datasets: choose, see what would be made, create or run. */
import { Button, Checkbox, Dialog, ErrorState, Field, notify, Pagination, Picker, Table } from '@evalflow/ui'
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { Play } from 'lucide-react'
import { useDeferredValue, useMemo, useState } from 'react'
import { useStudioSources } from '../fields/field-sources.tsx'
import { ListState } from '../list-state.tsx'
import { useT } from '../messages.ts'
import { useStudioPort } from '../port.ts'
import { SearchInput } from '../search-input.tsx'
import type { DatasetItem } from '../wire.ts'
import { CONFIG_STALE_MS, useConfigWritten } from './config-cache.ts'
import { BatchPreviewList } from './batch-preview-list.tsx'
import type { BatchChoice } from './library-port.ts'

const PAGE_SIZE = 10
const PREVIEW_SIZE = 50
const NONE: ReadonlySet<string> = new Set()

export interface BatchDialogProps {
  template: string
  /** Chosen at first. */
  datasets?: readonly string[] | undefined
  onStarted: (batch: string) => void
  onClose: () => void
}

export function BatchDialog({ template, datasets, onStarted, onClose }: BatchDialogProps) {
  const t = useT()
  const port = useStudioPort()
  const written = useConfigWritten()
  const { targets } = useStudioSources()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(datasets ? new Set(datasets) : NONE)
  const [all, setAll] = useState(false)
  const [search, setSearch] = useState('')
  const [target, setTarget] = useState<{ id: string; label: string } | null>(null)
  // one id for this dialog: a second click, or a retry after a lost answer, starts no second batch
  const [id] = useState(() => `batch-${crypto.randomUUID()}`)
  const settled = useDeferredValue(search)
  const choice = useMemo<BatchChoice | null>(() => {
    if (all) return { template, datasets: { all_fitting: true, ...(settled === '' ? {} : { search: settled }) } }
    return chosen.size === 0 ? null : { template, datasets: Array.from(chosen) }
  }, [all, chosen, settled, template])
  const preview = useQuery({
    queryKey: ['library', 'batch-preview', choice],
    enabled: choice !== null,
    staleTime: CONFIG_STALE_MS,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      port.configLibrary.batchPreview(choice ?? { template, datasets: [] }, { page_size: PREVIEW_SIZE }, { signal }),
  })
  const start = useMutation({
    mutationFn: async (run: boolean) => {
      if (!choice) throw new Error(t('batchNothing'))
      return port.configLibrary.startBatch({
        ...choice,
        id,
        ...(run && target ? { target: toTargetName(target.id) } : {}),
      })
    },
    onSuccess: async (batch) => {
      notify.good(t('batchStarted', { count: batch.counts.total }))
      await written()
      onStarted(batch.id)
    },
  })
  const counts = choice ? preview.data?.counts : undefined
  const ready = (counts?.create ?? 0) + (counts?.reuse ?? 0) + (counts?.unknown ?? 0)
  return (
    <Dialog
      open
      size="full"
      dirty={chosen.size > 0 && !start.isSuccess}
      onOpenChange={(open) => !open && onClose()}
      title={t('batchTitle', { name: template.split('/').at(-1) ?? template })}
      description={t('batchHelp')}
      note={
        start.error ? (
          <span className="ev-field-error" role="alert">
            {start.error.message}
          </span>
        ) : (
          t('batchNote')
        )
      }
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button disabled={ready === 0} busy={start.isPending} onClick={() => start.mutate(false)}>
            {t('batchCreate', { count: counts?.create ?? 0 })}
          </Button>
          <Button
            variant="primary"
            icon={<Play aria-hidden />}
            disabled={ready === 0 || target === null}
            busy={start.isPending}
            onClick={() => start.mutate(true)}
          >
            {t('batchRun', { count: ready })}
          </Button>
        </>
      }
      preview={
        choice === null ? (
          <p className="ev-muted">{t('batchChoose')}</p>
        ) : preview.error ? (
          <ErrorState error={preview.error} onRetry={() => void preview.refetch()} />
        ) : (
          <ListState query={preview}>{(data) => <BatchPreviewList preview={data} />}</ListState>
        )
      }
    >
      <div className="ev-stack">
        <Field label={t('target')} help={t('batchTargetHelp')}>
          {targets && (
            <Picker
              clearable
              value={target}
              onChange={(item) => setTarget(item && { id: item.id, label: item.label })}
              load={targets.load}
              placeholder={targets.placeholder}
              empty={targets.empty}
            />
          )}
        </Field>
        <Checkbox checked={all} onChange={setAll} label={t('batchAllFitting')} />
        <Datasets search={search} onSearchChange={setSearch} chosen={chosen} onChosenChange={setChosen} all={all} />
      </div>
    </Dialog>
  )
}

function Datasets({
  search,
  onSearchChange,
  chosen,
  onChosenChange,
  all,
}: {
  search: string
  onSearchChange: (search: string) => void
  chosen: ReadonlySet<string>
  onChosenChange: (chosen: ReadonlySet<string>) => void
  all: boolean
}) {
  const t = useT()
  const port = useStudioPort()
  const [page, setPage] = useState(1)
  const settled = useDeferredValue(search)
  const query = useQuery({
    queryKey: ['datasets', 'batch', settled, page],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      port.listDatasets(
        { page, page_size: PAGE_SIZE, sort: 'name', ...(settled === '' ? {} : { search: settled }) },
        signal,
      ),
  })
  return (
    <>
      <div className="ev-row">
        <SearchInput
          label={t('searchDatasets')}
          value={search}
          onChange={(value) => {
            onSearchChange(value)
            setPage(1)
          }}
        />
        <span className="ev-muted ev-num" aria-live="polite">
          {all ? t('batchAll') : t('chosenCount', { count: chosen.size })}
        </span>
      </div>
      <ListState query={query}>
        {(data) => (
          <Table<DatasetItem>
            cards
            label={t('datasets')}
            rows={data.data}
            rowKey={refOf}
            {...(all ? {} : { selected: chosen, onSelectedChange: onChosenChange })}
            columns={[
              {
                id: 'name',
                header: t('dataset'),
                cell: (dataset) => (
                  <div>
                    <div className="ev-mono evc-break">{dataset.name}</div>
                    <div className="ev-faint evc-small evc-break">
                      {dataset.columns?.join(', ') ?? t('columnsUnknown')}
                    </div>
                  </div>
                ),
              },
              { id: 'rows', header: t('rows'), align: 'right', cell: (dataset) => dataset.records ?? '–' },
            ]}
            empty={<p className="ev-muted">{t('noDatasets')}</p>}
          />
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
    </>
  )
}

const refOf = (dataset: DatasetItem) => `${dataset.namespace}/${dataset.name}`
const toTargetName = (choice: string) => choice.replace(/^(?:target|model):/, '')
