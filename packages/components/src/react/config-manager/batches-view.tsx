/** Batches: how far each is, what failed and why, and ways to stop or go on. */
import {
  Button,
  EmptyState,
  formatDuration,
  formatNumber,
  notify,
  Pagination,
  Progress,
  RelativeTime,
  StateBadge,
  Table,
  type StateName,
} from '@evalflow/ui'
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { RotateCcw, Square } from 'lucide-react'
import { useState } from 'react'
import { ListState } from '../list-state.tsx'
import { useT } from '../messages.ts'
import { useStudioPort } from '../port.ts'
import type { Page } from '../wire.ts'
import { useConfigWritten } from './config-cache.ts'
import { Freshness } from './freshness.tsx'
import type { Batch, BatchItem } from './library-port.ts'

const PAGE_SIZE = 10
const ITEMS = 25
const POLL_MS = 1000

const BATCH_STATES: Record<Batch['state'], StateName> = {
  running: 'running',
  done: 'done',
  partly: 'partly',
  cancelled: 'stopped',
}
const ITEM_STATES: Record<BatchItem['state'], StateName> = {
  waiting: 'waiting',
  running: 'running',
  done: 'done',
  failed: 'failed',
  left_out: 'skipped',
  cancelled: 'stopped',
}

export interface BatchesViewProps {
  /** Shown open. */
  open: string | null
  onOpenChange: (batch: string | null) => void
  onOpenJobs?: ((config: string) => void) | undefined
}

export function BatchesView({ open, onOpenChange, onOpenJobs }: BatchesViewProps) {
  const t = useT()
  const port = useStudioPort()
  const [page, setPage] = useState(1)
  const query = useQuery<Page<Batch>>({
    queryKey: ['library', 'batches', page],
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.data.some((batch) => batch.state === 'running') ? POLL_MS : false),
    queryFn: ({ signal }) => port.configLibrary.batches({ page, page_size: PAGE_SIZE }, { signal }),
  })
  return (
    <div className="evc-manager-panel">
      <div className="evc-toolbar">
        <span className="ev-muted ev-grow">{t('batchesHelp')}</span>
        <Freshness query={query} />
      </div>
      <div className="evc-manager-list">
        <ListState query={query}>
          {({ data }) =>
            data.length === 0 ? (
              <EmptyState title={t('batchesEmpty')}>{t('batchesEmptyHelp')}</EmptyState>
            ) : (
              <ul className="evc-batches">
                {data.map((batch) => (
                  <li key={batch.id}>
                    <BatchLine
                      batch={batch}
                      open={open === batch.id}
                      onToggle={() => onOpenChange(open === batch.id ? null : batch.id)}
                    />
                    {open === batch.id && <BatchItems batch={batch} onOpenJobs={onOpenJobs} />}
                  </li>
                ))}
              </ul>
            )
          }
        </ListState>
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

function BatchLine({ batch, open, onToggle }: { batch: Batch; open: boolean; onToggle: () => void }) {
  const t = useT()
  const port = useStudioPort()
  const written = useConfigWritten()
  const { counts } = batch
  const over = counts.done + counts.failed + counts.left_out + counts.cancelled
  const act = useMutation({
    mutationFn: (what: 'cancel' | 'retry') =>
      what === 'cancel' ? port.configLibrary.cancelBatch(batch.id) : port.configLibrary.retryBatch(batch.id),
    onSettled: () => written(),
    onError: (error) => notify.bad(error.message),
  })
  return (
    <div className="evc-batch">
      <button type="button" className="evc-batch-name" aria-expanded={open} onClick={onToggle}>
        <span className="ev-mono evc-break">{batch.template.replace(/^default\//, '')}</span>
        <span className="ev-faint evc-small">
          {batch.target === null
            ? t('batchConfigsOnly')
            : t('onTarget', { name: batch.target.replace(/^default\//, '') })}{' '}
          · <RelativeTime at={batch.created_at} />
        </span>
      </button>
      <StateBadge state={BATCH_STATES[batch.state]} />
      <div className="evc-batch-progress">
        <Progress
          label={t('batchProgress', { name: batch.template })}
          value={over}
          max={counts.total}
          tone={batch.state === 'running' ? 'busy' : counts.failed > 0 ? 'bad' : 'good'}
        />
        <span className="ev-num evc-small">
          {t('batchDone', { done: counts.done, total: counts.total })}
          {counts.failed > 0 && ` · ${t('batchFailed', { count: counts.failed })}`}
          {counts.left_out > 0 && ` · ${t('batchLeftOut', { count: counts.left_out })}`}
          {counts.cancelled > 0 && ` · ${t('batchStopped', { count: counts.cancelled })}`}
        </span>
        <span className="ev-faint ev-num evc-small">
          {batch.state === 'running' &&
            (batch.rate_per_minute === null || batch.eta_seconds === null
              ? t('estimating')
              : t('batchRate', {
                  rate: formatNumber(batch.rate_per_minute, 1),
                  left: formatDuration(batch.eta_seconds * 1000),
                }))}
        </span>
      </div>
      {batch.state === 'running' ? (
        <Button size="small" icon={<Square aria-hidden />} busy={act.isPending} onClick={() => act.mutate('cancel')}>
          {t('batchCancel')}
        </Button>
      ) : (
        counts.failed > 0 && (
          <Button
            size="small"
            icon={<RotateCcw aria-hidden />}
            busy={act.isPending}
            onClick={() => act.mutate('retry')}
          >
            {t('batchRetry', { count: counts.failed })}
          </Button>
        )
      )}
    </div>
  )
}

function BatchItems({ batch, onOpenJobs }: { batch: Batch; onOpenJobs: ((config: string) => void) | undefined }) {
  const t = useT()
  const port = useStudioPort()
  const [page, setPage] = useState(1)
  const [failedOnly, setFailedOnly] = useState(false)
  const query = useQuery({
    queryKey: ['library', 'batch-items', batch.id, page, failedOnly],
    placeholderData: keepPreviousData,
    refetchInterval: batch.state === 'running' ? POLL_MS : false,
    queryFn: ({ signal }) =>
      port.configLibrary.batchItems(
        batch.id,
        { page, page_size: ITEMS, ...(failedOnly ? { state: 'failed' as const } : {}) },
        { signal },
      ),
  })
  return (
    <div className="evc-batch-items">
      {batch.counts.failed > 0 && (
        <Button
          size="small"
          aria-pressed={failedOnly}
          onClick={() => {
            setFailedOnly(!failedOnly)
            setPage(1)
          }}
        >
          {t('failedOnly')}
        </Button>
      )}
      <ListState query={query}>
        {({ data }) => (
          <div className="evc-table-scroll" role="region" tabIndex={0} aria-label={t('batchItems')}>
            <Table<BatchItem>
              cards
              label={t('batchItems')}
              rows={data}
              rowKey={({ dataset }) => dataset}
              columns={[
                {
                  id: 'dataset',
                  header: t('dataset'),
                  cell: ({ dataset }) => <span className="ev-mono evc-break">{dataset.replace(/^default\//, '')}</span>,
                },
                { id: 'state', header: t('state'), cell: ({ state }) => <StateBadge state={ITEM_STATES[state]} /> },
                {
                  id: 'config',
                  header: t('config'),
                  cell: ({ config, made, message, job }) => (
                    <div>
                      {config !== null &&
                        (onOpenJobs && job !== null ? (
                          <Button size="small" variant="link" onClick={() => onOpenJobs(config)}>
                            <span className="ev-mono evc-break">{config.replace(/^default\//, '')}</span>
                          </Button>
                        ) : (
                          <span className="ev-mono evc-break">{config.replace(/^default\//, '')}</span>
                        ))}
                      <div className="ev-faint evc-small evc-break">
                        {message ?? (config === null ? '' : t(made ? 'madeByBatch' : 'wasThere'))}
                      </div>
                    </div>
                  ),
                },
              ]}
              empty={<p className="ev-muted">{t('nothingMatches')}</p>}
            />
          </div>
        )}
      </ListState>
      {query.data && query.data.pagination.total_results > ITEMS && (
        <Pagination page={page} pageSize={ITEMS} total={query.data.pagination.total_results} onPageChange={setPage} />
      )}
    </div>
  )
}
